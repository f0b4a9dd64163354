import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { findRow } from '../database/find-row.js';
import type { SqlValue, Statement } from '../database/statement.js';
import type { JobResult, JobStatus } from './job.contract.js';
import { JobOrderRow } from './job-checkpoint.entity.js';
import { JobRow } from './job.entity.js';
import type { JobEvent } from './job.state.js';
import { sourcesOf, targetOf } from './job.state.js';

/** What is known of a job when it is accepted. */
export type NewJob = Pick<
  JobRow,
  'jobId' | 'userId' | 'nodeId' | 'jobType' | 'executionStrategy' | 'status' | 'workflowId' | 'requestId' | 'attempt'
> & { readonly createdAt: number; readonly startedAt: number | null };

/** What has to be kept of a job so that a later process can go on with it. */
export type StoredOrder = Pick<JobOrderRow, 'graph' | 'params' | 'deadlineAt' | 'request'> &
  Partial<Pick<JobOrderRow, 'trigger'>>;

/** Why a job waits: the first of the graph nodes that do. */
export interface JobSuspension {
  readonly nodeId: string;
  readonly reason: string;
}

/** What an event writes besides the status. */
export interface JobChange {
  readonly at: number;
  readonly error?: string | null;
  readonly errorCode?: string | null;
  readonly result?: JobResult | null;
  readonly suspension?: JobSuspension;
}

/** Which jobs a list shows, newest first. */
export interface JobFilter {
  readonly userId: string;
  readonly workflowId?: string | undefined;
  readonly status?: JobStatus | undefined;
  /** Only jobs older than this one. */
  readonly beforeJobId?: string | undefined;
  readonly limit: number;
}

const COLUMNS =
  'job_id, user_id, node_id, job_type, execution_strategy, status, workflow_id, request_id, attempt, created_at, started_at';

/** The rows of jobs. */
@Injectable()
export class JobRepository {
  constructor(private readonly database: Database) {}

  /** Adds a job with its order, unless its request or its id is known already; tells whether it did. */
  async insert(job: NewJob, order: StoredOrder | null = null): Promise<boolean> {
    const [count] = await this.database.atomic([
      {
        sql: `INSERT INTO jobs (${COLUMNS}, is_handed_over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
        params: [
          job.jobId,
          job.userId,
          job.nodeId,
          job.jobType,
          job.executionStrategy,
          job.status,
          job.workflowId,
          job.requestId,
          job.attempt,
          job.createdAt,
          job.startedAt,
        ],
      },
      ...(order ? [orderStatement(job.jobId, order)] : []),
    ]);
    return count === 1;
  }

  /** Writes an event where it applies; tells whether it did. */
  async apply(jobId: string, event: JobEvent, change: JobChange): Promise<boolean> {
    const ends = event === 'complete' || event === 'fail' || event === 'cancel';
    const [count] = await this.database.atomic([
      eventStatement(jobId, event, change),
      ...(ends ? forgetStatements(jobId) : []),
    ]);
    return count === 1;
  }

  find(jobId: string): Promise<JobRow | null> {
    return findRow(this.database, JobRow, { jobId });
  }

  findByRequest(requestId: string, attempt: number): Promise<JobRow | null> {
    return findRow(this.database, JobRow, { requestId, attempt });
  }

  /** Finds the job of a request's last attempt. */
  async findLatestByRequest(requestId: string): Promise<JobRow | null> {
    // Almost every request is new: that much is found out without the ORM.
    const known = await this.database.query('SELECT job_id FROM jobs WHERE request_id = ? LIMIT 1', [requestId]);
    if (known.length === 0) return null;
    return this.database.repository(JobRow).findOne({ where: { requestId }, order: { attempt: 'DESC' } });
  }

  /** Lists jobs without their results, which may be long. */
  list({ userId, workflowId, status, beforeJobId, limit }: JobFilter): Promise<readonly JobRow[]> {
    const repository = this.database.repository(JobRow);
    const listed = repository.metadata.columns
      .map(({ propertyName }) => propertyName)
      .filter((name) => name !== 'result');
    const query = repository
      .createQueryBuilder('job')
      .select(listed.map((name) => `job.${name}`))
      .where('job.userId = :userId', { userId });
    if (workflowId !== undefined) query.andWhere('job.workflowId = :workflowId', { workflowId });
    if (status !== undefined) query.andWhere('job.status = :status', { status });
    if (beforeJobId !== undefined) query.andWhere('job.jobId < :beforeJobId', { beforeJobId });
    return query.orderBy('job.jobId', 'DESC').limit(limit).getMany();
  }

  findOrder(jobId: string): Promise<JobOrderRow | null> {
    return findRow(this.database, JobOrderRow, { jobId });
  }

  /** Marks a job that a crash interrupted as one that goes on, and counts that when it was running. */
  async recoverInterrupted({ jobId, status }: Pick<JobRow, 'jobId' | 'status'>, at: number): Promise<void> {
    await this.database.atomic([
      {
        sql: 'UPDATE job_orders SET interruptions = interruptions + ? WHERE job_id = ?',
        params: [status === 'running' ? 1 : 0, jobId],
      },
      eventStatement(jobId, 'recover', { at }),
    ]);
  }

  /** Lists jobs of a machine in certain statuses. */
  listByStatus(nodeId: string, statuses: readonly JobStatus[]): Promise<readonly JobRow[]> {
    return this.database
      .repository(JobRow)
      .createQueryBuilder('job')
      .where('job.nodeId = :nodeId AND job.status IN (:...statuses)', { nodeId, statuses })
      .orderBy('job.jobId', 'ASC')
      .getMany();
  }

  /** Lists ended jobs of a machine whose answer to the hub never reached the outbox. */
  listUnanswered(nodeId: string): Promise<readonly JobRow[]> {
    return this.database
      .repository(JobRow)
      .createQueryBuilder('job')
      .where("job.nodeId = :nodeId AND job.status IN ('completed', 'failed', 'cancelled')", { nodeId })
      .andWhere('job.requestId IS NOT NULL AND job.isHandedOver = 0')
      .orderBy('job.jobId', 'ASC')
      .getMany();
  }

  /** Ends a job that a crash interrupted, with a last line in its log; nobody is told: the hub finds out by itself. */
  async failInterrupted(jobId: string, reason: string, at: number): Promise<void> {
    await this.database.atomic([
      eventStatement(jobId, 'fail', { at, error: reason, errorCode: 'NODE_LOST' }),
      ...forgetStatements(jobId),
      { sql: 'UPDATE jobs SET is_handed_over = 1 WHERE job_id = ?', params: [jobId] },
      {
        sql: `INSERT INTO job_logs (job_id, seq, created_at, level, message)
              SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, 'error', ? FROM job_logs WHERE job_id = ?`,
        params: [jobId, at, reason, jobId],
      },
    ]);
  }
}

/** Adds the order of a job if the job itself was added. */
const orderStatement = (jobId: string, { graph, params, trigger, deadlineAt, request }: StoredOrder): Statement => ({
  sql: `INSERT INTO job_orders (job_id, graph, params, trigger_event, deadline_at, request, interruptions)
        SELECT job_id, ?, ?, ?, ?, ?, 0 FROM jobs WHERE job_id = ? AND finished_at IS NULL
        ON CONFLICT DO NOTHING`,
  params: [
    JSON.stringify(graph ?? null),
    JSON.stringify(params),
    trigger ? JSON.stringify(trigger) : null,
    deadlineAt,
    request === null || request === undefined ? null : JSON.stringify(request),
    jobId,
  ],
});

/** Takes away what only an unfinished job needs; an end that came too early or too late must not take it from one. */
const forgetStatements = (jobId: string): readonly Statement[] =>
  ['job_orders', 'job_checkpoints'].map((table) => ({
    sql: `DELETE FROM ${table} WHERE job_id = ? AND EXISTS (SELECT 1 FROM jobs WHERE job_id = ? AND finished_at IS NOT NULL)`,
    params: [jobId, jobId],
  }));

const eventStatement = (
  jobId: string,
  event: JobEvent,
  { at, error, errorCode, result, suspension }: JobChange,
): Statement => {
  const sources = sourcesOf(event);
  // A job that goes on keeps the time at which it began.
  const starts = event === 'start' ? 'started_at = COALESCE(started_at, ?), ' : '';
  const values: [column: string, value: SqlValue][] = [['status', targetOf(event)]];
  values.push(['suspended_node_id', suspension?.nodeId ?? null], ['suspension_reason', suspension?.reason ?? null]);
  if (event === 'complete' || event === 'fail' || event === 'cancel') {
    values.push(['finished_at', at], ['error', error ?? null], ['error_code', errorCode ?? null]);
    values.push(['result', result ? JSON.stringify(result) : null]);
  }
  return {
    sql: `UPDATE jobs SET ${starts}${values.map(([name]) => `${name} = ?`).join(', ')} WHERE job_id = ? AND status IN (${sources.map(() => '?').join(', ')})`,
    params: [...(event === 'start' ? [at] : []), ...values.map(([, value]) => value), jobId, ...sources],
  };
};
