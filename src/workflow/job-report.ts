import type { EngineUpdate } from '../engine/engine-update.js';
import type { LogSeverity } from '../engine/log-severity.js';
import type { ExecutionParts, JobPlan } from './job-plan.js';
import { logEntryOf } from './update-log.js';

/** Tells of a job's steps: to whoever watches, numbered, and in its log. */
export class JobReport {
  /** True when the graph has been at work before: it doesn't start, it goes on. */
  isContinued = false;
  private updateCount = 0;
  private onUpdate: JobPlan['onUpdate'];

  constructor(
    private readonly plan: JobPlan,
    private readonly parts: Pick<ExecutionParts, 'jobs' | 'onFault'>,
  ) {
    this.onUpdate = plan.onUpdate;
  }

  /** Tells somebody else of the steps from now on. */
  watch(onUpdate: JobPlan['onUpdate']): void {
    this.onUpdate = onUpdate;
  }

  /** Passes on what the engine said. */
  take(updates: readonly EngineUpdate[]): void {
    const shown = updates.filter((update) => !isTerminal(update));
    this.parts.jobs.log(
      this.plan.jobId,
      shown.flatMap((update) => (this.isContinued && update.type === 'job_update' ? [] : (logEntryOf(update) ?? []))),
    );
    for (const update of shown) this.tell(update);
  }

  tell(update: Readonly<Record<string, unknown>> & { readonly type: string }): void {
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

  log(level: LogSeverity, message: string): void {
    this.parts.jobs.log(this.plan.jobId, [{ level, message }]);
  }
}

/** The engine's own last word isn't passed on: the owner of the job writes it once the end is stored. */
const isTerminal = (update: EngineUpdate): boolean => update.type === 'job_update' && update.status !== 'running';
