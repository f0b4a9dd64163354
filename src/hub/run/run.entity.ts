import { Entity } from 'typeorm';

import { BigIntColumn, IdColumn, IntColumn, JsonColumn, TextColumn, TimeColumn } from '../../database/columns.js';
import type { ResultRef } from '../../protocol/node-messages.js';
import type { ErrorCode } from '../../protocol/error-codes.js';
import type { RunStatus } from './run.state.js';

/** Whether work that may have been executed may be executed again. */
export type RetryPolicy = 'safe' | 'never';

/** A request to run a workflow, as the hub accepted it, and what became of it. */
@Entity({ name: 'runs' })
export class RunRow {
  /** Time-ordered: newer runs have greater ids. */
  @IdColumn()
  readonly id: string = '';

  @TextColumn()
  readonly status: RunStatus = 'queued';

  @TextColumn({ name: 'workflow_id', isNullable: true })
  readonly workflowId: string | null = null;

  /** Null when the node itself has the workflow. */
  @JsonColumn<Record<string, unknown> | null>({ isNullable: true })
  readonly graph: Readonly<Record<string, unknown>> | null = null;

  @JsonColumn<Record<string, unknown>>()
  readonly params: Readonly<Record<string, unknown>> = {};

  /** Node types that a machine must know to take the run. */
  @JsonColumn<readonly string[]>({ name: 'node_types' })
  readonly nodeTypes: readonly string[] = [];

  /** Size of the request that a node gets, in bytes of JSON. */
  @IntColumn({ name: 'request_bytes' })
  readonly requestBytes: number = 0;

  @TextColumn({ name: 'user_id' })
  readonly userId: string = '';

  /** The node that the caller asked for. */
  @TextColumn({ name: 'target_node_id', isNullable: true })
  readonly targetNodeId: string | null = null;

  /** The node of the newest attempt. */
  @TextColumn({ name: 'node_id', isNullable: true })
  readonly nodeId: string | null = null;

  @JsonColumn<Record<string, string>>()
  readonly labels: Readonly<Record<string, string>> = {};

  @IntColumn()
  readonly priority: number = 5;

  @BigIntColumn({ name: 'timeout_ms', isNullable: true })
  readonly timeoutMs: number | null = null;

  @TimeColumn({ name: 'deadline_at', isNullable: true })
  readonly deadlineAt: number | null = null;

  @TextColumn()
  readonly retry: RetryPolicy = 'never';

  /** Number of the newest attempt; 0 before the first. */
  @IntColumn()
  readonly attempt: number = 0;

  @JsonColumn<Record<string, unknown> | null>({ isNullable: true })
  readonly result: Readonly<Record<string, unknown>> | null = null;

  @JsonColumn<Record<string, readonly unknown[]> | null>({ isNullable: true })
  readonly outputs: Readonly<Record<string, readonly unknown[]>> | null = null;

  /** The blob that holds result and outputs in place of these columns. */
  @JsonColumn<ResultRef | null>({ name: 'result_ref', isNullable: true })
  readonly resultRef: ResultRef | null = null;

  @TextColumn({ name: 'error_code', isNullable: true })
  readonly errorCode: ErrorCode | null = null;

  @TextColumn({ name: 'error_message', isNullable: true })
  readonly errorMessage: string | null = null;

  @TextColumn({ name: 'rerun_of', isNullable: true })
  readonly rerunOf: string | null = null;

  @TextColumn({ name: 'idempotency_key', isNullable: true })
  readonly idempotencyKey: string | null = null;

  @TextColumn({ name: 'request_hash', isNullable: true })
  readonly requestHash: string | null = null;

  @TimeColumn({ name: 'cancel_requested_at', isNullable: true })
  readonly cancelRequestedAt: number | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  @TimeColumn({ name: 'started_at', isNullable: true })
  readonly startedAt: number | null = null;

  @TimeColumn({ name: 'finished_at', isNullable: true })
  readonly finishedAt: number | null = null;
}
