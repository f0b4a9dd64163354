import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';

import type { ProviderSettings } from '../../provider-settings.js';
import type { Fetch, OpenClient, ProviderClient } from '../provider-client.js';
import { withVersion } from './base-url.js';

/** Key of these providers' own options, whatever their names are. */
const OPTIONS_KEY = 'compatible';

/** Any server that speaks OpenAI's interface; those without sound answer 404, which is told as such. */
export const openCompatible: OpenClient = (settings, fetch) => {
  const { chat, embedding, image } = textAndImages(settings, fetch);
  const openai = createOpenAI({ baseURL: settings.baseUrl, apiKey: settings.apiKey ?? '', fetch });
  return {
    optionsKey: OPTIONS_KEY,
    chat,
    embedding,
    image,
    speech: openai.speech,
    transcription: openai.transcription,
  };
};

/** Ollama through its `/v1`, which has chat and embeddings. */
export const openOllama: OpenClient = (settings, fetch) => {
  const baseUrl = withVersion(settings.baseUrl, 'v1');
  const { chat, embedding } = textAndImages({ ...settings, baseUrl }, fetch);
  return { optionsKey: OPTIONS_KEY, chat, embedding };
};

/** Hugging Face's router, whose OpenAI interface has chat only. */
export const openHuggingFace: OpenClient = (settings, fetch) => {
  const { chat } = textAndImages(settings, fetch);
  return { optionsKey: OPTIONS_KEY, chat };
};

const textAndImages = (
  { baseUrl, apiKey }: ProviderSettings,
  fetch: Fetch,
): Required<Pick<ProviderClient, 'chat' | 'embedding' | 'image'>> => {
  const provider = createOpenAICompatible({
    name: OPTIONS_KEY,
    baseURL: baseUrl,
    ...(apiKey !== null && { apiKey }),
    fetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return { chat: provider.chatModel, embedding: provider.embeddingModel, image: provider.imageModel };
};
