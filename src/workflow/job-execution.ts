import type { EngineUpdate } from '../engine/engine-update.js';
import type { JobService } from '../job/job.service.js';
import type { JobResult } from '../job/job.contract.js';
import { lastValues } from '../job/job.contract.js';
import type { EngineEnding } from './engine/engine-messages.js';
import type { EnginePool } from './engine/engine-pool.js';
import type { EngineRun } from './engine/engine-thread.js';
import { logEntryOf } from './update-log.js';
import type { JobFailure, JobOutcome, JobUpdate } from './workflow-runner.contract.js';

/** What a job is about. */
export interface JobPlan {
  readonly jobId: string;
  readonly workflowId: string | null;
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** Milliseconds from now after which the job fails. */
  readonly deadlineMs?: number | undefined;
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
}

/** Time between a job's end by force and the end of its thread, in milliseconds. */
export const DEFAULT_GRACE_MS = 10_000;

const EVENTS = { completed: 'complete', failed: 'fail', cancelled: 'cancel' } as const;

/** One job from its acceptance to its stored end; whatever happens, it ends exactly once. */
export class JobExecution {
  /** Resolves with the end once it is stored; never rejects. */
  readonly done: Promise<JobOutcome>;
  private resolve: (outcome: JobOutcome) => void = () => undefined;
  private run: EngineRun | null = null;
  private isEnding = false;
  private updateCount = 0;
  private readonly startedAt = performance.now();
  private readonly deadline: NodeJS.Timeout | undefined;

  constructor(
    readonly plan: JobPlan,
    private readonly jobs: JobService,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.done = new Promise((resolve) => (this.resolve = resolve));
    const { deadlineMs } = plan;
    if (deadlineMs !== undefined) this.deadline = setTimeout(() => this.expire(deadlineMs), deadlineMs);
  }

  get isEnded(): boolean {
    return this.isEnding;
  }

  /** Tells watchers that the job waits for a free thread. */
  announceWait(position: number): void {
    this.tell({ type: 'job_update', status: 'queued', queue_position: position });
    this.jobs.log(this.plan.jobId, [{ level: 'info', message: `Waiting for a free place (${position} in front)` }]);
  }

  /** Runs the graph; resolves when the thread is free again, which may be after the end of the job. */
  async execute(pool: EnginePool): Promise<void> {
    const { graph, params } = this.plan;
    this.run = pool.start({ graph, params, onUpdates: (updates) => this.take(updates) });
    const ending = await this.run.done;
    this.end(ending);
  }

  /** Ends the job now unless it has ended; its graph nodes have the grace to stop before their thread is taken away. */
  cancel(graceMs: number, failure: JobFailure = { code: 'CANCELLED', message: 'The job was cancelled' }): void {
    const status = failure.code === 'CANCELLED' ? 'cancelled' : 'failed';
    this.end({ status, outputs: {}, preview: {}, error: failure });
    this.run?.cancel(graceMs);
  }

  private expire(deadlineMs: number): void {
    const message = `The job was not done within its ${deadlineMs} ms`;
    this.cancel(DEFAULT_GRACE_MS, { code: 'DEADLINE_EXCEEDED', message });
  }

  private take(updates: readonly EngineUpdate[]): void {
    if (this.isEnding) return;
    const shown = updates.filter((update) => !isTerminal(update));
    this.jobs.log(
      this.plan.jobId,
      shown.flatMap((update) => logEntryOf(update) ?? []),
    );
    for (const update of shown) this.tell(update);
  }

  private end(ending: EngineEnding): void {
    if (this.isEnding) return;
    this.isEnding = true;
    clearTimeout(this.deadline);
    void this.store(ending);
  }

  private async store(ending: EngineEnding): Promise<void> {
    const { jobId, workflowId } = this.plan;
    const { status, outputs, preview, error } = ending;
    const result: JobResult = { outputs, preview, save: {} };
    this.jobs.log(jobId, [lastEntry(ending)]);
    try {
      await this.jobs.settle(jobId, {
        event: EVENTS[status],
        error: error?.message ?? null,
        errorCode: error?.code ?? null,
        result,
      });
    } catch (fault) {
      // The caller learns the end all the same; the row is mended at the next start.
      this.onFault(fault);
    }
    const duration = (performance.now() - this.startedAt) / 1000;
    this.tell({ type: 'job_update', status, duration, ...(error ? { error: error.message } : { result: outputs }) });
    this.resolve({ jobId, workflowId, status, ...result, result: lastValues(outputs), error });
  }

  private tell(update: Readonly<Record<string, unknown>> & { readonly type: string }): void {
    const { onUpdate, jobId, workflowId } = this.plan;
    if (!onUpdate) return;
    this.updateCount += 1;
    try {
      onUpdate({ ...update, job_id: jobId, workflow_id: workflowId, job_seq: this.updateCount });
    } catch (error) {
      this.onFault(error);
    }
  }
}

const lastEntry = ({ status, error }: EngineEnding) => {
  if (status === 'completed') return { level: 'info' as const, message: 'Job completed' };
  if (status === 'cancelled') return { level: 'warning' as const, message: error?.message ?? 'The job was cancelled' };
  return { level: 'error' as const, message: `Job failed: ${error?.message ?? 'no reason given'}` };
};

/** The engine's own last word isn't passed on: the owner of the job writes it once the end is stored. */
const isTerminal = (update: EngineUpdate): boolean => update.type === 'job_update' && update.status !== 'running';
