import { NO_RESULT, lastValues } from '../job/job-result.js';
import type { JobResult } from '../job/job-result.js';
import type { JobRow } from '../job/job.entity.js';
import { isSettled } from '../job/job.state.js';
import type { JobOutcome } from '../workflow/job-execution.js';
import { buildWorkflowResponse } from './client/answers.js';
import type { WorkflowOutcome } from './client/link-handlers.js';
import type { OutboxItem } from './client/outbox.js';

/** Says in the wire's words how a job ended. */
export const outcomeOf = ({ status, jobId, error, outputs }: JobOutcome): WorkflowOutcome => ({
  status,
  jobId,
  result: resultOf(jobId, outputs),
  error: error?.message ?? null,
  errorCode: error?.code ?? null,
});

/** Makes the answer to a job's request from its row; null for a job that hasn't ended or answers nobody. */
export const answerOf = (job: JobRow): OutboxItem | null => {
  const { requestId, attempt, status, jobId, error, errorCode } = job;
  if (requestId === null || attempt === null || !isSettled(status)) return null;
  const { outputs } = job.result ?? NO_RESULT;
  const outcome: WorkflowOutcome = {
    // `isSettled` leaves these three.
    status: status as WorkflowOutcome['status'],
    jobId,
    result: resultOf(jobId, outputs),
    error,
    errorCode,
  };
  return { requestId, attempt, message: buildWorkflowResponse(requestId, outcome, { attempt, finalSeq: 0 }) };
};

/** `outputs` holds every value of each output, `result` the last one. */
const resultOf = (jobId: string, outputs: JobResult['outputs']): Record<string, unknown> => ({
  job_id: jobId,
  outputs,
  result: lastValues(outputs),
});
