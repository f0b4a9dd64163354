import { Injectable } from '@nestjs/common';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import { Command } from '../dispatch/command.decorator.js';
import { ChoiceField, IntField, TextField } from '../dispatch/fields.js';
import { UserArgs } from '../dispatch/user-args.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { LogLevel } from './job.contract.js';
import { isSettled, JobStatus, LOG_LEVELS } from './job.contract.js';
import { JobService } from './job.service.js';
import { JobList, JobLogList, JobView, viewJob, viewLogLine } from './job.view.js';

/** What makes sense as an id in an example. */
const JOB_ID = '019a8f0c6f7b7d1e9a3b5c7d9e1f3a5b';

export class ListJobsArgs extends UserArgs {
  @TextField({ optional: true, max: 256, description: 'Only jobs of this workflow.' })
  readonly workflow_id: string | undefined = undefined;

  @ChoiceField(Object.values(JobStatus), { optional: true, description: 'Only jobs in this status.' })
  readonly status: JobStatus | undefined = undefined;

  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit: number = 100;

  @TextField({ optional: true, min: 0, description: 'The `next_start_key` of the page before.' })
  readonly start_key: string = '';
}

export class JobArgs extends UserArgs {
  @TextField({ max: 256 })
  readonly job_id: string = '';
}

export class GetJobLogsArgs extends JobArgs {
  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit: number = 200;

  @IntField({ optional: true, description: 'Only lines with a greater number.' })
  readonly after: number = 0;

  @ChoiceField(LOG_LEVELS, { optional: true, description: 'Only lines of this level.' })
  readonly severity: LogLevel | undefined = undefined;

  @TextField({ optional: true, min: 0, max: 256, description: 'Only lines with this text, in capitals or not.' })
  readonly query: string = '';
}

/** The commands that read jobs and their logs. */
@Injectable()
export class JobCommands {
  constructor(private readonly jobs: JobService) {}

  @Command('list_jobs', {
    args: ListJobsArgs,
    result: JobList,
    effect: 'reads',
    summary: 'Lists the jobs of a user, newest first.',
    example: { status: 'failed', limit: 20 },
  })
  async listJobs({ workflow_id, status, limit, start_key, user_id }: ListJobsArgs): Promise<JobList> {
    const jobs = await this.jobs.list({
      userId: user_id,
      workflowId: workflow_id,
      status,
      beforeJobId: start_key === '' ? undefined : positionOf(start_key),
      limit: limit + 1,
    });
    const page = jobs.slice(0, limit);
    const last = jobs.length > limit ? page.at(-1) : undefined;
    return { jobs: page.map(viewJob), next_start_key: last ? encodeCursor([last.jobId]) : '' };
  }

  @Command('get_job', {
    args: JobArgs,
    result: JobView,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    summary: 'Shows one job.',
    example: { job_id: JOB_ID },
  })
  async getJob({ job_id, user_id }: JobArgs): Promise<JobView> {
    return viewJob(await this.jobs.get(job_id, user_id));
  }

  @Command('get_job_logs', {
    args: GetJobLogsArgs,
    result: JobLogList,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    summary: 'Reads the log of a job by line number: the same lines while it runs and ever after.',
    example: { job_id: JOB_ID, severity: 'error', query: 'timed out' },
  })
  async getJobLogs({ job_id, limit, after, severity, query, user_id }: GetJobLogsArgs): Promise<JobLogList> {
    // The status is read first: when it says that the job has ended, no line can follow those read after it.
    const { status } = await this.jobs.get(job_id, user_id);
    const lastSeq = this.jobs.logs.lastSeqOf(job_id);
    const lines = await this.jobs.logs.list(job_id, { after, limit: limit + 1, level: severity, query });
    const page = lines.slice(0, limit);
    const shownTo = page.at(-1)?.seq ?? after;
    if (lines.length > limit) return { job_id, logs: page.map(viewLogLine), next: shownTo };
    // Lines that were there and don't fit the filters need not be looked through again.
    return { job_id, logs: page.map(viewLogLine), next: isSettled(status) ? null : Math.max(shownTo, lastSeq) };
  }
}

const positionOf = (startKey: string): string => {
  const [jobId] = decodeCursor(startKey, 1) ?? [];
  if (typeof jobId === 'string') return jobId;
  const message = 'start_key must be the next_start_key of an earlier page';
  throw new ProtocolError('INVALID_ARGUMENT', `list_jobs: ${message}`, { problems: [{ field: 'start_key', message }] });
};
