import type { Job, JobResult } from '../job/job.contract.js';
import { isSettled, lastValues } from '../job/job.contract.js';
import type { JobOutcome } from '../workflow/workflow-runner.contract.js';
import { buildWorkflowResponse } from './client/answers.js';
import type { WorkflowOutcome } from './client/link-handlers.js';
import type { OutboxItem } from './client/outbox.js';

/** Says in the wire's words how a job ended. */
export const outcomeOf = ({ status, jobId, error, outputs, isBegun = true }: JobOutcome): WorkflowOutcome => ({
  status,
  jobId,
  result: resultOf(jobId, outputs),
  error: error?.message ?? null,
  errorCode: error?.code ?? null,
  isBegun,
});

/** Makes the answer to a job's request from its row; null for a job that hasn't ended or answers nobody. */
export const answerOf = (job: Job): OutboxItem | null => {
  const { requestId, attempt, status, jobId, error, errorCode, startedAt } = job;
  if (requestId === null || attempt === null || !isSettled(status)) return null;
  const outcome: WorkflowOutcome = {
    status,
    jobId,
    result: resultOf(jobId, job.result?.outputs ?? {}),
    error,
    errorCode,
    isBegun: startedAt !== null,
  };
  return { requestId, attempt, message: buildWorkflowResponse(requestId, outcome, { attempt, finalSeq: 0 }) };
};

/** `outputs` holds every value of each output, `result` the last one. */
const resultOf = (jobId: string, outputs: JobResult['outputs']): Record<string, unknown> => ({
  job_id: jobId,
  outputs,
  result: lastValues(outputs),
});
