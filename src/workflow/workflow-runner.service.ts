import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { JobService } from '../job/job.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { EnginePool } from './engine/engine-pool.js';
import { DEFAULT_GRACE_MS, JobExecution } from './job-execution.js';
import type {
  CancelState,
  JobFailure,
  JobOutcome,
  RunnerLoad,
  RunRequest,
  StartedJob,
} from './workflow-runner.contract.js';

/** Jobs that may wait for a thread; more are refused. */
const MAX_QUEUED = 1000;
/** When a refused caller may try again. */
const RETRY_MS = 5000;

/** Runs workflows: at most as many at a time as there are threads, the others wait in the order in which they came. */
@Injectable()
export class WorkflowRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkflowRunner.name);
  private readonly executions = new Map<string, JobExecution>();
  private readonly queue: JobExecution[] = [];
  /** Threads in use or about to be. */
  private busyCount = 0;
  private enteringCount = 0;
  private isClosed = false;

  constructor(
    private readonly jobs: JobService,
    private readonly pool: EnginePool,
  ) {}

  /**
   * Accepts a job and runs it as soon as a thread is free.
   *
   * @throws ProtocolError `QUEUE_FULL` when too many wait, `UNAVAILABLE` when the node stops, `CONFLICT` when the request is known
   */
  async start(request: RunRequest): Promise<StartedJob> {
    this.assertOpen();
    const isImmediate = this.busyCount < this.pool.size;
    if (isImmediate) this.busyCount += 1;
    else this.enteringCount += 1;
    try {
      const execution = await this.accept(request, isImmediate);
      if (isImmediate) this.launch(execution);
      else this.enqueue(execution);
      return { jobId: execution.plan.jobId, status: isImmediate ? 'running' : 'scheduled', done: execution.done };
    } catch (error) {
      if (isImmediate) this.release();
      throw error;
    } finally {
      if (!isImmediate) this.enteringCount -= 1;
      this.pump();
    }
  }

  /**
   * Ends a job of this process at once; its graph nodes have the grace to stop before their thread is taken away.
   * Asked again, it shortens that grace.
   *
   * @param failure what the job ends with; default cancelled
   */
  cancel(jobId: string, graceMs: number = DEFAULT_GRACE_MS, failure?: JobFailure): CancelState {
    const execution = this.executions.get(jobId);
    if (!execution) return 'not_found';
    const state = execution.isEnded ? 'already_done' : 'stopping';
    execution.cancel(graceMs, failure);
    const place = this.queue.indexOf(execution);
    if (place >= 0) {
      this.queue.splice(place, 1);
      this.executions.delete(jobId);
    }
    return state;
  }

  /** The end of a job of this process, if it is still known. */
  outcomeOf(jobId: string): Promise<JobOutcome> | null {
    return this.executions.get(jobId)?.done ?? null;
  }

  load(): RunnerLoad {
    return { running: this.busyCount, queued: this.queue.length + this.enteringCount, max_concurrent: this.pool.size };
  }

  /** Refuses new jobs and ends those that run; resolves when their ends are stored. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.queue.length = 0;
    const open = [...this.executions.values()];
    for (const execution of open) {
      execution.cancel(0, { code: 'NODE_LOST', message: 'The node was stopped while the job was unfinished' });
    }
    await Promise.all(open.map(({ done }) => done));
  }

  /** Before the database goes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private assertOpen(): void {
    if (this.isClosed) throw new ProtocolError('UNAVAILABLE', 'The node is stopping and takes no more jobs');
    if (this.busyCount < this.pool.size || this.queue.length + this.enteringCount < MAX_QUEUED) return;
    throw new ProtocolError('QUEUE_FULL', `${MAX_QUEUED} jobs are waiting already`, { retryAfterMs: RETRY_MS });
  }

  private async accept(request: RunRequest, isImmediate: boolean): Promise<JobExecution> {
    const { userId, workflowId } = request;
    const order = { userId, workflowId, request: request.request, executionStrategy: 'threaded', isImmediate };
    const { jobId, isNew } = await this.jobs.accept(order);
    if (!isNew) {
      throw new ProtocolError('CONFLICT', `This request was accepted before, as job ${jobId}`, {
        details: { job_id: jobId },
      });
    }
    const execution = new JobExecution({ ...request, jobId }, this.jobs, (error) => this.note(jobId, error));
    this.executions.set(jobId, execution);
    return execution;
  }

  private enqueue(execution: JobExecution): void {
    if (execution.isEnded) return void this.executions.delete(execution.plan.jobId);
    this.queue.push(execution);
    execution.announceWait(this.queue.length - 1);
  }

  private pump(): void {
    while (this.busyCount < this.pool.size) {
      const waiting = this.queue.shift();
      if (!waiting) return;
      this.busyCount += 1;
      void this.begin(waiting);
    }
  }

  /** Starts a job that waited, unless it has ended meanwhile. */
  private async begin(execution: JobExecution): Promise<void> {
    const { jobId } = execution.plan;
    try {
      if (await this.jobs.start(jobId)) return this.launch(execution);
    } catch (error) {
      this.note(jobId, error);
      execution.cancel(0, {
        code: 'UNAVAILABLE',
        message: 'The job could not be started: the database did not answer',
      });
    }
    this.forget(execution);
  }

  private launch(execution: JobExecution): void {
    if (execution.isEnded) return this.forget(execution);
    if (this.isClosed) {
      execution.cancel(0, { code: 'NODE_LOST', message: 'The node was stopped before the job began' });
      return this.forget(execution);
    }
    void execution
      .execute(this.pool)
      .catch((error: unknown) => {
        this.note(execution.plan.jobId, error);
        execution.cancel(0, { code: 'INTERNAL', message: 'The job could not be given to a thread' });
      })
      .finally(() => this.forget(execution));
  }

  /** A job is forgotten once it has ended and its thread is free. */
  private forget(execution: JobExecution): void {
    void execution.done.then(() => this.executions.delete(execution.plan.jobId));
    this.release();
  }

  private release(): void {
    this.busyCount -= 1;
    this.pump();
  }

  private note(jobId: string, error: unknown): void {
    this.logger.error('job handling failed', {
      job_id: jobId,
      error: error instanceof Error ? error.stack : String(error),
    });
  }
}
