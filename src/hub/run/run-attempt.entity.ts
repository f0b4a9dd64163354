import { Entity } from 'typeorm';

import { IntColumn, TextColumn, TimeColumn } from '../../database/columns.js';
import type { ProtocolMode } from '../session/node-facts.js';
import type { TerminalRunStatus } from './run.state.js';

/** Where one try of a run stands; `refused` and `never_accepted` executed nothing, `lost` may have. */
export type AttemptState = 'dispatched' | 'running' | 'refused' | 'never_accepted' | 'lost' | TerminalRunStatus;

/** One try of a run on one node. */
@Entity({ name: 'run_attempts' })
export class RunAttemptRow {
  @TextColumn({ name: 'run_id', isPrimary: true })
  readonly runId: string = '';

  /** Counts from 1 within the run. */
  @IntColumn({ isPrimary: true })
  readonly attempt: number = 0;

  @TextColumn({ name: 'node_id' })
  readonly nodeId: string = '';

  @TextColumn({ name: 'instance_id', isNullable: true })
  readonly instanceId: string | null = null;

  @TextColumn({ name: 'session_id' })
  readonly sessionId: string = '';

  @TextColumn()
  readonly protocol: ProtocolMode = 'v1';

  @TextColumn()
  readonly state: AttemptState = 'dispatched';

  /** The node's own record of the execution. */
  @TextColumn({ name: 'job_id', isNullable: true })
  readonly jobId: string | null = null;

  /** Why the attempt ended otherwise than by a result. */
  @TextColumn({ isNullable: true })
  readonly reason: string | null = null;

  @TimeColumn({ name: 'dispatched_at' })
  readonly dispatchedAt: number = 0;

  @TimeColumn({ name: 'accepted_at', isNullable: true })
  readonly acceptedAt: number | null = null;

  @TimeColumn({ name: 'finished_at', isNullable: true })
  readonly finishedAt: number | null = null;
}
