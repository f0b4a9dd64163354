import { CliError, usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import { readText } from '../input/files.js';
import type { CliIo } from '../io.js';
import { credentialsPath, readCredentials } from './credentials.js';

/** Hub that commands speak to when nothing else says one. */
export const DEFAULT_HUB_URL = 'http://127.0.0.1:8080';

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

/** The options of every command that speaks to a hub, as commander names them. */
export interface ClientOptions {
  readonly hubUrl?: string;
  readonly tokenFile?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Which hub a command speaks to, and as whom. */
export interface ClientSettings {
  /** URL without a slash at its end. */
  readonly hubUrl: string;
  readonly token: string | null;
}

/**
 * Finds hub and token: option over environment over stored login over default.
 * A stored token goes only to the hub for which it was stored.
 *
 * @throws CliError when a URL, a file or the token is wrong
 */
export const resolveClientSettings = async (options: ClientOptions, io: CliIo): Promise<ClientSettings> => {
  const stored = await readCredentials(credentialsPath(io.env));
  const hubUrl = parseHubUrl(options.hubUrl ?? (io.env['NODETOOL_HUB_URL'] || stored.current) ?? DEFAULT_HUB_URL);
  const given = await givenToken(options, io);
  return { hubUrl, token: given === null ? (stored.tokens[hubUrl] ?? null) : cleanToken(given) };
};

/** Finds the hub alone, as far as options and environment name one. */
export const namedHubUrl = (options: ClientOptions, io: CliIo): string | null => {
  const url = options.hubUrl ?? io.env['NODETOOL_HUB_URL'];
  return url ? parseHubUrl(url) : null;
};

const givenToken = async ({ token, tokenFile }: ClientOptions, io: CliIo): Promise<string | null> => {
  if (token !== undefined) return token;
  if (tokenFile !== undefined) return readText(tokenFile, io);
  return io.env['NODETOOL_TOKEN'] || null;
};

/**
 * Takes a token out of the text around it.
 *
 * @throws CliError when the text can't be a token; it never repeats the text
 */
export const cleanToken = (text: string): string => {
  const token = text.trim();
  if (/^[\u0021-\u007e]+$/u.test(token)) return token;
  throw new CliError(token === '' ? 'the token is empty' : 'the token holds characters that no token has', {
    exitCode: ExitCode.usage,
    hint: 'A token is one line of letters, digits and signs, as the hub printed it at its first start.',
  });
};

/**
 * Checks a hub's address and brings it into one form.
 *
 * @throws CliError that says what is wrong with it, with exit code 2
 */
export const parseHubUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw usageError(`the hub's URL must begin with http:// or https://`, { hint: `For example ${DEFAULT_HUB_URL}` });
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError("the hub's URL must not hold a name or password", {
      hint: 'Store the token with: nodetool gateway login',
    });
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/u, '');
};

/** Tells whether a token would travel unencrypted beyond this machine. */
export const isExposed = (hubUrl: string): boolean => {
  const url = new URL(hubUrl);
  return url.protocol === 'http:' && !LOOPBACK.test(url.hostname);
};
