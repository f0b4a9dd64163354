import type { OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { whyNotResumable } from './interrupted-job.js';
import type { JobOrderRow } from './job-checkpoint.entity.js';
import { JobLogStore } from './job-log.store.js';
import type { JobResult } from './job.contract.js';
import { JobStatus } from './job.contract.js';
import type { JobRow } from './job.entity.js';
import type { JobFilter, JobSuspension, StoredOrder } from './job.repository.js';
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
  /** Kept until the job ends, so that a later process can go on with it; without it, it fails when this process ends. */
  readonly kept?: StoredOrder | null;
  /** The job's id, where it is known before; default a new one. */
  readonly wantedId?: string | undefined;
}

/** An unfinished job that can be gone on with. */
export interface ResumableJob {
  readonly job: JobRow;
  readonly order: JobOrderRow;
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
    await this.takeUpInterrupted();
  }

  /** Records a new job; gives the known one when the request or the wanted id was accepted before. */
  async accept(order: JobOrder): Promise<{ readonly jobId: string; readonly isNew: boolean }> {
    const jobId = order.wantedId ?? newId();
    const at = Date.now();
    const job = {
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
    };
    const isNew = await this.jobs.insert(job, order.kept ?? null);
    if (isNew) this.logs.open(jobId);
    if (isNew || !order.request) return { jobId, isNew };
    const known = await this.findByRequest(order.request.requestId, order.request.attempt);
    return { jobId: known?.jobId ?? jobId, isNew };
  }

  /** Lists what earlier processes of this node left to be gone on with, oldest first. */
  async listResumable(): Promise<readonly ResumableJob[]> {
    const jobs = await this.jobs.listByStatus(this.identity.nodeId, ['recovering', 'suspended']);
    const orders = await Promise.all(jobs.map(({ jobId }) => this.jobs.findOrder(jobId)));
    return jobs.flatMap((job, index) => {
      const order = orders[index];
      return order ? [{ job, order }] : [];
    });
  }

  /** Takes up the log of a job that is gone on with. */
  async reopen(jobId: string): Promise<void> {
    await this.logs.reopen(jobId);
  }

  /** Marks a running job as waiting for something outside; false when it has ended meanwhile. */
  suspend(jobId: string, suspension: JobSuspension): Promise<boolean> {
    return this.jobs.apply(jobId, 'suspend', { at: Date.now(), suspension });
  }

  /** Marks a suspended job as waiting for a thread. */
  resume(jobId: string): Promise<boolean> {
    return this.jobs.apply(jobId, 'resume', { at: Date.now() });
  }

  /** Leaves an unfinished job to the next process, with its log up to here. */
  async leave(jobId: string): Promise<void> {
    const flushed = this.logs.flush();
    await this.jobs.apply(jobId, 'recover', { at: Date.now() });
    await flushed;
    this.logs.close(jobId);
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

  /** Ends what an earlier process of this node left unfinished, or marks it as to be gone on with. */
  private async takeUpInterrupted(): Promise<void> {
    const orphans = await this.jobs.listByStatus(this.identity.nodeId, ['scheduled', 'running', 'recovering']);
    const reasons = await Promise.all(orphans.map((job) => this.takeUp(job)));
    const failed = reasons.filter((reason) => reason !== null).length;
    if (orphans.length > 0) {
      const counts = { resumed: orphans.length - failed, failed };
      this.logger.warn('jobs interrupted by the end of the last process', counts);
    }
  }

  private async takeUp(job: JobRow): Promise<string | null> {
    const order = await this.jobs.findOrder(job.jobId);
    const reason = whyNotResumable({ status: job.status, interruptions: order?.interruptions ?? null });
    if (reason === null) await this.jobs.recoverInterrupted(job, Date.now());
    else await this.jobs.failInterrupted(job.jobId, reason, Date.now());
    return reason;
  }
}
