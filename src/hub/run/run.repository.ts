import { Injectable } from '@nestjs/common';
import type { FindOptionsWhere } from 'typeorm';
import { In, LessThan, MoreThan } from 'typeorm';

import { Database } from '../../database/database.js';
import { findRow } from '../../database/find-row.js';
import { RunAttemptRow } from './run-attempt.entity.js';
import { RunEventRow } from './run-event.entity.js';
import type { RunEvent } from './run-feed.js';
import { RunRow } from './run.entity.js';
import type { RunStatus } from './run.state.js';
import { OPEN_RUN_STATUSES } from './run.state.js';

/** Characters of events that are read at once for a reader: what a stalled one may hold in memory. */
const MAX_PAGE_LENGTH = 524_288;

/** Why an attempt ended that its node never got. */
export const UNSENT = 'the connection was lost before the request was sent';

/** Which runs to list; an absent field doesn't matter. */
export interface RunFilter {
  readonly status?: RunStatus | undefined;
  readonly workflowId?: string | undefined;
  readonly userIds?: readonly string[] | undefined;
  readonly nodeId?: string | undefined;
}

/** What a node needs of a run besides what is kept in memory. */
export interface RunPayload {
  readonly graph: Readonly<Record<string, unknown>> | null;
  readonly params: Readonly<Record<string, unknown>>;
}

interface EventRow {
  readonly seq: number;
  readonly type: string;
  readonly data: string;
  readonly created_at: number | string;
}

/** Reads runs, attempts and events. */
@Injectable()
export class RunRepository {
  constructor(private readonly database: Database) {}

  find(runId: string): Promise<RunRow | null> {
    return findRow(this.database, RunRow, { id: runId });
  }

  findByKey(userId: string, idempotencyKey: string): Promise<RunRow | null> {
    return findRow(this.database, RunRow, { userId, idempotencyKey });
  }

  /** Lists runs, newest first, older than `beforeId`. */
  list({ status, workflowId, userIds, nodeId }: RunFilter, beforeId: string | null, limit: number): Promise<RunRow[]> {
    const where: FindOptionsWhere<RunRow> = {
      ...(status !== undefined && { status }),
      ...(workflowId !== undefined && { workflowId }),
      ...(userIds !== undefined && { userId: In([...userIds]) }),
      ...(nodeId !== undefined && { nodeId }),
      ...(beforeId !== null && { id: LessThan(beforeId) }),
    };
    return this.database.repository(RunRow).find({ where, order: { id: 'DESC' }, take: limit, select: LISTED_FIELDS });
  }

  /** Lists the runs that aren't over, oldest first, without their graphs and parameters. */
  listOpen(): Promise<RunRow[]> {
    const where = { status: In([...OPEN_RUN_STATUSES]) };
    return this.database.repository(RunRow).find({ where, order: { id: 'ASC' }, select: OPEN_FIELDS });
  }

  /** Finds a run without its graph and parameters. */
  findOpen(runId: string): Promise<RunRow | null> {
    return this.database.repository(RunRow).findOne({ where: { id: runId }, select: OPEN_FIELDS });
  }

  listAttempts(runId: string): Promise<RunAttemptRow[]> {
    return this.database.repository(RunAttemptRow).find({ where: { runId }, order: { attempt: 'ASC' } });
  }

  findAttempt(runId: string, attempt: number): Promise<RunAttemptRow | null> {
    return findRow(this.database, RunAttemptRow, { runId, attempt });
  }

  /** Counts the attempts of a run whose node went away with them. */
  async countLosses(runId: string): Promise<number> {
    const [row] = await this.database.query<{ readonly count: number | string }>(
      `SELECT COUNT(*) AS count FROM run_attempts WHERE run_id = ? AND state IN ('lost', 'never_accepted') AND reason <> ?`,
      [runId, UNSENT],
    );
    return Number(row?.count ?? 0);
  }

  /** Lists events after a number, in order. */
  listEventRows(runId: string, afterSeq: number, limit: number): Promise<RunEventRow[]> {
    const where = { runId, seq: MoreThan(afterSeq) };
    return this.database.repository(RunEventRow).find({ where, order: { seq: 'ASC' }, take: limit });
  }

  /** The same for streams, with the data as the text that it is stored as: at least one, and no more than fit into a page's length. */
  async listEvents(runId: string, afterSeq: number, limit: number): Promise<readonly RunEvent[]> {
    const rows = await this.database.query<EventRow>(
      `SELECT seq, type, data, created_at FROM (
         SELECT seq, type, data, created_at, SUM(LENGTH(data)) OVER (ORDER BY seq) - LENGTH(data) AS length_before FROM (
           SELECT seq, type, data, created_at FROM run_events WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?
         ) AS page
       ) AS measured WHERE length_before < ? ORDER BY seq`,
      [runId, afterSeq, limit, MAX_PAGE_LENGTH],
    );
    return rows.map(({ seq, type, data, created_at }) => ({ seq, type, data, createdAt: Number(created_at) }));
  }

  /** Greatest numbers of a run's events and of its attempt's updates; 0 where there are none. */
  async findLastNumbers(runId: string, attempt: number): Promise<{ readonly seq: number; readonly updateSeq: number }> {
    const [row] = await this.database.query<{
      readonly seq: number | null;
      readonly update_seq: number | string | null;
    }>(
      `SELECT MAX(seq) AS seq, MAX(CASE WHEN attempt = ? THEN update_seq END) AS update_seq FROM run_events WHERE run_id = ?`,
      [attempt, runId],
    );
    return { seq: row?.seq ?? 0, updateSeq: Number(row?.update_seq ?? 0) };
  }

  /** Reads what is sent to a node. */
  async getPayload(runId: string): Promise<RunPayload> {
    const [row] = await this.database.query<{ readonly graph: string | null; readonly params: string }>(
      'SELECT graph, params FROM runs WHERE id = ?',
      [runId],
    );
    if (!row) throw new Error(`run ${runId} has no row`);
    // Both columns hold what `insertRun` wrote.
    return {
      graph: row.graph === null ? null : (JSON.parse(row.graph) as RunPayload['graph']),
      params: JSON.parse(row.params) as RunPayload['params'],
    };
  }
}

const OPEN_FIELDS = {
  id: true,
  status: true,
  workflowId: true,
  nodeTypes: true,
  requestBytes: true,
  userId: true,
  targetNodeId: true,
  nodeId: true,
  labels: true,
  priority: true,
  deadlineAt: true,
  retry: true,
  attempt: true,
  cancelRequestedAt: true,
} as const;

const LISTED_FIELDS = {
  ...OPEN_FIELDS,
  timeoutMs: true,
  result: true,
  outputs: true,
  resultRef: true,
  errorCode: true,
  errorMessage: true,
  rerunOf: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const;
