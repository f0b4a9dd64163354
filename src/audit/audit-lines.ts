import { isRecord } from '../common/json.js';
import type { ChainBreak } from './audit-chain.js';
import { ChainWalk } from './audit-chain.js';
import type { AuditRecord, ChainPlace } from './audit-entry.js';

/** A record as others get it. */
export type AuditRecordView = Omit<AuditRecord, 'at'> & {
  /** ISO 8601 in UTC. */
  readonly at: string;
};

/** What a check of an exported log found. */
export interface AuditVerdict {
  /** Null when every record is what was written. */
  readonly fault: ChainBreak | null;
  /** Records that were checked. */
  readonly count: number;
  /** How far the chain holds. */
  readonly reached: ChainPlace;
}

const KIND = 'audit_log';

export const recordView = (record: AuditRecord): AuditRecordView => ({
  ...record,
  at: new Date(record.at).toISOString(),
});

/** Writes a log as lines of JSON: the first says where the chain begins and ends, each other one is a record. */
export async function* auditLines(
  first: ChainPlace,
  last: ChainPlace,
  records: AsyncIterable<AuditRecord>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ type: KIND, version: 1, first, last })}\n`;
  for await (const record of records) yield `${JSON.stringify(recordView(record))}\n`;
}

/**
 * Checks the lines of an exported log: the hash of each record, their numbers without a gap, and that it ends where it says.
 *
 * @param known a record that was noted earlier; a log that doesn't hold it was cut or made anew
 */
export const verifyAuditLines = (lines: Iterable<string>, known: ChainPlace | null): AuditVerdict => {
  const [head = '', ...rest] = [...lines].filter((line) => line !== '');
  const ends = endsOf(head);
  if (ends === null) return fault({ seq: 0, hash: '' }, 0, 'the first line is not that of an exported audit log');
  const walk = new ChainWalk(ends.first);
  let isKnown = known === null || (known.seq === ends.first.seq && known.hash === ends.first.hash);
  for (const [index, line] of rest.entries()) {
    const record = recordOf(line);
    if (record === null) return fault(walk.reached, index, `line ${String(index + 2)} is no record`);
    const broken = walk.next(record);
    if (broken) return { fault: broken, count: index, reached: walk.reached };
    isKnown ||= record.seq === known?.seq && record.hash === known.hash;
  }
  const { seq, hash } = walk.reached;
  if (seq !== ends.last.seq || hash !== ends.last.hash) {
    return fault(walk.reached, rest.length, `the log ends at record ${String(seq)}, not ${String(ends.last.seq)}`);
  }
  if (!isKnown) return fault(walk.reached, rest.length, `record ${String(known?.seq)} is not the one that was noted`);
  return { fault: null, count: rest.length, reached: walk.reached };
};

const fault = (reached: ChainPlace, count: number, reason: string): AuditVerdict => ({
  fault: { seq: reached.seq + 1, reason },
  count,
  reached,
});

const endsOf = (line: string): { readonly first: ChainPlace; readonly last: ChainPlace } | null => {
  const value = parse(line);
  if (!isRecord(value) || value['type'] !== KIND) return null;
  const [first, last] = [placeOf(value['first']), placeOf(value['last'])];
  return first && last ? { first, last } : null;
};

const placeOf = (value: unknown): ChainPlace | null =>
  isRecord(value) && typeof value['seq'] === 'number' && typeof value['hash'] === 'string'
    ? { seq: value['seq'], hash: value['hash'] }
    : null;

const recordOf = (line: string): AuditRecord | null => {
  const value = parse(line);
  if (!isRecord(value) || typeof value['at'] !== 'string' || typeof value['seq'] !== 'number') return null;
  // Whatever else is wrong with it, its hash will not fit.
  return { ...(value as unknown as AuditRecord), at: Date.parse(value['at']) };
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
};
