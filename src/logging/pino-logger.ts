import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';
import { pino, stdTimeFunctions } from 'pino';

import { isRecord } from '../common/json.js';
import type { AppConfig } from '../config/app-config.js';
import { prettyLine } from './pretty.js';
import { REDACTED_PATHS, scrub } from './redact.js';

/** Where finished lines go. */
export interface LogSink {
  readonly isTTY?: boolean | undefined;
  write(line: string): unknown;
}

/** Parts of Nest that tell about wiring at each start: of interest only when something is wrong with it. */
const CHATTY: ReadonlySet<string> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'WebSocketsController',
]);

/** Nest's logger on top of pino: a constant message, then fields; `logger.log('node registered', { node_id })`. */
export class PinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.write(CHATTY.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    // Nest logs a failed start and throws it as well; whoever catches it tells it once, in plain words.
    this.write(rest.at(-1) === 'NestApplication' ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the name of the part last; an error's stack may stand before it. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    const [context, ...others] = rest.toReversed();
    const fields: Record<string, unknown> = typeof context === 'string' ? { context } : {};
    for (const value of typeof context === 'string' ? others.toReversed() : rest)
      Object.assign(fields, fieldsOf(value));
    if (message instanceof Error) Object.assign(fields, fieldsOf(message));
    this.logger[level](fields, message instanceof Error ? message.message : String(message));
  }
}

const fieldsOf = (value: unknown): Record<string, unknown> => {
  if (value instanceof Error) return { error: value.message, stack: stackOf(value) };
  if (isRecord(value)) return value;
  return typeof value === 'string' ? { stack: value } : {};
};

const stackOf = (error: Error): string =>
  error.cause instanceof Error
    ? `${error.stack ?? error.message}\ncaused by: ${stackOf(error.cause)}`
    : (error.stack ?? error.message);

/** Makes the process's logger; lines go to stderr, because stdout belongs to data. */
export const createLogger = (
  { logLevel, logFormat }: Pick<AppConfig, 'logLevel' | 'logFormat'>,
  sink: LogSink = process.stderr,
): PinoLogger => {
  const isPretty = logFormat === 'pretty' || (logFormat === 'auto' && sink.isTTY === true);
  const isColoured = sink.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  const write = (line: string): void => {
    sink.write(scrub(isPretty ? prettyLine(line, isColoured) : line));
  };
  const options = {
    level: logLevel,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...REDACTED_PATHS], censor: '[redacted]' },
  };
  return new PinoLogger(pino(options, { write }));
};
