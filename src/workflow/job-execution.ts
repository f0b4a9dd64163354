import type { WaitingNode } from '../engine/checkpoint/suspension.js';
import type { EngineUpdate } from '../engine/engine-update.js';
import type { TriggerEvent } from '../engine/trigger-event.js';
import type { JobService } from '../job/job.service.js';
import type { JobResult } from '../job/job.contract.js';
import { lastValues } from '../job/job.contract.js';
import type { JobJournal } from './checkpoint/job-journal.js';
import { JobWaits, notSuspended } from './checkpoint/job-waits.js';
import type { EngineEnding } from './engine/engine-messages.js';
import { failedEnding } from './engine/engine-messages.js';
import type { EnginePool } from './engine/engine-pool.js';
import type { EngineRun } from './engine/engine-host.js';
import type { JobFiles } from './job-files.service.js';
import type { JobServices } from './services/job-services.js';
import { logEntryOf } from './update-log.js';
import type { ExecutionStrategy, HubRequest, JobFailure, JobOutcome, JobUpdate } from './workflow-runner.contract.js';

/** What a job is about. */
export interface JobPlan {
  readonly jobId: string;
  readonly userId: string;
  readonly workflowId: string | null;
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** The event that begins the run. */
  readonly trigger?: TriggerEvent | null;
  /** Milliseconds from now after which the job fails. */
  readonly deadlineMs?: number | undefined;
  readonly executionStrategy?: ExecutionStrategy;
  readonly request?: HubRequest | undefined;
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
}

/** What an execution works with. */
export interface ExecutionParts {
  readonly jobs: JobService;
  readonly files: JobFiles;
  readonly services: JobServices;
  /** Null for a job that ends with its process. */
  readonly journal: JobJournal | null;
  readonly onFault: (error: unknown) => void;
  /** A graph node has waited long enough. */
  readonly onDue: (nodeId: string) => void;
  /** False when enough jobs wait already. */
  readonly maySuspend: () => boolean;
}

/** Time between a job's end by force and the end of its thread, in milliseconds. */
export const DEFAULT_GRACE_MS = 10_000;
/** Time that a run gets to hand over its last checkpoints when the node stops. */
const LEAVE_GRACE_MS = 500;

const EVENTS = { completed: 'complete', failed: 'fail', cancelled: 'cancel' } as const;

/** One job from its acceptance to its stored end, over any number of runs of its graph; it ends exactly once. */
export class JobExecution {
  /** Resolves with the end once it is stored; never rejects. */
  readonly done: Promise<JobOutcome>;
  private readonly waits: JobWaits | null;
  private resolve: (outcome: JobOutcome) => void = () => undefined;
  private run: EngineRun | null = null;
  private isEnding = false;
  /** True when the graph has been at work before: it doesn't start, it goes on. */
  private isContinued = false;
  private updateCount = 0;
  private hasBegun = false;
  private onUpdate: JobPlan['onUpdate'];
  private readonly startedAt = performance.now();
  private readonly deadline: NodeJS.Timeout | undefined;
  private timeLimit: NodeJS.Timeout | undefined;

  constructor(
    readonly plan: JobPlan,
    private readonly parts: ExecutionParts,
  ) {
    this.done = new Promise((resolve) => (this.resolve = resolve));
    this.onUpdate = plan.onUpdate;
    this.waits = parts.journal && new JobWaits(plan.jobId, parts.journal, parts.onDue);
    const { deadlineMs } = plan;
    if (deadlineMs !== undefined) this.deadline = setTimeout(() => this.expire(deadlineMs), deadlineMs);
  }

  get isEnded(): boolean {
    return this.isEnding;
  }

  /** True while the job waits for something outside and has no thread. */
  get isSuspended(): boolean {
    return this.waits?.areOpen === true && !this.isEnding;
  }

  /** False while no graph node of it has been run, by this process or an earlier one. */
  get isBegun(): boolean {
    return this.hasBegun || this.isContinued;
  }

  /** True when the next process of this node can go on with the job. */
  get isResumable(): boolean {
    return this.parts.journal !== null;
  }

  /** Tells somebody of the steps from now on. */
  watch(onUpdate: JobPlan['onUpdate']): void {
    this.onUpdate = onUpdate;
  }

  /** Tells watchers that the job waits for a free thread. */
  announceWait(position: number): void {
    this.tell({ type: 'job_update', status: 'queued', queue_position: position });
    this.log('info', `Waiting for a free place (${position} in front)`);
  }

  /** Tells that the job goes on after its node has stopped. */
  announceRecovery(): void {
    this.isContinued = true;
    this.tell({ type: 'job_update', status: 'recovering' });
    this.log('warning', 'The node was restarted: the job goes on from its checkpoints');
  }

  /** Waits as a job does that an earlier process suspended. */
  async restoreWaits(): Promise<void> {
    await this.parts.journal?.load();
    this.waits?.restore();
    this.parts.journal?.release();
    this.waits?.open();
  }

  /** Reads what the next run goes on from. */
  async prepare(): Promise<void> {
    await this.parts.journal?.load();
  }

  /** Runs the graph; resolves when the thread is free again, which may be before or after the end of the job. */
  async execute(pool: EnginePool): Promise<void> {
    const { graph, params, trigger = null, executionStrategy: strategy = 'threaded' } = this.plan;
    const { journal } = this.parts;
    const secretNames = await this.parts.services.secretNames(graph, this.plan.userId);
    if (this.isEnding) return;
    this.hasBegun = true;
    const files = this.parts.files.open(this.plan);
    this.run = pool.start({
      graph,
      params,
      trigger,
      strategy,
      journal,
      secretNames,
      workFolder: files.folder,
      services: { files: () => files, ...this.parts.services.open(this.plan) },
      onUpdates: (updates) => this.take(updates),
    });
    journal?.release();
    if (pool.maxRunMs > 0) this.timeLimit = setTimeout(() => this.overrun(pool.maxRunMs), pool.maxRunMs);
    const halt = await this.run.done;
    clearTimeout(this.timeLimit);
    this.run = null;
    // The thread is free for the next job; what this run leaves on disk goes meanwhile.
    files.close().catch(this.parts.onFault);
    if (halt.status === 'suspended') await this.suspend(halt.waiting);
    else this.end(halt);
  }

  /**
   * Gives a waiting graph node what it waited for; the job then has to run.
   *
   * @param values null when its time is over
   * @returns the graph node's id
   * @throws ProtocolError as `JobWaits.end` does
   */
  async resume(nodeId: string | undefined, values: Readonly<Record<string, unknown>> | null): Promise<string> {
    const { jobId } = this.plan;
    if (!this.waits || this.isEnding) throw notSuspended(jobId);
    const wait = await this.waits.end(nodeId, values);
    this.isContinued = true;
    // The wait is over durably by now: the job runs, whatever its row says until then.
    await this.parts.jobs.resume(jobId).catch(this.parts.onFault);
    this.log('info', values ? `${wait.nodeName} was resumed` : `${wait.nodeName} has waited long enough`);
    return wait.nodeId;
  }

  /** Ends the job now unless it has ended; its graph nodes have the grace to stop before their thread is taken away. */
  cancel(graceMs: number, failure: JobFailure = { code: 'CANCELLED', message: 'The job was cancelled' }): void {
    const status = failure.code === 'CANCELLED' ? 'cancelled' : 'failed';
    this.end({ status, outputs: {}, preview: {}, save: {}, error: failure });
    this.run?.cancel(graceMs);
  }

  /** Stops without ending the job: the next process of this node goes on with it. */
  async leave(): Promise<void> {
    const { jobs, journal, onFault } = this.parts;
    if (this.isEnding || !journal) return;
    this.stopTimers();
    const { jobId, workflowId } = this.plan;
    try {
      this.run?.cancel(LEAVE_GRACE_MS);
      await this.run?.done;
      this.log('info', 'The node stops; the job goes on when it starts again');
      await journal.commit();
    } catch (error) {
      onFault(error);
    }
    await journal.close();
    await jobs.leave(jobId).catch(onFault);
    const nothing = { outputs: {}, preview: {}, save: {}, result: {} };
    this.resolve({ jobId, workflowId, status: 'failed', ...nothing, error: LEFT, isLeft: true });
  }

  private async suspend(waiting: readonly WaitingNode[]): Promise<void> {
    const { waits } = this;
    if (this.isEnding || !waits) return;
    if (!this.parts.maySuspend()) return this.end(failedEnding(TOO_MANY_WAIT));
    try {
      await waits.enter(waiting);
      const { nodeId = '', nodeName = '', reason = '' } = waits.first ?? {};
      const isSuspended = await this.parts.jobs.suspend(this.plan.jobId, { nodeId, reason });
      if (!isSuspended || this.isEnding) return;
      waits.open();
      this.log('info', `Suspended at ${nodeName}: ${reason}`);
      const runState = {
        status: 'suspended',
        suspended_node_id: nodeId,
        suspension_reason: reason,
        is_resumable: true,
      };
      this.tell({ type: 'job_update', status: 'suspended', message: reason, run_state: runState });
    } catch (error) {
      this.parts.onFault(error);
      const message = 'The job could not be suspended: the database did not answer';
      this.end(failedEnding({ code: 'UNAVAILABLE', message }));
    }
  }

  private expire(deadlineMs: number): void {
    const message = `The job was not done within its ${deadlineMs} ms`;
    this.cancel(DEFAULT_GRACE_MS, { code: 'DEADLINE_EXCEEDED', message });
  }

  private overrun(maxRunMs: number): void {
    const message = `The job ran longer than the ${maxRunMs / 1000} s that JOB_TIMEOUT allows and was stopped`;
    this.cancel(DEFAULT_GRACE_MS, { code: 'DEADLINE_EXCEEDED', message });
  }

  private take(updates: readonly EngineUpdate[]): void {
    if (this.isEnding) return;
    const shown = updates.filter((update) => !isTerminal(update));
    this.parts.jobs.log(
      this.plan.jobId,
      shown.flatMap((update) => (this.isContinued && update.type === 'job_update' ? [] : (logEntryOf(update) ?? []))),
    );
    for (const update of shown) this.tell(update);
  }

  private end(ending: EngineEnding): void {
    if (this.isEnding) return;
    this.stopTimers();
    void this.store(ending);
  }

  private stopTimers(): void {
    this.isEnding = true;
    clearTimeout(this.deadline);
    clearTimeout(this.timeLimit);
    this.waits?.close();
  }

  private async store(ending: EngineEnding): Promise<void> {
    const { jobId, workflowId } = this.plan;
    const { status, outputs, preview, save, error } = ending;
    const result: JobResult = { outputs, preview, save };
    this.parts.jobs.log(jobId, [lastEntry(ending)]);
    try {
      await this.parts.journal?.close();
      await this.parts.jobs.settle(jobId, {
        event: EVENTS[status],
        error: error?.message ?? null,
        errorCode: error?.code ?? null,
        result,
      });
    } catch (fault) {
      // The caller learns the end all the same; the row is mended at the next start.
      this.parts.onFault(fault);
    }
    const duration = (performance.now() - this.startedAt) / 1000;
    this.tell({ type: 'job_update', status, duration, ...(error ? { error: error.message } : { result: outputs }) });
    const { isBegun } = this;
    this.resolve({ jobId, workflowId, status, ...result, result: lastValues(outputs), error, isBegun });
  }

  private tell(update: Readonly<Record<string, unknown>> & { readonly type: string }): void {
    const { jobId, workflowId } = this.plan;
    const { onUpdate } = this;
    if (!onUpdate) return;
    this.updateCount += 1;
    try {
      onUpdate({ ...update, job_id: jobId, workflow_id: workflowId, job_seq: this.updateCount });
    } catch (error) {
      this.parts.onFault(error);
    }
  }

  private log(level: 'info' | 'warning', message: string): void {
    this.parts.jobs.log(this.plan.jobId, [{ level, message }]);
  }
}

const TOO_MANY_WAIT: JobFailure = {
  code: 'QUEUE_FULL',
  message: 'The job had to wait, and too many jobs of this node wait already',
};

/** What is told to whoever waits for a job that this process doesn't end. */
const LEFT: JobFailure = {
  code: 'NODE_LOST',
  message: 'The node was stopped while the job was unfinished; the job goes on when it starts again',
};

const lastEntry = ({ status, error }: EngineEnding) => {
  if (status === 'completed') return { level: 'info' as const, message: 'Job completed' };
  if (status === 'cancelled') return { level: 'warning' as const, message: error?.message ?? 'The job was cancelled' };
  return { level: 'error' as const, message: `Job failed: ${error?.message ?? 'no reason given'}` };
};

/** The engine's own last word isn't passed on: the owner of the job writes it once the end is stored. */
const isTerminal = (update: EngineUpdate): boolean => update.type === 'job_update' && update.status !== 'running';
