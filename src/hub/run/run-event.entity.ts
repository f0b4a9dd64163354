import { Entity } from 'typeorm';

import { BigIntColumn, IntColumn, JsonColumn, TextColumn, TimeColumn } from '../../database/columns.js';

/** One step of a run, numbered within it. */
@Entity({ name: 'run_events' })
export class RunEventRow {
  @TextColumn({ name: 'run_id', isPrimary: true })
  readonly runId: string = '';

  /** Counts from 1 within the run, without gaps. */
  @IntColumn({ isPrimary: true })
  readonly seq: number = 0;

  @TextColumn()
  readonly type: string = '';

  @JsonColumn<Record<string, unknown>>()
  readonly data: Readonly<Record<string, unknown>> = {};

  @IntColumn({ isNullable: true })
  readonly attempt: number | null = null;

  /** The node's number of the update within the attempt. */
  @BigIntColumn({ name: 'update_seq', isNullable: true })
  readonly updateSeq: number | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
