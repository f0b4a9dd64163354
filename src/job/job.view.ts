import type { Static } from 'typebox';
import Type from 'typebox';

import { oneOf } from '../protocol/schema.js';
import { JobStatus, LOG_LEVELS } from './job.contract.js';
import type { JobLogRow } from './job-log.entity.js';
import type { JobRow } from './job.entity.js';

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const time = (description: string) => orNull(Type.String({ format: 'date-time', description }));

/** A job as callers read it. */
export const JobView = Type.Object({
  id: Type.String(),
  user_id: Type.String({ description: 'Whose job it is.' }),
  job_type: Type.String(),
  status: oneOf(Object.values(JobStatus)),
  workflow_id: orNull(Type.String({ description: 'Null for a graph that came inline.' })),
  started_at: time('Null while the job waits.'),
  finished_at: time('Null until the job has ended.'),
  error: orNull(Type.String({ description: 'Why the job did not complete.' })),
  suspended_node_id: orNull(Type.String({ description: 'The graph node for which a suspended job waits.' })),
  suspension_reason: orNull(Type.String({ description: 'What it waits for.' })),
  cost: orNull(Type.Number({ description: 'US dollars; null when nothing with a known price was used.' })),
});
export type JobView = Static<typeof JobView>;

/** A line of a log as callers read it. */
export const JobLogView = Type.Object({
  seq: Type.Integer({ minimum: 1, description: 'Number of the line within its job, without gaps.' }),
  timestamp: Type.String({ format: 'date-time' }),
  level: oneOf(LOG_LEVELS),
  message: Type.String(),
  node_id: orNull(Type.String({ description: 'The graph node that the line is about.' })),
  node_name: orNull(Type.String()),
});
export type JobLogView = Static<typeof JobLogView>;

/** A page of jobs. */
export const JobList = Type.Object({
  jobs: Type.Array(JobView, { description: 'Newest first.' }),
  next_start_key: Type.String({ description: '`start_key` of the next page; empty on the last one.' }),
});
export type JobList = Static<typeof JobList>;

/** A page of a log. */
export const JobLogList = Type.Object({
  job_id: Type.String(),
  logs: Type.Array(JobLogView, { description: 'In order of their numbers.' }),
  next: orNull(
    Type.Integer({ description: '`after` of the next page; null when the job has ended and no line follows.' }),
  ),
});
export type JobLogList = Static<typeof JobLogList>;

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
  suspended_node_id: job.suspendedNodeId,
  suspension_reason: job.suspensionReason,
  cost: job.costNanos === null ? null : job.costNanos / NANOS_PER_USD,
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

/** Costs are kept as whole billionths, which add up without rounding. */
const NANOS_PER_USD = 1_000_000_000;

const timeText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
