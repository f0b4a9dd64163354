import { Entity } from 'typeorm';

import { BigIntColumn, IdColumn, IntColumn, TextColumn, TimeColumn } from '../database/columns.js';
import type { AuditRecord } from './audit-entry.js';

/** A record of the audit log; rows are added at its end and taken from its beginning, never changed. */
@Entity({ name: 'audit_records' })
export class AuditRow implements AuditRecord {
  @BigIntColumn({ isPrimary: true })
  readonly seq: number = 0;

  @TimeColumn()
  readonly at: number = 0;

  @TextColumn()
  readonly actor: string = '';

  @TextColumn({ isNullable: true })
  readonly users: string | null = null;

  @TextColumn()
  readonly action: string = '';

  @TextColumn({ isNullable: true })
  readonly target: string | null = null;

  @TextColumn()
  readonly door: string = '';

  @TextColumn({ isNullable: true })
  readonly address: string | null = null;

  @TextColumn()
  readonly outcome: string = '';

  @IntColumn()
  readonly count: number = 1;

  @TextColumn()
  readonly hash: string = '';
}

/** The two ends of the chain: `first` is the last record that was taken away, `last` the newest. */
@Entity({ name: 'audit_ends' })
export class AuditEndRow {
  @IdColumn()
  readonly id: string = '';

  @BigIntColumn()
  readonly seq: number = 0;

  @TextColumn()
  readonly hash: string = '';
}
