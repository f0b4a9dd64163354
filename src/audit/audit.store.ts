import { Injectable } from '@nestjs/common';
import type { FindOptionsWhere } from 'typeorm';
import { And, LessThan, MoreThan, MoreThanOrEqual } from 'typeorm';

import { Database } from '../database/database.js';
import { StaleWriteError } from '../database/statement.js';
import { CHAIN_START, chained } from './audit-chain.js';
import type { AuditRecord, ChainPlace } from './audit-entry.js';
import { AuditEndRow, AuditRow } from './audit.entity.js';

/** Which records are wanted; newest first. */
export interface AuditFilter {
  /** Records before this number only; default: from the newest on. */
  readonly beforeSeq?: number | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly outcome?: string | undefined;
  /** From this time on, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Before this time. */
  readonly until?: number | undefined;
}

const COLUMNS = [
  'seq',
  'at',
  'actor',
  'users',
  'action',
  'target',
  'door',
  'address',
  'outcome',
  'count',
  'hash',
] as const satisfies readonly (keyof AuditRecord)[];

const BEGIN_END = 'INSERT INTO audit_ends (id, seq, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const MOVE_END = 'UPDATE audit_ends SET seq = ?, hash = ? WHERE id = ? AND seq = ?';
/** Other processes of a hub write to the same chain; each try loses to one that got through. */
const MAX_TRIES = 50;

/** The table of the audit log. */
@Injectable()
export class AuditStore {
  private last: ChainPlace | null = null;

  constructor(private readonly database: Database) {}

  /**
   * Appends entries in their order. Which record is the last is a condition of the write: of two processes that write at
   * the same time, one begins again behind the other.
   *
   * @returns the end of the chain
   */
  async append(entries: readonly Omit<AuditRecord, 'seq' | 'hash'>[]): Promise<ChainPlace> {
    for (let tries = 1; ; tries++) {
      const last = this.last ?? (await this.end('last'));
      const records = chained(last, entries);
      const end = records.at(-1) ?? last;
      const rows = records.map((record) => COLUMNS.map((column) => record[column]));
      try {
        await this.database.atomic([
          { sql: MOVE_END, params: [end.seq, end.hash, 'last', last.seq], expect: 1 },
          ...this.database.appendRows('audit_records', COLUMNS, rows),
        ]);
        this.last = { seq: end.seq, hash: end.hash };
        return this.last;
      } catch (error) {
        this.last = null;
        if (!(error instanceof StaleWriteError) || tries >= MAX_TRIES) throw error;
      }
    }
  }

  /** The newest record, or the last one that was taken away from the beginning. */
  async end(id: 'first' | 'last'): Promise<ChainPlace> {
    const row = await this.database.repository(AuditEndRow).findOneBy({ id });
    if (row) return { seq: row.seq, hash: row.hash };
    await this.database.atomic([{ sql: BEGIN_END, params: [id, CHAIN_START.seq, CHAIN_START.hash] }]);
    return this.end(id);
  }

  /** Lists records, the newest first. */
  list(filter: AuditFilter, limit: number): Promise<readonly AuditRow[]> {
    return this.database.repository(AuditRow).find({ where: whereOf(filter), order: { seq: 'DESC' }, take: limit });
  }

  /** Lists the records after a number, the oldest first. */
  listAfter(seq: number, limit: number): Promise<readonly AuditRow[]> {
    const where = { seq: MoreThan(seq) };
    return this.database.repository(AuditRow).find({ where, order: { seq: 'ASC' }, take: limit });
  }

  /** Finds the newest record from before a time. */
  async findBefore(at: number): Promise<ChainPlace | null> {
    const [row] = await this.database
      .repository(AuditRow)
      .find({ where: { at: LessThan(at) }, order: { seq: 'DESC' }, take: 1 });
    return row ? { seq: row.seq, hash: row.hash } : null;
  }

  /** Takes records from the beginning, up to one that becomes what the rest follows. */
  async removeUpTo({ seq, hash }: ChainPlace): Promise<number> {
    const first = await this.end('first');
    if (seq <= first.seq) return 0;
    const [, removed = 0] = await this.database.atomic([
      { sql: MOVE_END, params: [seq, hash, 'first', first.seq], expect: 1 },
      { sql: 'DELETE FROM audit_records WHERE seq <= ?', params: [seq] },
    ]);
    return removed;
  }
}

const whereOf = (filter: AuditFilter): FindOptionsWhere<AuditRow> => {
  const { beforeSeq, actor, action, target, outcome, since, until } = filter;
  const times = [
    ...(since === undefined ? [] : [MoreThanOrEqual(since)]),
    ...(until === undefined ? [] : [LessThan(until)]),
  ];
  return {
    ...(beforeSeq !== undefined && { seq: LessThan(beforeSeq) }),
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(target !== undefined && { target }),
    ...(outcome !== undefined && { outcome }),
    ...(times.length > 0 && { at: And(...times) }),
  };
};
