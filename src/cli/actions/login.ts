import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import { cleanToken, DEFAULT_HUB_URL, namedHubUrl } from '../hub/client-settings.js';
import { credentialsPath, readCredentials, writeCredentials } from '../hub/credentials.js';
import { HubClient } from '../hub/hub-client.js';
import { readText } from '../input/files.js';
import type { CliIo } from '../io.js';

/** Options of `login`. */
export interface LoginOptions {
  readonly hubUrl?: string;
  readonly tokenFile?: string;
  readonly verify: boolean;
}

/** Options of `logout`. */
export interface LogoutOptions {
  readonly hubUrl?: string;
  readonly all?: boolean;
}

/** Reads a token, asks the hub whether it is good, and stores it for later commands. */
export const login = async (options: LoginOptions, io: CliIo): Promise<ExitCode> => {
  const hubUrl = namedHubUrl(options, io) ?? DEFAULT_HUB_URL;
  const token = cleanToken(await askToken(hubUrl, options, io));
  if (options.verify) await new HubClient({ hubUrl, token }).request({ path: '/commands' });
  const path = credentialsPath(io.env);
  const { tokens } = await readCredentials(path);
  await writeCredentials(path, { current: hubUrl, tokens: { ...tokens, [hubUrl]: token } });
  io.stderr.write(`Logged in to ${hubUrl}. The token is stored in ${path}\n`);
  return ExitCode.ok;
};

const askToken = (hubUrl: string, { tokenFile }: LoginOptions, io: CliIo): Promise<string> => {
  if (tokenFile !== undefined) return readText(tokenFile, io);
  return io.stdin.isTty ? io.stdin.readSecret(`Operator token for ${hubUrl}: `) : io.stdin.readAll();
};

/** Forgets the stored token of a hub, or of all. */
export const logout = async (options: LogoutOptions, io: CliIo): Promise<ExitCode> => {
  const path = credentialsPath(io.env);
  const { current, tokens } = await readCredentials(path);
  if (options.all) {
    await writeCredentials(path, { current: null, tokens: {} });
    io.stderr.write('Logged out of all hubs.\n');
    return ExitCode.ok;
  }
  const hubUrl = namedHubUrl(options, io) ?? current ?? DEFAULT_HUB_URL;
  if (tokens[hubUrl] === undefined) {
    throw new CliError(`there is no stored login for ${hubUrl}`, { exitCode: ExitCode.notFound });
  }
  const rest = Object.fromEntries(Object.entries(tokens).filter(([url]) => url !== hubUrl));
  await writeCredentials(path, { current: current === hubUrl ? null : current, tokens: rest });
  io.stderr.write(`Logged out of ${hubUrl}.\n`);
  return ExitCode.ok;
};
