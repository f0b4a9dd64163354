import { isRecord } from '../../common/json.js';
import { usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { parseJson } from '../input/json-text.js';
import { collectParams } from '../input/params.js';
import type { CliIo } from '../io.js';
import { printJson, printText } from '../view/print.js';
import { valueText } from '../view/values.js';
import { openClient } from './open-client.js';

/** Options of the commands that call a command. */
export interface CallOptions {
  readonly arg?: readonly string[];
  /** JSON text. */
  readonly args?: string;
}

/** Options of `nodes call`. */
export interface CallNodeOptions extends CallOptions {
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Runs a command of the process at the URL and prints its answer. */
export const callHere = async (command: string, options: CallOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const args = await readArguments(options, io);
  const client = await openClient(options, io);
  printAnswer(await client.command(command, args), options, io);
  return ExitCode.ok;
};

/** Runs a command on a node behind the hub and prints its answer. */
export const callNode = async (
  nodeId: string,
  command: string,
  options: CallNodeOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const body = await readArguments(options, io);
  const client = await openClient(options, io);
  const answer = await client.request({
    method: 'POST',
    path: `/nodes/${encodeURIComponent(nodeId)}/commands/${encodeURIComponent(command)}`,
    query: { timeout_ms: options.timeout },
    body,
  });
  printAnswer(answer, options, io);
  return ExitCode.ok;
};

const readArguments = async ({ args, arg = [] }: CallOptions, io: CliIo): Promise<Record<string, unknown>> => {
  const given = args === undefined ? {} : parseJson(args, '--args');
  if (!isRecord(given)) throw usageError('--args must be a JSON object');
  return await collectParams({ fromWorkflow: given, pairs: arg, textInputs: new Set() }, io);
};

const printAnswer = (answer: object, { json = false }: ClientOptions, io: CliIo): void => {
  if (json) printJson(io, answer);
  else printText(io.stdout, valueText(answer));
};
