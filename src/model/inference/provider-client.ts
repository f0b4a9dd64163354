import type { EmbeddingModel, ImageModel, LanguageModel, SpeechModel, TranscriptionModel } from 'ai';

import type { ProviderSettings } from '../provider-settings.js';

/** How requests leave this process. */
export type Fetch = typeof globalThis.fetch;

/** One provider through the SDK: a maker of models per capability; what is absent the provider doesn't offer. */
export interface ProviderClient {
  /** Key of the provider's own options in the SDK's calls. */
  readonly optionsKey: string;
  readonly chat?: (model: string) => LanguageModel;
  readonly embedding?: (model: string) => EmbeddingModel;
  readonly image?: (model: string) => ImageModel;
  readonly speech?: (model: string) => SpeechModel;
  readonly transcription?: (model: string) => TranscriptionModel;
}

/** Makes the client of one family of providers. */
export type OpenClient = (settings: ProviderSettings, fetch: Fetch) => ProviderClient;
