import { createOpenAI } from '@ai-sdk/openai';

import type { OpenClient } from '../provider-client.js';

/** OpenAI itself. Chat goes through the completions interface, which gateways and proxies for OpenAI speak too. */
export const openOpenAi: OpenClient = ({ baseUrl, apiKey }, fetch) => {
  // The SDK would look for a key in the environment if it were given none.
  const openai = createOpenAI({ baseURL: baseUrl, apiKey: apiKey ?? '', fetch });
  return {
    optionsKey: 'openai',
    chat: openai.chat,
    embedding: openai.embeddingModel,
    image: openai.imageModel,
    speech: openai.speech,
    transcription: openai.transcription,
  };
};
