import { setTimeout as wait } from 'node:timers/promises';

import type { AppConfig } from '../../config/app-config.js';
import { httpBaseOf, socketUrl } from '../../gateway/client/safe-url.js';
import { CliError, usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import { isExposed } from '../hub/client-settings.js';
import { HubClient } from '../hub/hub-client.js';
import { textOf } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printText } from '../view/print.js';
import { usersOf } from './pairing-actions.js';

/** Options of `pair`. */
export interface PairOptions {
  readonly url?: string;
  readonly nodeId?: string;
  readonly user?: readonly string[];
  readonly authTokenFile?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Who pairs, where, and where the token goes. */
interface Place {
  readonly hubUrl: string;
  readonly nodeId: string;
  readonly file: string;
}

interface Begun {
  readonly secret: string;
  readonly pollMs: number;
  readonly endsMs: number;
}

const DEFAULT_POLL_MS = 5_000;

/** Asks for a token, shows the code, waits for an operator and stores the token so that only its owner can read it. */
export const pair = async (options: PairOptions, io: CliIo): Promise<ExitCode> => {
  const place = await placeOf(options, io);
  if (isExposed(place.hubUrl)) {
    io.stderr.write(`warning: the token travels unencrypted from ${place.hubUrl}; prefer wss://\n`);
  }
  const client = new HubClient({ hubUrl: place.hubUrl, token: null });
  const interrupted = new AbortController();
  const release = io.onInterrupt(() => interrupted.abort());
  try {
    const begun = await begin(client, place, options, io);
    const { token, tokenId } = await untilApproved(client, begun, interrupted.signal);
    const { writePrivateFile } = await import('../../config/private-file.js');
    await writePrivateFile(place.file, `${token}\n`);
    if (options.json) printJson(io, { node_id: place.nodeId, token_id: tokenId, token_file: place.file });
    else printText(io.stdout, place.file);
    io.stderr.write(`Paired. The token is stored in ${place.file}; join with: nodetool gateway connect\n`);
    return ExitCode.ok;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    io.stderr.write('Stopped; nothing was stored.\n');
    return ExitCode.interrupted;
  } finally {
    release();
  }
};

/** The same settings as those of `connect`, so that what is stored here is found there. */
const placeOf = async ({ url, nodeId, authTokenFile, dataDir }: PairOptions, io: CliIo): Promise<Place> => {
  const config = await configOf({ url, 'node-id': nodeId, 'auth-token-file': authTokenFile, 'data-dir': dataDir }, io);
  const { nodeTokenFile } = await import('../../config/node-token-file.js');
  const { keptNodeId } = await import('../../config/kept-node-id.js');
  const file = nodeTokenFile(config);
  if (file === null) {
    throw usageError('GATEWAY_AUTH_TOKEN is set, so that a stored token would not be used', {
      hint: 'Unset it, or name a file with --auth-token-file.',
    });
  }
  const hubUrl = httpBaseOf(socketUrl(config.gatewayUrl ?? ''));
  return { hubUrl, nodeId: config.gatewayNodeId ?? keptNodeId(config.dataDir), file };
};

const configOf = async (flags: Readonly<Record<string, string | undefined>>, io: CliIo): Promise<AppConfig> => {
  const { loadConfig } = await import('../../config/load-config.js');
  const { ConfigError } = await import('../../config/config-error.js');
  // The hub is named as people know it, by either scheme.
  const url = flags['url']?.replace(/^http/i, 'ws');
  try {
    return loadConfig({
      flags: { ...flags, url, role: 'node' },
      env: io.env,
      cwd: process.cwd(),
      isTokenFileNew: true,
    });
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message, { exitCode: ExitCode.configuration });
    throw error;
  }
};

const begin = async (client: HubClient, { nodeId }: Place, { user }: PairOptions, io: CliIo): Promise<Begun> => {
  const body = { node_id: nodeId, ...(user !== undefined && { user_ids: user }) };
  const begun = await client.request({ method: 'POST', path: '/pairings', body });
  const lifetimeMs = Number(begun['expires_in_ms'] ?? 0);
  const code = textOf(begun['code']) ?? '?';
  io.stderr.write(
    [
      `Code: ${code}`,
      `Asks ${client.hubUrl} for: a token with which this machine joins as node ${nodeId}, to work for ${usersOf(begun)}.`,
      `An operator approves it within ${Math.ceil(lifetimeMs / 60_000)} minutes with: nodetool gateway pairings approve ${code}`,
      '',
    ].join('\n'),
  );
  return {
    secret: textOf(begun['secret']) ?? '',
    pollMs: Number(begun['poll_ms'] ?? DEFAULT_POLL_MS),
    endsMs: performance.now() + lifetimeMs,
  };
};

/** Asks again and again; a hub that is restarted meanwhile has kept the pairing. */
const untilApproved = async (
  client: HubClient,
  { secret, pollMs, endsMs }: Begun,
  signal: AbortSignal,
): Promise<{ readonly token: string; readonly tokenId: string | null }> => {
  for (;;) {
    await wait(pollMs, undefined, { signal });
    try {
      const answer = await client.request({ method: 'POST', path: '/pairings/collect', body: { secret }, signal });
      const token = textOf(answer['token']);
      if (token !== null) return { token, tokenId: textOf(answer['token_id']) };
    } catch (error) {
      const mayHelp = error instanceof CliError && error.isTransient && performance.now() < endsMs;
      if (!mayHelp) throw error;
    }
  }
};
