import { createAnthropic } from '@ai-sdk/anthropic';

import type { OpenClient } from '../provider-client.js';
import { withVersion } from './base-url.js';

/** Anthropic, which has chat only. */
export const openAnthropic: OpenClient = ({ baseUrl, apiKey }, fetch) => {
  const anthropic = createAnthropic({ baseURL: withVersion(baseUrl, 'v1'), apiKey: apiKey ?? '', fetch });
  return { optionsKey: 'anthropic', chat: anthropic.languageModel };
};
