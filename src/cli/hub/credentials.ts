import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { isRecord } from '../../common/json.js';
import { writePrivateFile } from '../../config/private-file.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { CliIo } from '../io.js';

/** The logins that this user has stored. */
export interface Credentials {
  /** Hub that commands speak to when none is named; the last one that was logged in to. */
  readonly current: string | null;
  /** Token by the hub's URL. */
  readonly tokens: Readonly<Record<string, string>>;
}

const NONE: Credentials = { current: null, tokens: {} };

/** Path of the file with the stored logins, by the XDG base directory rules. */
export const credentialsPath = (env: CliIo['env']): string =>
  join(env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'), 'nodetool', 'credentials.json');

/**
 * Reads the stored logins; none where there is no file.
 *
 * @throws CliError when the file can't be read or understood, with exit code 3
 */
export const readCredentials = async (path: string): Promise<Credentials> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw brokenFile(path, error);
  });
  return text === null ? NONE : parseCredentials(text, path);
};

/** Replaces the stored logins in one step; only their owner may read the file. No logins, no file. */
export const writeCredentials = async (path: string, credentials: Credentials): Promise<void> => {
  if (Object.keys(credentials.tokens).length === 0) return rm(path, { force: true });
  await writePrivateFile(path, `${JSON.stringify(credentials, null, 2)}\n`);
};

const parseCredentials = (text: string, path: string): Credentials => {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && isRecord(value['tokens'])) {
      const tokens = Object.entries(value['tokens']).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      );
      return {
        current: typeof value['current'] === 'string' ? value['current'] : null,
        tokens: Object.fromEntries(tokens),
      };
    }
  } catch (cause) {
    throw brokenFile(path, cause);
  }
  throw brokenFile(path, null);
};

const brokenFile = (path: string, cause: unknown): CliError =>
  new CliError(`the stored login in ${path} can not be read`, {
    exitCode: ExitCode.configuration,
    hint: 'Remove the file and log in again with: nodetool gateway login',
    cause,
  });
