import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import type { ResumableJob } from '../job/job.service.js';
import { JobService } from '../job/job.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { JobJournals } from './checkpoint/job-journals.js';
import { notSuspended } from './checkpoint/job-waits.js';
import { EnginePool } from './engine/engine-pool.js';
import type { JobPlan } from './job-plan.js';
import { DEFAULT_GRACE_MS, JobExecution } from './job-execution.js';
import { JobFiles } from './job-files.service.js';
import { keptOrder, planOf } from './kept-order.js';
import { JobServices } from './services/job-services.js';
import type { JobJournal } from './checkpoint/job-journal.js';
import type {
  CancelState,
  HubRequest,
  JobFailure,
  JobOutcome,
  RunnerLoad,
  RunRequest,
  StartedJob,
} from './workflow-runner.contract.js';

/** Jobs that may wait for a thread; more are refused. */
const MAX_QUEUED = 1000;
/** Jobs that may wait for somebody or something outside; each keeps its graph in memory. */
const MAX_SUSPENDED = 1000;
/** When a refused caller may try again. */
const RETRY_MS = 5000;

/** Runs workflows: at most as many at a time as there are threads, the others wait in the order in which they came. */
@Injectable()
export class WorkflowRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkflowRunner.name);
  private readonly executions = new Map<string, JobExecution>();
  private readonly queue: JobExecution[] = [];
  /** Jobs of an earlier process that go on once their asker has taken them up again, by request. */
  private readonly held = new Map<string, JobExecution>();
  /** Threads in use or about to be. */
  private busyCount = 0;
  private enteringCount = 0;
  private isClosed = false;
  private isDraining = false;
  private onIdle: () => void = () => undefined;

  constructor(
    private readonly jobs: JobService,
    private readonly pool: EnginePool,
    private readonly journals: JobJournals,
    private readonly files: JobFiles,
    private readonly services: JobServices,
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

  /**
   * Gives a suspended job what it waits for, and lets it go on as soon as a thread is free.
   *
   * @param values null when the time of the graph node is over
   * @returns the graph node that goes on
   * @throws ProtocolError `CONFLICT` when the job isn't suspended, `INVALID_ARGUMENT` when it isn't clear which graph node is meant
   */
  async resume(
    jobId: string,
    nodeId: string | undefined,
    values: Readonly<Record<string, unknown>> | null,
  ): Promise<string> {
    const execution = this.executions.get(jobId);
    if (!execution || this.isClosed) throw notSuspended(jobId);
    const resumed = await execution.resume(nodeId, values);
    this.enqueue(execution);
    this.pump();
    return resumed;
  }

  /**
   * Takes up an unfinished job of an earlier process. One that answers a request goes on when its asker calls `adopt`, so
   * that none of its steps is missed.
   */
  async readmit(resumable: ResumableJob): Promise<void> {
    const { job, order } = resumable;
    const execution = this.addExecution(planOf(resumable, Date.now()), this.journals.ofKnown(job.jobId));
    void execution.done.then(() => this.executions.delete(job.jobId));
    await this.jobs.reopen(job.jobId);
    if (order.request && job.requestId !== null) this.held.set(requestKey(job.requestId, job.attempt), execution);
    if (job.status === 'suspended') await execution.restoreWaits();
    else if (!order.request) this.goOn(execution);
  }

  /** Joins an unfinished job of an earlier process that answers a request; null when there is none. */
  adopt({ requestId, attempt }: HubRequest, onUpdate: RunRequest['onUpdate']): StartedJob | null {
    const key = requestKey(requestId, attempt);
    const execution = this.held.get(key);
    if (!execution) return null;
    this.held.delete(key);
    execution.watch(onUpdate);
    if (!execution.isSuspended && !execution.isEnded) this.goOn(execution);
    return { jobId: execution.plan.jobId, status: 'scheduled', done: execution.done };
  }

  /** The requests of jobs that wait for being adopted. */
  requestsToAdopt(): readonly HubRequest[] {
    return [...this.held.values()].flatMap(({ plan: { request } }) => request ?? []);
  }

  /** The end of a job of this process, if it is still known. */
  outcomeOf(jobId: string): Promise<JobOutcome> | null {
    return this.executions.get(jobId)?.done ?? null;
  }

  load(): RunnerLoad {
    return { running: this.busyCount, queued: this.queue.length + this.enteringCount, max_concurrent: this.pool.size };
  }

  /** Begins nothing more and takes no new jobs; resolves when no thread is in use, or the time is over. */
  async drain(graceMs: number): Promise<void> {
    this.isDraining = true;
    if (this.busyCount === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /**
   * Gives up the jobs of a hub that wait for a thread and of which nothing was run; each ends with a failure that says so.
   *
   * @returns how many
   */
  async handBack(): Promise<number> {
    const unbegun = this.queue.filter(({ plan, isBegun }) => plan.request !== undefined && !isBegun);
    for (const execution of unbegun) this.cancel(execution.plan.jobId, 0, HANDED_BACK);
    await Promise.all(unbegun.map(({ done }) => done));
    return unbegun.length;
  }

  /** Refuses new jobs and leaves unfinished ones to the next process, or ends them; resolves when that is stored. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.queue.length = 0;
    const open = [...this.executions.values()];
    for (const execution of open) this.leave(execution);
    await Promise.all(open.map(({ done }) => done));
  }

  /** Before the database goes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private assertOpen(): void {
    if (this.isClosed || this.isDraining)
      throw new ProtocolError('UNAVAILABLE', 'The node is stopping and takes no more jobs');
    if (this.busyCount < this.pool.size || this.queue.length + this.enteringCount < MAX_QUEUED) return;
    throw new ProtocolError('QUEUE_FULL', `${MAX_QUEUED} jobs are waiting already`, { retryAfterMs: RETRY_MS });
  }

  private async accept(request: RunRequest, isImmediate: boolean): Promise<JobExecution> {
    const { userId, workflowId, executionStrategy = 'threaded', jobId: wantedId } = request;
    const kept = this.journals.isKept ? keptOrder(request, Date.now()) : null;
    const order = { userId, workflowId, request: request.request, executionStrategy, isImmediate, kept, wantedId };
    const { jobId, isNew } = await this.jobs.accept(order);
    if (!isNew) {
      throw new ProtocolError('CONFLICT', `This request was accepted before, as job ${jobId}`, {
        details: { job_id: jobId },
      });
    }
    return this.addExecution({ ...request, jobId }, kept && this.journals.ofNew(jobId));
  }

  private addExecution(plan: JobPlan, journal: JobJournal | null): JobExecution {
    const { jobId } = plan;
    const execution = new JobExecution(plan, {
      jobs: this.jobs,
      files: this.files,
      services: this.services,
      journal,
      onFault: (error) => this.note(jobId, error),
      onDue: (nodeId) => void this.resume(jobId, nodeId, null).catch((error: unknown) => this.note(jobId, error)),
      maySuspend: () => [...this.executions.values()].filter((one) => one.isSuspended).length < MAX_SUSPENDED,
    });
    this.executions.set(jobId, execution);
    return execution;
  }

  private goOn(execution: JobExecution): void {
    execution.announceRecovery();
    this.enqueue(execution);
    this.pump();
  }

  private leave(execution: JobExecution): void {
    if (execution.isResumable) return void execution.leave();
    execution.cancel(0, { code: 'NODE_LOST', message: 'The node was stopped while the job was unfinished' });
  }

  private enqueue(execution: JobExecution): void {
    if (execution.isEnded) return void this.executions.delete(execution.plan.jobId);
    if (this.isClosed) return this.leave(execution);
    this.queue.push(execution);
    if (this.busyCount >= this.pool.size) execution.announceWait(this.queue.length - 1);
  }

  private pump(): void {
    while (!this.isDraining && this.busyCount < this.pool.size) {
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
      await execution.prepare();
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
      this.leave(execution);
      return this.forget(execution);
    }
    void execution
      .execute(this.pool)
      .catch((error: unknown) => {
        this.note(execution.plan.jobId, error);
        execution.cancel(0, { code: 'INTERNAL', message: 'The job could not be given to the engine' });
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
    if (this.busyCount === 0) this.onIdle();
  }

  private note(jobId: string, error: unknown): void {
    this.logger.error('job handling failed', {
      job_id: jobId,
      error: error instanceof Error ? error.stack : String(error),
    });
  }
}

/** How a job ends that another node may do instead. */
const HANDED_BACK: JobFailure = {
  code: 'UNAVAILABLE',
  message: 'The node stops; the job had not begun and went back to its hub',
};

const requestKey = (requestId: string, attempt: number | null): string => `${attempt ?? 0} ${requestId}`;
