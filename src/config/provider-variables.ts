import type { ConfigProblem } from './config-error.js';
import type { KnownProvider } from './known-providers.js';
import { isProviderKey, KNOWN_PROVIDERS, ownProvider, PROVIDER_NAME, providerUrl } from './known-providers.js';

/** Which providers there are, and what the environment says about them. */
export interface ProviderVariables {
  /** The known ones and those of `MODEL_PROVIDERS`, by name. */
  readonly providers: readonly KnownProvider[];
  /** Addresses and keys by the names of their variables; never logged. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads what the environment says about providers of models.
 *
 * @param own addresses by name, from `MODEL_PROVIDERS`; null when that could not be read
 * @param read gives the text of a variable
 */
export const readProviderVariables = (
  own: Readonly<Record<string, string>> | null,
  read: (variable: string) => string | undefined,
): ProviderVariables & { readonly problems: readonly ConfigProblem[] } => {
  const problems: ConfigProblem[] = [];
  const added = Object.entries(own ?? {}).flatMap(([name, url]) => addOwn(name, url, problems));
  const providers = [...KNOWN_PROVIDERS, ...added].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const values = new Map<string, string>();
  const accept = (variable: string, isRight: (value: string) => boolean, expected: string): void => {
    const value = read(variable)?.trim() ?? '';
    if (value === '') return;
    values.set(variable, value);
    // The value isn't shown: an address may hold a password.
    if (!isRight(value)) problems.push({ name: variable, message: `is not valid: ${expected}` });
  };
  for (const { kind, urlVariable, keyVariables } of providers) {
    if (urlVariable !== null) accept(urlVariable, (value) => providerUrl(value, kind) !== null, EXPECTED_URL);
    for (const variable of keyVariables) accept(variable, isProviderKey, EXPECTED_KEY);
  }
  return { providers, values, problems };
};

const addOwn = (name: string, text: string, problems: ConfigProblem[]): readonly KnownProvider[] => {
  const url = providerUrl(text, 'openai_compatible');
  const problem = ownProblem(name, url);
  if (problem === null && url !== null) return [ownProvider(name, url)];
  problems.push({ name: 'MODEL_PROVIDERS', message: problem ?? '' });
  return [];
};

const ownProblem = (name: string, url: string | null): string | null => {
  if (!PROVIDER_NAME.test(name)) {
    return `has a name that is not valid: ${JSON.stringify(name)}. Expected lower case letters, digits, - and _.`;
  }
  const known = KNOWN_PROVIDERS.find((provider) => provider.name === name);
  if (known) return `may not name ${name}, which is known already. Set ${String(known.urlVariable)} for its address.`;
  return url === null ? `is not valid for ${name}: ${EXPECTED_URL}` : null;
};

const EXPECTED_URL =
  'expected an http or https URL without user, password and query, such as http://127.0.0.1:8000/v1.';

const EXPECTED_KEY = 'expected visible ASCII characters without spaces, at most 4096.';
