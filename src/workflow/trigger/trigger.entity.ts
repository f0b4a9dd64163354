import { Entity } from 'typeorm';

import {
  BigIntColumn,
  BoolColumn,
  IdColumn,
  IntColumn,
  JsonColumn,
  TextColumn,
  TimeColumn,
} from '../../database/columns.js';
import type { EventStatus, Overlap } from './trigger.contract.js';

/** A workflow that begins by events. */
@Entity({ name: 'triggers' })
export class TriggerRow {
  @IdColumn({ name: 'workflow_id' })
  readonly workflowId: string = '';

  @TextColumn({ name: 'user_id' })
  readonly userId: string = '';

  /** The machine that waits for its events: several may share a database. */
  @TextColumn({ name: 'node_id' })
  readonly nodeId: string = '';

  @BoolColumn({ name: 'is_on' })
  readonly isOn: boolean = false;

  @TextColumn()
  readonly overlap: Overlap = 'queue';

  /** Whether what was missed while the machine was down is made up for, once. */
  @BoolColumn({ name: 'catch_up' })
  readonly catchUp: boolean = true;

  /** SHA-256 of what a webhook must know; null before there was one. */
  @TextColumn({ name: 'token_hash', isNullable: true })
  readonly tokenHash: string | null = null;

  /** When it was last switched on. */
  @TimeColumn({ name: 'started_at' })
  readonly startedAt: number = 0;
}

/** What one graph node of it has had since it was switched on. */
@Entity({ name: 'trigger_sources' })
export class TriggerSourceRow {
  @IdColumn({ name: 'workflow_id' })
  readonly workflowId: string = '';

  @IdColumn({ name: 'graph_node_id' })
  readonly graphNodeId: string = '';

  @IntColumn({ name: 'event_count' })
  readonly eventCount: number = 0;

  /** Last beat of an interval, from 0. */
  @BigIntColumn({ name: 'last_slot', isNullable: true })
  readonly lastSlot: number | null = null;
}

/** An event, from before it is acknowledged until it is forgotten. */
@Entity({ name: 'trigger_events' })
export class TriggerEventRow {
  /** Made by `newId`, and the id of its job. */
  @IdColumn({ name: 'event_id' })
  readonly eventId: string = '';

  @TextColumn({ name: 'workflow_id' })
  readonly workflowId: string = '';

  @TextColumn({ name: 'graph_node_id' })
  readonly graphNodeId: string = '';

  /** Unique within its graph node. */
  @TextColumn({ name: 'event_key' })
  readonly eventKey: string = '';

  @JsonColumn<Readonly<Record<string, unknown>>>()
  readonly payload: Readonly<Record<string, unknown>> = {};

  @TextColumn()
  readonly status: EventStatus = 'pending';

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
