import 'reflect-metadata';

import type { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';
import { loadConfig } from '../config/load-config.js';
import { parseFlags } from '../config/parse-flags.js';
import { isLoopback } from '../network/address-range.js';
import type { PinoLogger } from '../logging/pino-logger.js';
import { createLogger } from '../logging/pino-logger.js';
import { scrub } from '../logging/redact.js';
import type { RunningApp } from './bootstrap.js';
import { bootstrap } from './bootstrap.js';
import { lockDataDir, StartError } from './data-dir-lock.js';
import { firstTokensText } from './first-tokens.js';

/** How a server process ends: stopped as asked, failed, or not configured. */
export type ServeExitCode = 0 | 1 | 3;

/** A stop that takes longer than this, besides the grace of running jobs, is ended by force. */
const STOP_DEADLINE_MS = 20_000;
/** Ctrl-C may arrive twice: from the terminal, and passed on by the process that started this one. */
const ONE_SIGNAL_MS = 500;

/** Settings from the command line: parsed already, or as the process got them. */
export type ServeOptions =
  { readonly flags: Readonly<Record<string, string | undefined>> } | { readonly args: readonly string[] };

/** Runs a server until a signal stops it, and returns the exit code of the process. */
export const serve = async (options: ServeOptions): Promise<ServeExitCode> => {
  // Hides the command line, which may hold tokens, from the list of processes.
  process.title = 'nodetool-gateway';
  surviveLostOutput();
  try {
    const flags = 'flags' in options ? options.flags : parseFlags(options.args);
    const config = loadConfig({ flags, env: process.env, cwd: process.cwd() });
    return await run(config, createLogger(config));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 3;
  }
};

/**
 * Whoever read the output may go away (a closed terminal, a dead supervisor). Without a listener each write to the broken
 * pipe would be a fault that nobody caught, whose log line breaks on the same pipe, without end.
 */
const surviveLostOutput = (): void => {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
};

const run = async (config: AppConfig, logger: PinoLogger): Promise<ServeExitCode> => {
  const stopped = waitForStop(logger);
  let lock: { release(): void } | undefined;
  try {
    lock = lockDataDir(config.dataDir);
    const app = await bootstrap(config, logger);
    announce(config, app);
    tellListeners(config, app, logger);
    const end = await Promise.race([stopped, app.gaveUp]);
    if (end instanceof Error) process.stderr.write(`${scrub(end.message)}\n`);
    await stop(app, logger, config.shutdownGraceMs);
    return end instanceof Error ? 1 : end;
  } catch (error) {
    tell(error, logger);
    return 1;
  } finally {
    lock?.release();
  }
};

const ROLE_NAMES: Readonly<Record<AppConfig['role'], string>> = { all: 'Hub and node', hub: 'Hub', node: 'Node' };

const announce = ({ role }: AppConfig, { addresses, newTokens }: RunningApp): void => {
  const { httpUrl } = addresses;
  process.stdout.write(firstTokensText(newTokens, httpUrl));
  process.stdout.write(`${ROLE_NAMES[role]} ready at ${httpUrl} (API at ${httpUrl}/docs, stop with Ctrl-C)\n`);
};

/** Says where the process listens, and when tokens travel readable for everybody in between. */
const tellListeners = ({ tlsCert, trustProxy }: AppConfig, { listeners }: RunningApp, logger: PinoLogger): void => {
  const isEncrypted = tlsCert !== undefined;
  for (const { plan, address } of listeners) {
    const place = { address: address.address, port: address.port, serves: plan.serves };
    const fields = { ...place, tls: isEncrypted && plan.isInternal !== true };
    logger.log('listening', fields, 'Server');
    if (!isEncrypted && trustProxy.length === 0 && !isLoopback(address.address)) {
      logger.warn(
        'tokens travel unencrypted: set TLS_CERT and TLS_KEY, or TRUST_PROXY behind a proxy with TLS',
        fields,
        'Server',
      );
    }
  }
};

/** Resolves at the first signal, or with 1 when a fault that nobody caught makes the state doubtful; a second signal ends at once. */
const waitForStop = (logger: PinoLogger): Promise<0 | 1> =>
  new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (firstAt !== undefined && Date.now() - firstAt < ONE_SIGNAL_MS) return;
        if (firstAt !== undefined) process.exit(130);
        firstAt = Date.now();
        logger.log('stopping', { signal }, 'Server');
        resolve(0);
      });
    }
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        logger.fatal('fault that nobody caught', error, 'Server');
        resolve(1);
      });
    }
  });

const stop = async (app: RunningApp, logger: PinoLogger, graceMs: number): Promise<void> => {
  const deadlineMs = graceMs + STOP_DEADLINE_MS;
  const timer = setTimeout(() => {
    logger.fatal('stop took too long', { deadline_ms: deadlineMs }, 'Server');
    process.exit(1);
  }, deadlineMs);
  timer.unref();
  await app.close();
  clearTimeout(timer);
};

/** One message for the user; the stack is for who looks closer with LOG_LEVEL=debug. */
const tell = (error: unknown, logger: PinoLogger): void => {
  const prefix = error instanceof StartError ? '' : 'The server could not start: ';
  process.stderr.write(`${scrub(`${prefix}${messageOf(error)}`)}\n`);
  logger.debug('start failed', error, 'Server');
};

/** A refused connection to a name with several addresses is an error without a text around those of the addresses. */
const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};
