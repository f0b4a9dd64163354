import type { RunEventRow } from '../run/run-event.entity.js';
import type { RunRow } from '../run/run.entity.js';
import type { RunExplanation } from '../run/run.service.js';
import type { RunDto, RunEventDto, RunExplanationDto } from './run.dto.js';

/** Writes a moment as callers read it. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

const isoTimeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** Shows a run to its callers. */
export const runView = (run: RunRow, queuedReason: string | null): RunDto => ({
  id: run.id,
  status: run.status,
  workflow_id: run.workflowId,
  user_id: run.userId,
  node_id: run.nodeId,
  attempt: run.attempt,
  priority: run.priority,
  result: run.result,
  outputs: run.outputs,
  result_ref: run.resultRef,
  error: run.errorCode === null ? null : { code: run.errorCode, message: run.errorMessage ?? '' },
  queued_reason: run.status === 'queued' ? (queuedReason ?? 'It is about to be sent') : null,
  rerun_of: run.rerunOf,
  created_at: isoTime(run.createdAt),
  started_at: isoTimeOrNull(run.startedAt),
  finished_at: isoTimeOrNull(run.finishedAt),
});

/** Shows a step of a run. */
export const eventView = ({ seq, type, data, createdAt }: RunEventRow): RunEventDto => ({
  seq,
  type,
  data,
  created_at: isoTime(createdAt),
});

/** Shows why a run stands where it stands. */
export const explanationView = ({ run, queuedReason, obstacles, attempts }: RunExplanation): RunExplanationDto => ({
  run_id: run.id,
  status: run.status,
  queued_reason: queuedReason,
  nodes: [...obstacles].map(([nodeId, found]) => ({
    node_id: nodeId,
    can_take: found.length === 0,
    reasons: found.map(({ text }) => text),
  })),
  attempts: attempts.map((row) => ({
    attempt: row.attempt,
    node_id: row.nodeId,
    state: row.state,
    job_id: row.jobId,
    reason: row.reason,
    dispatched_at: isoTime(row.dispatchedAt),
    accepted_at: isoTimeOrNull(row.acceptedAt),
    finished_at: isoTimeOrNull(row.finishedAt),
  })),
});
