import type { ChainPlace } from '../../audit/audit-entry.js';
import { verifyAuditLines } from '../../audit/audit-lines.js';
import { isRecord } from '../../common/json.js';
import { usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { textOf } from '../hub/run-view.js';
import { readText } from '../input/files.js';
import type { CliIo } from '../io.js';
import { printJson, printLines, printText } from '../view/print.js';
import { table } from '../view/text.js';
import { openClient } from './open-client.js';

/** Options of `audit list`. */
export interface ListAuditOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: string;
  /** Milliseconds back from now. */
  readonly since?: number;
  readonly limit: string;
}

const HEAD = /^(\d+):([0-9a-f]{64})$/u;

/** Lists the newest records of the audit log. */
export const listAudit = async (options: ListAuditOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const { actor, action, target, outcome, since, limit } = options;
  const from = since === undefined ? undefined : new Date(Date.now() - since).toISOString();
  const query = { actor, action, target, outcome, since: from, limit };
  const page = await client.request({ path: '/audit', query });
  if (options.json) {
    printJson(io, page);
    return ExitCode.ok;
  }
  const records = Array.isArray(page['records']) ? page['records'].filter(isRecord) : [];
  const rows = records.map((record) => [
    String(record['seq']),
    textOf(record['at']) ?? '?',
    textOf(record['actor']) ?? '?',
    timesText(record),
    textOf(record['target']) ?? '-',
    textOf(record['address']) ?? '-',
    textOf(record['outcome']) ?? '?',
  ]);
  const width = io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY;
  printLines(io, table(['SEQ', 'AT', 'ACTOR', 'ACTION', 'TARGET', 'ADDRESS', 'OUTCOME'], rows, width));
  return ExitCode.ok;
};

const timesText = ({ action, count }: Readonly<Record<string, unknown>>): string =>
  count === 1 ? String(action) : `${String(action)} (${String(count)} times)`;

/** Prints the whole log in the form that `verifyAudit` checks. */
export const exportAudit = async (options: ClientOptions, io: CliIo): Promise<ExitCode> => {
  const { body } = await openLog(options, io);
  if (body) for await (const text of body.pipeThrough(new TextDecoderStream())) io.stdout.write(text);
  return ExitCode.ok;
};

const openLog = async (options: ClientOptions, io: CliIo): Promise<Response> => {
  const client = await openClient(options, io);
  return client.open({ path: '/audit/export' });
};

/** Checks a log that was exported, or the one of the hub as it is now. */
export const verifyAudit = async (
  file: string | undefined,
  { head, ...options }: { readonly head?: string } & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const known = head === undefined ? null : placeOf(head);
  const text = file === undefined ? await (await openLog(options, io)).text() : await readText(file, io);
  const { fault, count, reached } = verifyAuditLines(text.split('\n'), known);
  if (options.json) printJson(io, { valid: fault === null, count, reached, fault });
  else if (fault === null) printText(io.stdout, `${String(count)} records hold; the newest is ${textOfPlace(reached)}`);
  else printText(io.stderr, `The audit log does not hold: ${fault.reason}.`);
  return fault === null ? ExitCode.ok : ExitCode.failed;
};

const textOfPlace = ({ seq, hash }: ChainPlace): string => `${String(seq)}:${hash}`;

const placeOf = (text: string): ChainPlace => {
  const [, seq, hash] = HEAD.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw usageError('--head must be a number, a colon and 64 hexadecimal digits', {
    hint: 'As `audit verify` prints it.',
  });
};
