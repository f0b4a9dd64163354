import type { JobLogRow } from './job-log.entity.js';
import type { JobRow } from './job.entity.js';

/** A job as callers read it. */
export interface JobView {
  readonly id: string;
  readonly user_id: string;
  readonly job_type: string;
  readonly status: string;
  readonly workflow_id: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly error: string | null;
  /** Null: nothing that a job does here has a price yet. */
  readonly cost: number | null;
}

/** A line of a log as callers read it. */
export interface JobLogView {
  readonly seq: number;
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly node_id: string | null;
  readonly node_name: string | null;
}

/** Shows a job in the wire's words. */
export const viewJob = (job: JobRow): JobView => ({
  id: job.jobId,
  user_id: job.userId,
  job_type: job.jobType,
  status: job.status,
  workflow_id: job.workflowId,
  started_at: timeText(job.startedAt),
  finished_at: timeText(job.finishedAt),
  error: job.error,
  cost: null,
});

/** Shows a log line in the wire's words. */
export const viewLogLine = (line: JobLogRow): JobLogView => ({
  seq: line.seq,
  timestamp: new Date(line.createdAt).toISOString(),
  level: line.level,
  message: line.message,
  node_id: line.graphNodeId,
  node_name: line.graphNodeName,
});

const timeText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
