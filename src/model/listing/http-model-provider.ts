import type { ModelProvider, OfferedModel } from '../model-provider.js';
import type { ProviderKind, ProviderSettings } from '../provider-settings.js';
import { listAnthropic } from './list-anthropic.js';
import { listGemini } from './list-gemini.js';
import { listOllama } from './list-ollama.js';
import { listOpenAi } from './list-openai.js';

type Lister = (settings: ProviderSettings, signal: AbortSignal) => Promise<readonly OfferedModel[]>;

const LISTERS: Readonly<Record<ProviderKind, Lister>> = {
  openai: listOpenAi,
  openai_compatible: listOpenAi,
  ollama: listOllama,
  anthropic: listAnthropic,
  gemini: listGemini,
  huggingface: async (settings, signal) =>
    (await listOpenAi(settings, signal)).map((model) => ({ ...model, repoId: model.id })),
};

/** What services offer changes by the week. */
const SERVICE_MAX_AGE_MS = 300_000;
/** Who has just downloaded a model looks for it in the list. */
const LOCAL_MAX_AGE_MS = 5000;

/** Makes the source of a configured provider's models. */
export const httpModelProvider = (settings: ProviderSettings, isLocal: boolean): ModelProvider => ({
  name: settings.name,
  maxAgeMs: isLocal ? LOCAL_MAX_AGE_MS : SERVICE_MAX_AGE_MS,
  identity: JSON.stringify([settings.kind, settings.baseUrl, settings.apiKey]),
  listModels: async (signal) => {
    const models = await LISTERS[settings.kind](settings, signal);
    return isLocal ? models.map((model) => ({ ...model, isDownloaded: true })) : models;
  },
});
