import type { WaitingNode } from '../engine/checkpoint/suspension.js';
import { JobWaits, notSuspended } from './checkpoint/job-waits.js';
import type { EngineEnding } from './engine/engine-messages.js';
import { failedEnding } from './engine/engine-messages.js';
import type { EnginePool } from './engine/engine-pool.js';
import type { EngineRun } from './engine/engine-host.js';
import { leftOutcome, storeEnding } from './job-ending.js';
import type { ExecutionParts, JobPlan } from './job-plan.js';
import { JobReport } from './job-report.js';
import type { JobFailure, JobOutcome } from './workflow-runner.contract.js';

/** Time between a job's end by force and the end of its thread, in milliseconds. */
export const DEFAULT_GRACE_MS = 10_000;
/** Time that a run gets to hand over its last checkpoints when the node stops. */
const LEAVE_GRACE_MS = 500;

/** One job from its acceptance to its stored end, over any number of runs of its graph; it ends exactly once. */
export class JobExecution {
  /** Resolves with the end once it is stored; never rejects. */
  readonly done: Promise<JobOutcome>;
  private readonly waits: JobWaits | null;
  private resolve: (outcome: JobOutcome) => void = () => undefined;
  private run: EngineRun | null = null;
  private isEnding = false;
  private hasBegun = false;
  private readonly report: JobReport;
  private readonly startedAt = performance.now();
  private readonly deadline: NodeJS.Timeout | undefined;
  private timeLimit: NodeJS.Timeout | undefined;

  constructor(
    readonly plan: JobPlan,
    private readonly parts: ExecutionParts,
  ) {
    this.done = new Promise((resolve) => (this.resolve = resolve));
    this.report = new JobReport(plan, parts);
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
    return this.hasBegun || this.report.isContinued;
  }

  /** True when the next process of this node can go on with the job. */
  get isResumable(): boolean {
    return this.parts.journal !== null;
  }

  /** Tells somebody of the steps from now on. */
  watch(onUpdate: JobPlan['onUpdate']): void {
    this.report.watch(onUpdate);
  }

  /** Tells watchers that the job waits for a free thread. */
  announceWait(position: number): void {
    this.report.tell({ type: 'job_update', status: 'queued', queue_position: position });
    this.report.log('info', `Waiting for a free place (${position} in front)`);
  }

  /** Tells that the job goes on after its node has stopped. */
  announceRecovery(): void {
    this.report.isContinued = true;
    this.report.tell({ type: 'job_update', status: 'recovering' });
    this.report.log('warning', 'The node was restarted: the job goes on from its checkpoints');
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
    const { graph, params, workflowId, workflowName, trigger = null, executionStrategy = 'threaded' } = this.plan;
    const { journal } = this.parts;
    const secretNames = await this.parts.services.secretNames(graph, this.plan.userId);
    if (this.isEnding) return;
    this.hasBegun = true;
    const files = this.parts.files.open(this.plan);
    this.run = pool.start({
      graph,
      params,
      workflow: workflowId === null ? null : { id: workflowId, name: workflowName ?? '' },
      trigger,
      strategy: executionStrategy,
      journal,
      secretNames,
      workFolder: files.folder,
      services: { files: () => files, ...this.parts.services.open(this.plan) },
      onUpdates: (updates) => {
        if (!this.isEnding) this.report.take(updates);
      },
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
    this.report.isContinued = true;
    // The wait is over durably by now: the job runs, whatever its row says until then.
    await this.parts.jobs.resume(jobId).catch(this.parts.onFault);
    this.report.log('info', values ? `${wait.nodeName} was resumed` : `${wait.nodeName} has waited long enough`);
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
    try {
      this.run?.cancel(LEAVE_GRACE_MS);
      await this.run?.done;
      this.report.log('info', 'The node stops; the job goes on when it starts again');
      await journal.commit();
    } catch (error) {
      onFault(error);
    }
    await journal.close();
    await jobs.leave(this.plan.jobId).catch(onFault);
    this.resolve(leftOutcome(this.plan));
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
      this.report.log('info', `Suspended at ${nodeName}: ${reason}`);
      const runState = {
        status: 'suspended',
        suspended_node_id: nodeId,
        suspension_reason: reason,
        is_resumable: true,
      };
      this.report.tell({ type: 'job_update', status: 'suspended', message: reason, run_state: runState });
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
    const seconds = (): number => (performance.now() - this.startedAt) / 1000;
    const { isBegun } = this;
    this.resolve(await storeEnding(this.plan, this.parts, this.report, { ending, seconds, isBegun }));
  }
}

const TOO_MANY_WAIT: JobFailure = {
  code: 'QUEUE_FULL',
  message: 'The job had to wait, and too many jobs of this node wait already',
};
