import { isRecord } from '../../common/json.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { textOf } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { table } from '../view/text.js';
import { openClient } from './open-client.js';

/** Options of `pairings approve`. */
export interface ApproveOptions {
  readonly user?: readonly string[];
  readonly name?: string;
  /** Milliseconds. */
  readonly expires?: number;
}

/** Options of `pairings deny`. */
export interface DenyOptions {
  readonly id?: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** Lists the machines that wait. */
export const listPairings = async (options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const answer = await client.request({ path: '/pairings' });
  const pairings = Array.isArray(answer['pairings']) ? answer['pairings'].filter(isRecord) : [];
  if (options.json) {
    printJson(io, { pairings });
    return ExitCode.ok;
  }
  const rows = pairings.map((pairing) => [
    textOf(pairing['pairing_id']) ?? '?',
    textOf(grantOf(pairing)['node_id']) ?? '?',
    usersOf(pairing),
    textOf(pairing['address']) ?? '?',
    String(Number(pairing['tokens_of_node'] ?? 0)),
    textOf(pairing['expires_at']) ?? '?',
  ]);
  const width = io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY;
  printLines(io, table(['PAIRING ID', 'NODE', 'USERS', 'FROM', 'TOKENS', 'ENDS'], rows, width));
  return ExitCode.ok;
};

/** Lets a machine collect its token. */
export const approvePairing = (code: string, options: ApproveOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const { user, name, expires } = options;
  return decide('approve', options, io, {
    code,
    ...(user !== undefined && { user_ids: user }),
    ...(name !== undefined && { name }),
    ...(expires !== undefined && { expires_at: new Date(Date.now() + expires).toISOString() }),
  });
};

/** Turns a machine away. */
export const denyPairing = (code: string, options: DenyOptions & ClientOptions, io: CliIo): Promise<ExitCode> =>
  decide('deny', options, io, options.id === true ? { pairing_id: code } : { code });

const decide = async (
  decision: 'approve' | 'deny',
  options: ClientOptions,
  io: CliIo,
  body: Values,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const pairing = await client.request({ method: 'POST', path: `/pairings/${decision}`, body });
  if (options.json) printJson(io, pairing);
  else
    printLines(io, [
      `${textOf(pairing['status']) ?? '?'} ${textOf(grantOf(pairing)['node_id']) ?? '?'} for ${usersOf(pairing)}`,
    ]);
  return ExitCode.ok;
};

const grantOf = (pairing: Values): Values => (isRecord(pairing['grant']) ? pairing['grant'] : {});

/** Whom a grant covers, for people. */
export const usersOf = (pairing: Values): string => {
  const { user_ids: users } = grantOf(pairing);
  return Array.isArray(users) ? users.join(' ') : 'all users';
};
