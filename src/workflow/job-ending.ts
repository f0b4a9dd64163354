import type { JobResult } from '../job/job.contract.js';
import { lastValues } from '../job/job.contract.js';
import type { EngineEnding } from './engine/engine-messages.js';
import type { ExecutionParts, JobPlan } from './job-plan.js';
import type { JobReport } from './job-report.js';
import type { JobFailure, JobOutcome } from './workflow-runner.contract.js';

/** How the runs of a job came to their end. */
export interface EndedRun {
  readonly ending: EngineEnding;
  /** Tells how long the job took. */
  readonly seconds: () => number;
  /** False when no graph node of it has been run. */
  readonly isBegun: boolean;
}

const EVENTS = { completed: 'complete', failed: 'fail', cancelled: 'cancel' } as const;

/** Stores how a job ended, then tells it; never rejects. */
export const storeEnding = async (
  { jobId, workflowId }: JobPlan,
  { jobs, journal, onFault }: Pick<ExecutionParts, 'jobs' | 'journal' | 'onFault'>,
  report: JobReport,
  { ending, seconds, isBegun }: EndedRun,
): Promise<JobOutcome> => {
  const { status, outputs, preview, save, error } = ending;
  const result: JobResult = { outputs, preview, save };
  const { level, message } = lastEntry(ending);
  report.log(level, message);
  try {
    await journal?.close();
    await jobs.settle(jobId, {
      event: EVENTS[status],
      error: error?.message ?? null,
      errorCode: error?.code ?? null,
      result,
    });
  } catch (fault) {
    // The caller learns the end all the same; the row is mended at the next start.
    onFault(fault);
  }
  const outcome = error ? { error: error.message } : { result: outputs };
  report.tell({ type: 'job_update', status, duration: seconds(), ...outcome });
  return { jobId, workflowId, status, ...result, result: lastValues(outputs), error, isBegun };
};

/** What is told to whoever waits for a job that this process doesn't end. */
export const leftOutcome = ({ jobId, workflowId }: JobPlan): JobOutcome => {
  const nothing = { outputs: {}, preview: {}, save: {}, result: {} };
  return { jobId, workflowId, status: 'failed', ...nothing, error: LEFT, isLeft: true };
};

const LEFT: JobFailure = {
  code: 'NODE_LOST',
  message: 'The node was stopped while the job was unfinished; the job goes on when it starts again',
};

const lastEntry = ({ status, error }: EngineEnding) => {
  if (status === 'completed') return { level: 'info' as const, message: 'Job completed' };
  if (status === 'cancelled') return { level: 'warning' as const, message: error?.message ?? 'The job was cancelled' };
  return { level: 'error' as const, message: `Job failed: ${error?.message ?? 'no reason given'}` };
};
