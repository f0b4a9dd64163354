import { Entity } from 'typeorm';

import { IdColumn, IntColumn, TextColumn, TimeColumn } from '../database/columns.js';
import type { LogLevel } from './job.contract.js';

/** A line of a job's log. */
@Entity({ name: 'job_logs' })
export class JobLogRow {
  @IdColumn({ name: 'job_id' })
  readonly jobId: string = '';

  /** Number of the line within its job, from 1 without gaps. */
  @IntColumn({ isPrimary: true })
  readonly seq: number = 0;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  @TextColumn()
  readonly level: LogLevel = 'info';

  @TextColumn()
  readonly message: string = '';

  @TextColumn({ name: 'graph_node_id', isNullable: true })
  readonly graphNodeId: string | null = null;

  @TextColumn({ name: 'graph_node_name', isNullable: true })
  readonly graphNodeName: string | null = null;
}
