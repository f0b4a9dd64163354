import type { ProviderKind, ProviderSettings } from '../provider-settings.js';
import type { Fetch, OpenClient, ProviderClient } from './provider-client.js';

/** Opens a client; the SDK of a family is loaded when it's first needed, because all of them cost a start some 400 ms. */
export const openClient = async (settings: ProviderSettings, fetch: Fetch): Promise<ProviderClient> => {
  const open = await FAMILIES[settings.kind]();
  return open(settings, fetch);
};

const FAMILIES: Readonly<Record<ProviderKind, () => Promise<OpenClient>>> = {
  openai: async () => (await import('./families/openai.client.js')).openOpenAi,
  openai_compatible: async () => (await import('./families/compatible.client.js')).openCompatible,
  ollama: async () => (await import('./families/compatible.client.js')).openOllama,
  huggingface: async () => (await import('./families/compatible.client.js')).openHuggingFace,
  anthropic: async () => (await import('./families/anthropic.client.js')).openAnthropic,
  gemini: async () => (await import('./families/gemini.client.js')).openGemini,
};
