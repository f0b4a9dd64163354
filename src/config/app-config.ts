import type { ProviderVariables } from './provider-variables.js';
import { readProviderVariables } from './provider-variables.js';
import { WorldSettings } from './world-settings.js';

/** The validated configuration of a process; injectable everywhere by its class. Each file of settings adds to the one before. */
export class AppConfig extends WorldSettings {
  /** Addresses and keys of the providers of models; see `known-providers.ts`. */
  readonly providerVariables: ProviderVariables = readProviderVariables({}, () => undefined);

  /** True when the port was asked for and not just the default. */
  readonly isPortChosen: boolean = false;
}
