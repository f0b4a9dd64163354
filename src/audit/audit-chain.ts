import { createHash } from 'node:crypto';

import type { AuditRecord, ChainPlace } from './audit-entry.js';

/** Where a chain begins that nothing was taken from. */
export const CHAIN_START: ChainPlace = { seq: 0, hash: '0'.repeat(64) };

/** Appends entries to a chain: numbers them and seals each with the hash of the one before. */
export const chained = (
  { seq, hash }: ChainPlace,
  entries: readonly Omit<AuditRecord, 'seq' | 'hash'>[],
): AuditRecord[] => {
  let previous = hash;
  return entries.map((entry, index) => {
    const record = { ...entry, seq: seq + index + 1 };
    previous = hashOf(previous, record);
    return { ...record, hash: previous };
  });
};

/** The first record of a chain that isn't what was written there. */
export interface ChainBreak {
  /** Where the chain breaks. */
  readonly seq: number;
  readonly reason: string;
}

/** Follows a chain record by record and keeps the place that it has reached. */
export class ChainWalk {
  private place: ChainPlace;

  /** @param start what the first record must follow */
  constructor(start: ChainPlace) {
    this.place = start;
  }

  get reached(): ChainPlace {
    return this.place;
  }

  /** Takes the next record; tells why it can not be the one that was written after the last. */
  next(record: AuditRecord): ChainBreak | null {
    const { seq, hash } = this.place;
    if (record.seq !== seq + 1) {
      return { seq: seq + 1, reason: `record ${String(seq + 1)} is missing: record ${String(record.seq)} follows` };
    }
    if (hashOf(hash, record) !== record.hash) {
      return { seq: record.seq, reason: `record ${String(record.seq)} is not what was written` };
    }
    this.place = { seq: record.seq, hash: record.hash };
    return null;
  }
}

/** SHA-256 over the hash before, a line feed, and the record's fields as a JSON list in this order. */
const hashOf = (previous: string, record: Omit<AuditRecord, 'hash'>): string => {
  const { seq, at, actor, users, action, target, door, address, outcome, count } = record;
  const fields = JSON.stringify([seq, at, actor, users, action, target, door, address, outcome, count]);
  return createHash('sha256').update(`${previous}\n${fields}`).digest('hex');
};
