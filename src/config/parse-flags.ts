import { parseArgs } from 'node:util';

import { ConfigError } from './config-error.js';
import { listSettings } from './load-config.js';

/**
 * Reads the settings of a command line.
 *
 * @returns values by flag, without dashes
 * @throws ConfigError that names every argument that isn't the flag of a setting
 */
export const parseFlags = (args: readonly string[]): Readonly<Record<string, string | undefined>> => {
  const options = Object.fromEntries(listSettings().map(({ flag }) => [flag, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | undefined> = {};
  const problems = tokens.flatMap((token) => {
    if (token.kind === 'option' && Object.hasOwn(options, token.name) && token.value !== undefined) {
      values[token.name] = token.value;
      return [];
    }
    if (token.kind === 'option-terminator') return [];
    // The value may be a secret, so only the name is shown.
    const name = token.kind === 'option' ? token.rawName : `argument ${String(token.index + 1)}`;
    const isKnown = token.kind === 'option' && Object.hasOwn(options, token.name);
    return [{ name, message: isKnown ? 'needs a value.' : `is not a flag of the server. Flags: ${flagList()}.` }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return values;
};

const flagList = (): string =>
  listSettings()
    .map(({ flag }) => `--${flag}`)
    .join(' ');
