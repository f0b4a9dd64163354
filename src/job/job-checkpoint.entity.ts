import { Entity } from 'typeorm';

import { IdColumn, IntColumn, JsonColumn, TextColumn, TimeColumn } from '../database/columns.js';
import type { CheckpointKind } from '../engine/checkpoint/checkpoint.js';
import type { TriggerEvent } from '../engine/trigger-event.js';

/** A fact about an unfinished job from which a later process goes on. */
@Entity({ name: 'job_checkpoints' })
export class JobCheckpointRow {
  @IdColumn({ name: 'job_id' })
  readonly jobId: string = '';

  /** Order within the job, from 1. */
  @IntColumn({ isPrimary: true })
  readonly seq: number = 0;

  @TextColumn()
  readonly kind: CheckpointKind = 'done';

  @TextColumn({ name: 'graph_node_id' })
  readonly graphNodeId: string = '';

  @IntColumn()
  readonly firing: number = 0;

  @TextColumn({ isNullable: true })
  readonly data: string | null = null;
}

/** What an unfinished job was asked to do. */
@Entity({ name: 'job_orders' })
export class JobOrderRow {
  @IdColumn({ name: 'job_id' })
  readonly jobId: string = '';

  @JsonColumn()
  readonly graph: unknown = null;

  @JsonColumn<Readonly<Record<string, unknown>>>()
  readonly params: Readonly<Record<string, unknown>> = {};

  /** The event that began the run, where one did. */
  @JsonColumn<TriggerEvent | null>({ name: 'trigger_event', isNullable: true })
  readonly trigger: TriggerEvent | null = null;

  @TimeColumn({ name: 'deadline_at', isNullable: true })
  readonly deadlineAt: number | null = null;

  /** What whoever asked needs to take the job up again; its form is theirs. */
  @JsonColumn({ isNullable: true })
  readonly request: unknown = null;

  /** How often a process ended while it ran the job. */
  @IntColumn()
  readonly interruptions: number = 0;
}
