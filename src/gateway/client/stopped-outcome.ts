import type { Failure } from './answers.js';
import type { WorkflowOutcome } from './link-handlers.js';
import type { StopReason } from './running-request.js';

/** What the hub is told about work that was stopped, by reason. */
export const STOP_FAILURES: Readonly<Record<StopReason, Failure>> = {
  cancelled: { error: 'the request was cancelled', errorCode: 'CANCELLED' },
  deadline: { error: 'the time for the request was over before the work was done', errorCode: 'DEADLINE_EXCEEDED' },
  lease: {
    error: 'the node heard nothing from the hub for the time of its lease, so it stopped the work',
    errorCode: 'NODE_LOST',
  },
  closing: { error: 'the node shut down before the work was done', errorCode: 'NODE_LOST' },
};

/** How a workflow that was given up ended. Only what someone asked for counts as cancelled. */
export const stoppedOutcome = (reason: StopReason): WorkflowOutcome => {
  const { error, errorCode } = STOP_FAILURES[reason];
  return { status: reason === 'cancelled' || reason === 'lease' ? 'cancelled' : 'failed', error, errorCode };
};

/** Corrects the outcome of a handler that only knows that it was stopped, not why. */
export const explainStop = (outcome: WorkflowOutcome, reason: StopReason | null): WorkflowOutcome =>
  outcome.status !== 'cancelled' || reason === null
    ? outcome
    : { ...outcome, ...stoppedOutcome(reason), error: outcome.error ?? STOP_FAILURES[reason].error };
