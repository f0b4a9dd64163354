import type { KnownProvider } from './known-providers.js';
import { KNOWN_PROVIDERS } from './known-providers.js';

const HEAD = `
## Providers of models

A provider is asked only once it is configured: a service by its key, software on your own machines by its address.
These variables have no flags, because keys don't belong on a command line. A user's [secret](commands.md#set_secret) of
the same name wins over the variable; the address of a secret never gets a key out of the environment.
Further servers with OpenAI's interface are named in \`MODEL_PROVIDERS\`; the key of \`acme-ai\` is \`ACME_AI_API_KEY\`.

| provider | key | address | usual address |
| --- | --- | --- | --- |
`;

/** Writes the reference of the variables of model providers as Markdown. */
export const providersReference = (): string => HEAD + KNOWN_PROVIDERS.map(rowOf).join('');

const rowOf = ({ name, keyVariables, urlVariable, url }: KnownProvider): string => {
  const keys = keyVariables.map((variable) => `\`${variable}\``).join(', else ');
  return `| \`${name}\` | ${keys} | \`${String(urlVariable)}\` | ${url ?? 'none: the address must be set'} |\n`;
};
