import { blobsNamedIn } from '../../common/blob-uri.js';
import type { SqlValue, Statement } from '../../database/statement.js';
import { keepForRun } from '../blob/blob.repository.js';
import type { OpenAttempt, OpenRun } from './open-run.js';
import type { AttemptState } from './run-attempt.entity.js';
import type { RunRow } from './run.entity.js';
import type { RunOutcome } from './run-result.js';

const INSERT_RUN = `INSERT INTO runs (id, status, workflow_id, graph, params, node_types, request_bytes, user_id, target_node_id,
  labels, priority, timeout_ms, deadline_at, retry, attempt, rerun_of, idempotency_key, request_hash, created_at)
  VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT (user_id, idempotency_key) DO NOTHING`;

const jsonOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

/** Blobs that a run may keep; the others go when their retention is over. */
const MAX_KEPT_BLOBS = 1000;

/**
 * Stores a new run, and keeps the blobs that it names for as long as the run. The first statement changes nothing when
 * its user has used the idempotency key before.
 */
export const insertRun = (run: RunRow): readonly Statement[] => {
  const graph = jsonOrNull(run.graph);
  const params = JSON.stringify(run.params);
  const blobs = [params, graph ?? ''].flatMap((text) => blobsNamedIn(text, MAX_KEPT_BLOBS));
  return [
    {
      sql: INSERT_RUN,
      params: [
        run.id,
        run.workflowId,
        graph,
        params,
        JSON.stringify(run.nodeTypes),
        run.requestBytes,
        run.userId,
        run.targetNodeId,
        JSON.stringify(run.labels),
        run.priority,
        run.timeoutMs,
        run.deadlineAt,
        run.retry,
        run.rerunOf,
        run.idempotencyKey,
        run.requestHash,
        run.createdAt,
      ],
    },
    ...blobs.map((sha256) => keepForRun(sha256, run.userId, run.id, run.createdAt)),
  ];
};

/** Begins the next attempt of a waiting run. */
export const dispatchRun = (
  run: OpenRun,
  next: OpenAttempt,
  sessionId: string,
  nowMs: number,
): readonly Statement[] => [
  {
    sql: `UPDATE runs SET status = 'dispatched', node_id = ?, attempt = ? WHERE id = ? AND status = 'queued' AND attempt = ?`,
    params: [next.nodeId, run.attempt + 1, run.id, run.attempt],
    expect: 1,
  },
  {
    sql: `INSERT INTO run_attempts (run_id, attempt, node_id, instance_id, session_id, protocol, state, dispatched_at)
      VALUES (?, ?, ?, ?, ?, ?, 'dispatched', ?)`,
    params: [run.id, run.attempt + 1, next.nodeId, next.instanceId, sessionId, next.mode, nowMs],
  },
];

/** Notes that the node took the run. */
export const startRun = (run: OpenRun, nowMs: number): readonly Statement[] => [
  {
    sql: `UPDATE runs SET status = 'running', started_at = COALESCE(started_at, ?) WHERE id = ? AND status = 'dispatched' AND attempt = ?`,
    params: [nowMs, run.id, run.attempt],
    expect: 1,
  },
  {
    sql: `UPDATE run_attempts SET state = 'running', accepted_at = ?, job_id = COALESCE(?, job_id) WHERE run_id = ? AND attempt = ?`,
    params: [nowMs, run.current?.jobId ?? null, run.id, run.attempt],
  },
];

/** Notes the node's own id of the execution. */
export const noteJob = (run: OpenRun): Statement => ({
  sql: 'UPDATE run_attempts SET job_id = ? WHERE run_id = ? AND attempt = ?',
  params: [run.current?.jobId ?? null, run.id, run.attempt],
});

/** Puts a run back into the line. */
export const requeueRun = (run: OpenRun, state: AttemptState, reason: string, nowMs: number): readonly Statement[] => [
  {
    sql: `UPDATE runs SET status = 'queued', node_id = NULL WHERE id = ? AND status IN ('dispatched', 'running') AND attempt = ?`,
    params: [run.id, run.attempt],
    expect: 1,
  },
  endAttempt(run, state, reason, nowMs),
];

/** Ends a run: the first outcome to arrive wins, whoever else tries. */
export const settleRun = (run: OpenRun, outcome: RunOutcome, nowMs: number): readonly Statement[] => [
  {
    sql: `UPDATE runs SET status = ?, result = ?, outputs = ?, result_ref = ?, error_code = ?, error_message = ?,
      started_at = COALESCE(started_at, ?), finished_at = ?
      WHERE id = ? AND status IN ('queued', 'dispatched', 'running') AND attempt = ?`,
    params: [
      outcome.status,
      jsonOrNull(outcome.result),
      jsonOrNull(outcome.outputs),
      jsonOrNull(outcome.resultRef),
      outcome.error?.code ?? null,
      outcome.error?.message ?? null,
      outcome.status === 'completed' ? nowMs : null,
      nowMs,
      run.id,
      run.attempt,
    ],
    expect: 1,
  },
  ...(run.current ? [endAttempt(run, outcome.status, outcome.error?.message ?? null, nowMs)] : []),
];

/** Stores the wish to end a run. */
export const requestCancel = (run: OpenRun, nowMs: number): Statement => ({
  sql: `UPDATE runs SET cancel_requested_at = ? WHERE id = ? AND status IN ('dispatched', 'running') AND cancel_requested_at IS NULL`,
  params: [nowMs, run.id],
});

const endAttempt = (run: OpenRun, state: AttemptState, reason: string | null, nowMs: number): Statement => {
  const params: SqlValue[] = [state, reason, run.current?.jobId ?? null, nowMs, run.id, run.attempt];
  return {
    sql: `UPDATE run_attempts SET state = ?, reason = ?, job_id = COALESCE(?, job_id), finished_at = ? WHERE run_id = ? AND attempt = ?`,
    params,
  };
};
