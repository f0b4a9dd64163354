import type { KnownProvider } from '../../config/known-providers.js';
import { isProviderKey, providerUrl } from '../../config/known-providers.js';
import type { ProviderSettings } from '../provider-settings.js';

/** Gives the value under a name; `undefined` when there is none. */
export type Lookup = (name: string) => string | undefined;

/** What is known of a provider: how it is reached, that it isn't configured, or what is wrong. */
export type ProviderResolution =
  | {
      readonly kind: 'configured';
      readonly settings: ProviderSettings;
      /** True when the address is out of a user's secret, and not the operator's choice. */
      readonly isUserAddress: boolean;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'wrong'; readonly reason: string };

/**
 * Joins what the environment and a user's secrets say about a provider; the secrets win.
 * An address out of a secret never gets the environment's key: otherwise any user could send the operator's key anywhere.
 */
export const resolveProvider = (
  { name, kind, url, urlVariable, keyVariables, isKeyNeeded }: KnownProvider,
  environment: Lookup,
  secrets: Lookup,
): ProviderResolution => {
  const ownUrl = urlVariable === null ? undefined : secrets(urlVariable);
  const setUrl = ownUrl ?? (urlVariable === null ? undefined : environment(urlVariable));
  const apiKey = first(keyVariables, secrets) ?? (ownUrl === undefined ? first(keyVariables, environment) : null);
  const address = setUrl ?? url;
  if (address === null || (isKeyNeeded && apiKey === null && setUrl === undefined)) return { kind: 'absent' };
  const baseUrl = providerUrl(address, kind);
  if (baseUrl === null) return { kind: 'wrong', reason: `${String(urlVariable)} is not an http or https URL` };
  if (apiKey !== null && !isProviderKey(apiKey)) {
    return { kind: 'wrong', reason: `${keyVariables.join(' or ')} holds spaces or characters that no key has` };
  }
  return { kind: 'configured', settings: { name, kind, baseUrl, apiKey }, isUserAddress: ownUrl !== undefined };
};

/** Lists the names under which a provider's address and keys are looked for. */
export const variablesOf = ({ urlVariable, keyVariables }: KnownProvider): readonly string[] =>
  urlVariable === null ? keyVariables : [urlVariable, ...keyVariables];

const first = (names: readonly string[], lookup: Lookup): string | null => {
  for (const name of names) {
    const value = lookup(name);
    if (value !== undefined) return value;
  }
  return null;
};
