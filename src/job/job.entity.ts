import { Entity } from 'typeorm';

import {
  BigIntColumn,
  BoolColumn,
  IdColumn,
  IntColumn,
  JsonColumn,
  TextColumn,
  TimeColumn,
} from '../database/columns.js';
import type { Job, JobResult, JobStatus } from './job.contract.js';

/** An execution of a workflow on this node. */
@Entity({ name: 'jobs' })
export class JobRow implements Job {
  /** Made by `newId`: sorts by time. */
  @IdColumn({ name: 'job_id' })
  readonly jobId: string = '';

  @TextColumn({ name: 'user_id' })
  readonly userId: string = '';

  /** The machine that executes it: several may share a database. */
  @TextColumn({ name: 'node_id' })
  readonly nodeId: string = '';

  @TextColumn({ name: 'job_type' })
  readonly jobType: string = '';

  @TextColumn({ name: 'execution_strategy' })
  readonly executionStrategy: string = '';

  @TextColumn()
  readonly status: JobStatus = 'scheduled';

  /** Null for a graph that came inline. */
  @TextColumn({ name: 'workflow_id', isNullable: true })
  readonly workflowId: string | null = null;

  /** The hub's request that this job answers; unique together with `attempt`. */
  @TextColumn({ name: 'request_id', isNullable: true })
  readonly requestId: string | null = null;

  @IntColumn({ isNullable: true })
  readonly attempt: number | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  @TimeColumn({ name: 'started_at', isNullable: true })
  readonly startedAt: number | null = null;

  @TimeColumn({ name: 'finished_at', isNullable: true })
  readonly finishedAt: number | null = null;

  @TextColumn({ isNullable: true })
  readonly error: string | null = null;

  @TextColumn({ name: 'error_code', isNullable: true })
  readonly errorCode: string | null = null;

  @JsonColumn<JobResult | null>({ isNullable: true })
  readonly result: JobResult | null = null;

  /** Billionths of a US dollar that its calls of models cost; null when nothing with a known price was called. */
  @BigIntColumn({ name: 'cost_nanos', isNullable: true })
  readonly costNanos: number | null = null;
  /** The graph node for which a suspended job waits, and why; of several, the first. */
  @TextColumn({ name: 'suspended_node_id', isNullable: true })
  readonly suspendedNodeId: string | null = null;

  @TextColumn({ name: 'suspension_reason', isNullable: true })
  readonly suspensionReason: string | null = null;

  /** True once the answer to `requestId` stands in the outbox, or will never be sent. */
  @BoolColumn({ name: 'is_handed_over' })
  readonly isHandedOver: boolean = false;
}
