import { isRecord } from '../../common/json.js';
import { usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { textOf } from '../hub/run-view.js';
import { readText } from '../input/files.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { agoText, table } from '../view/text.js';
import { openClient } from './open-client.js';

/** Options of all commands about secrets. */
export interface SecretOptions {
  readonly user?: string;
}

/** Options of `secrets set`. */
export interface SetSecretOptions extends SecretOptions {
  readonly fromFile?: string;
}

type Answer = Readonly<Record<string, unknown>>;

/** Lists the names of the secrets on a node. */
export const listSecrets = async (
  nodeId: string,
  options: SecretOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const { answer, answeredBy } = await callSecrets(nodeId, 'list_secrets', {}, options, io);
  const secrets = (Array.isArray(answer['secrets']) ? answer['secrets'] : []).filter(isRecord);
  if (options.json) printJson(io, answer);
  else if (secrets.length === 0) io.stderr.write(`There are no secrets on ${answeredBy}.\n`);
  else {
    const nowMs = Date.now();
    const rows = secrets.map(({ name, updated_at }) => [textOf(name) ?? '?', agoText(textOf(updated_at), nowMs)]);
    printLines(io, table(['NAME', 'SET'], rows, io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY));
  }
  return ExitCode.ok;
};

/** Stores a secret whose value is asked for, or read from a file or standard input. */
export const setSecret = async (
  nodeId: string,
  name: string,
  options: SetSecretOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const value = (await readValue(nodeId, name, options, io)).replace(/\r?\n$/u, '');
  if (value === '') throw usageError(`the value of ${name} is empty`);
  const { answer, answeredBy } = await callSecrets(nodeId, 'set_secret', { name, value }, options, io);
  if (options.json) printJson(io, answer);
  else io.stderr.write(`${name} is set on ${answeredBy}.\n`);
  return ExitCode.ok;
};

/** Removes a secret. */
export const deleteSecret = async (
  nodeId: string,
  name: string,
  options: SecretOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const { answer, answeredBy } = await callSecrets(nodeId, 'delete_secret', { name }, options, io);
  if (options.json) printJson(io, answer);
  else io.stderr.write(`${name} is removed from ${answeredBy}.\n`);
  return ExitCode.ok;
};

const readValue = (nodeId: string, name: string, { fromFile }: SetSecretOptions, io: CliIo): Promise<string> => {
  if (fromFile !== undefined) return readText(fromFile, io);
  return io.stdin.isTty ? io.stdin.readSecret(`Value of ${name} on ${nodeId}: `) : io.stdin.readAll();
};

/** With `any` as the node, the hub says which one it was. */
const callSecrets = async (
  nodeId: string,
  command: string,
  args: Answer,
  options: SecretOptions & ClientOptions,
  io: CliIo,
): Promise<{ readonly answer: Answer; readonly answeredBy: string }> => {
  const client = await openClient(options, io);
  const body = { ...args, ...(options.user !== undefined && { user_id: options.user }) };
  const path = `/nodes/${encodeURIComponent(nodeId)}/commands/${command}`;
  const response = await client.open({ method: 'POST', path, body });
  const answer: unknown = await response.json();
  return { answer: isRecord(answer) ? answer : {}, answeredBy: response.headers.get('x-node-id') ?? nodeId };
};
