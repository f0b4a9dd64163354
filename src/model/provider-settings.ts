import type { ProviderKind } from '../config/known-providers.js';

/** How one configured provider is reached. */
export interface ProviderSettings {
  /** NodeTool's name of the provider, for example `openai`, `ollama`, `groq`. */
  readonly name: string;
  readonly kind: ProviderKind;
  /** Without a slash at the end; for OpenAI's interface with its `/v1`, for the others without a version. */
  readonly baseUrl: string;
  /** Null where none is needed. Never logged, never part of an error's text. */
  readonly apiKey: string | null;
  /** How it is asked, where that isn't the platform's way: an address that a user chose lies behind the outbound guard. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Knows which providers are configured for a user; injectable by this class. */
export abstract class ProviderDirectory {
  /**
   * Finds one by its name; null when it isn't configured.
   *
   * @throws ProtocolError `CONFLICT` when a secret of the user's can't be used
   */
  abstract find(name: string, userId: string): Promise<ProviderSettings | null>;

  /** Lists those that are configured, by name; one whose secret can't be used is left out. */
  abstract list(userId: string): Promise<readonly ProviderSettings[]>;
}

export type { ProviderKind } from '../config/known-providers.js';
