import { Entity } from 'typeorm';

import { IntColumn, JsonColumn, SequenceColumn, TextColumn, TimeColumn } from '../database/columns.js';

/** An answer to the hub that it has not acknowledged yet. */
@Entity({ name: 'outbox' })
export class OutboxRow {
  /** Order in which the answers were made. */
  @SequenceColumn()
  readonly seq: number = 0;

  /** The machine that owes the answer: several may share a database. */
  @TextColumn({ name: 'node_id' })
  readonly nodeId: string = '';

  @TextColumn({ name: 'request_id' })
  readonly requestId: string = '';

  @IntColumn()
  readonly attempt: number = 1;

  @JsonColumn()
  readonly item: unknown = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
