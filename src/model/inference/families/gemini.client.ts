import { createGoogleGenerativeAI } from '@ai-sdk/google';

import type { OpenClient } from '../provider-client.js';
import { withVersion } from './base-url.js';

/** Google Gemini; the SDK has no speech for it. */
export const openGemini: OpenClient = ({ baseUrl, apiKey }, fetch) => {
  const google = createGoogleGenerativeAI({ baseURL: withVersion(baseUrl, 'v1beta'), apiKey: apiKey ?? '', fetch });
  return {
    optionsKey: 'google',
    chat: google.languageModel,
    embedding: google.embeddingModel,
    image: google.image,
    transcription: google.transcription,
  };
};
