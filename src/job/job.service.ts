import type { OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { JobLogStore } from './job-log.store.js';
import type { JobResult } from './job.contract.js';
import { JobStatus } from './job.contract.js';
import type { JobRow } from './job.entity.js';
import type { JobFilter } from './job.repository.js';
import { JobRepository } from './job.repository.js';
import type { LogEntry } from './log-entry.js';
import { NodeIdentity } from './node-identity.service.js';

/** A job that is about to be accepted. */
export interface JobOrder {
  readonly userId: string;
  /** Null for a graph that came inline. */
  readonly workflowId: string | null;
  /** The hub's request that the job answers, with the number of the try. */
  readonly request?: { readonly requestId: string; readonly attempt: number } | undefined;
  readonly executionStrategy: string;
  /** True when it starts at once. */
  readonly isImmediate: boolean;
}

/** How a job ends. */
export interface JobEnding {
  readonly event: 'complete' | 'fail' | 'cancel';
  readonly error?: string | null;
  readonly errorCode?: string | null;
  readonly result?: JobResult | null;
}

/** The record of every job of this node: its status, its ending and its log. */
@Injectable()
export class JobService implements OnModuleInit {
  private readonly logger = new Logger(JobService.name);

  constructor(
    private readonly jobs: JobRepository,
    readonly logs: JobLogStore,
    private readonly identity: NodeIdentity,
  ) {}

  /** Before anything can be accepted: a job of this process must not be taken for one of the last. */
  async onModuleInit(): Promise<void> {
    await this.failInterrupted();
  }

  /** Records a new job; gives the known one when the request was accepted before. */
  async accept(order: JobOrder): Promise<{ readonly jobId: string; readonly isNew: boolean }> {
    const jobId = newId();
    const at = Date.now();
    const isNew = await this.jobs.insert({
      jobId,
      userId: order.userId,
      nodeId: this.identity.nodeId,
      jobType: 'workflow',
      executionStrategy: order.executionStrategy,
      status: order.isImmediate ? JobStatus.running : JobStatus.scheduled,
      workflowId: order.workflowId,
      requestId: order.request?.requestId ?? null,
      attempt: order.request?.attempt ?? null,
      createdAt: at,
      startedAt: order.isImmediate ? at : null,
    });
    if (isNew) this.logs.open(jobId);
    if (isNew || !order.request) return { jobId, isNew };
    const known = await this.findByRequest(order.request.requestId, order.request.attempt);
    return { jobId: known?.jobId ?? jobId, isNew };
  }

  /** Marks a waiting job as running; false when it has ended meanwhile. */
  start(jobId: string): Promise<boolean> {
    return this.jobs.apply(jobId, 'start', { at: Date.now() });
  }

  /** Ends a job with its last log lines; false when it had ended before, and then nothing of it changes. */
  async settle(jobId: string, { event, ...change }: JobEnding): Promise<boolean> {
    // Both are handed over in one turn of the event loop, so that they share a commit.
    const flushed = this.logs.flush();
    const isSettledNow = await this.jobs.apply(jobId, event, { at: Date.now(), ...change });
    await flushed;
    this.logs.close(jobId);
    return isSettledNow;
  }

  /** Adds lines to a job's log. */
  log(jobId: string, entries: readonly LogEntry[]): void {
    this.logs.append(jobId, entries);
  }

  findByRequest(requestId: string, attempt: number): Promise<JobRow | null> {
    return this.jobs.findByRequest(requestId, attempt);
  }

  /** Finds the job of a request's last attempt. */
  findLatestByRequest(requestId: string): Promise<JobRow | null> {
    return this.jobs.findLatestByRequest(requestId);
  }

  /**
   * @param userId owner of the job; null = anybody
   * @throws ProtocolError `NOT_FOUND`, also for another user's job
   */
  async get(jobId: string, userId: string | null): Promise<JobRow> {
    const job = await this.jobs.find(jobId);
    if (!job || (userId !== null && job.userId !== userId))
      throw new ProtocolError('NOT_FOUND', `Job ${jobId} not found`);
    return job;
  }

  /** Lists a user's jobs, newest first. */
  list(filter: JobFilter): Promise<readonly JobRow[]> {
    return this.jobs.list(filter);
  }

  /** Lists ended jobs whose answer to the hub never reached the outbox. */
  listUnanswered(): Promise<readonly JobRow[]> {
    return this.jobs.listUnanswered(this.identity.nodeId);
  }

  /** Ends what an earlier process of this node left unfinished. */
  private async failInterrupted(): Promise<void> {
    const orphans = await this.jobs.listByStatus(this.identity.nodeId, ['scheduled', 'running', 'recovering']);
    const at = Date.now();
    await Promise.all(orphans.map((job) => this.jobs.failInterrupted(job.jobId, interruptionOf(job), at)));
    if (orphans.length > 0)
      this.logger.warn('jobs interrupted by the end of the last process', { count: orphans.length });
  }
}

const interruptionOf = ({ status }: JobRow): string =>
  status === JobStatus.scheduled
    ? 'The node stopped while the job waited to start'
    : 'The node stopped while the job was running';
