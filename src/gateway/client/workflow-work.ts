import type { WorkflowRequest } from '../../protocol/hub-messages.js';
import { buildAck, buildRefusal, buildWorkflowResponse, describeFailure } from './answers.js';
import type { LinkHandlers, RefusalReason, WorkflowJob, WorkflowOutcome } from './link-handlers.js';
import type { RunningRequest } from './running-request.js';
import { explainStop, stoppedOutcome } from './stopped-outcome.js';
import { UpdateStream } from './update-stream.js';
import type { WorkContext } from './work-context.js';

/** Updates that are still on their way when the work ends hold its answer back for this long at most. */
const FINISH_TIMEOUT_MS = 2000;

/** Runs one workflow request from its first acceptance to its stored answer. */
export const performWorkflow = async (
  work: RunningRequest,
  request: WorkflowRequest,
  context: WorkContext,
): Promise<void> => {
  const refusal = refusalOf(context);
  if (refusal !== null) {
    await refuse(work, context, refusal, undefined);
    return;
  }
  const stream = openStream(work, request, context);
  const outcome = await runHandler(work, request, context);
  if (work.phase === 'refused' || work.isForgotten || work.isLeft) {
    stream.detach();
    return;
  }
  accept(work, context);
  work.phase = 'settled';
  await stream.finish(FINISH_TIMEOUT_MS);
  const facts = { attempt: work.attempt, finalSeq: stream.lastSeq };
  await context.answers.settle(buildWorkflowResponse(work.id, outcome, facts));
};

/** Tells the hub once that the request is taken. */
export const accept = (work: RunningRequest, context: WorkContext, message = 'Workflow execution started'): void => {
  if (work.phase === 'open') {
    work.phase = 'accepted';
    acknowledge(work, context, message);
  }
};

/** Sends the receipt of a request, also again for one that arrives twice. */
export const acknowledge = (work: RunningRequest, { link }: WorkContext, message: string): void => {
  const open = link();
  open?.send(buildAck(work.id, work.attempt, open.mode, message));
};

const refusalOf = ({ handlers, isDraining }: WorkContext): RefusalReason | null => {
  if (isDraining()) {
    return 'draining';
  }
  return handlers.workflow === undefined ? 'unsupported' : null;
};

/** Hands a request back. Under version 1 that is an acknowledgement; the seed knows only a failed answer. */
export const refuse = async (
  work: RunningRequest,
  { link, answers }: WorkContext,
  reason: RefusalReason,
  retryAfterMs: number | undefined,
): Promise<void> => {
  work.phase = 'refused';
  const open = link();
  if (open?.mode === 'seed') {
    const outcome: WorkflowOutcome = { status: 'failed', error: `the node did not take the request: ${reason}` };
    await answers.settle(buildWorkflowResponse(work.id, outcome, { attempt: work.attempt, finalSeq: 0 }));
  } else {
    open?.send(buildRefusal(work.id, work.attempt, { reason, retryAfterMs }));
  }
};

const openStream = (work: RunningRequest, request: WorkflowRequest, context: WorkContext): UpdateStream => {
  const stream = new UpdateStream({
    requestId: work.id,
    attempt: () => work.attempt,
    stream: request.stream,
    isContinued: work.isAdopted,
    updatesAfter: context.handlers.updatesAfter,
    onFault: (error) =>
      context.logger.warn('updates could not be read again', { request_id: work.id, error: String(error) }),
  });
  work.stream = stream;
  const open = context.link();
  if (open !== null) {
    stream.attach(open, 0);
  }
  return stream;
};

const runHandler = async (
  work: RunningRequest,
  request: WorkflowRequest,
  context: WorkContext,
): Promise<WorkflowOutcome> => {
  const refusals: Promise<void>[] = [];
  const job = makeJob(work, context, refusals);
  try {
    const result = await work.result(callHandler(context.handlers, request, job));
    await Promise.all(refusals);
    if ('forcedBy' in result) {
      return stoppedOutcome(result.forcedBy);
    }
    const missing: WorkflowOutcome = {
      status: 'failed',
      error: 'the handler returned no outcome',
      errorCode: 'INTERNAL',
    };
    return explainStop(result.value ?? missing, work.stoppedBy);
  } catch (error) {
    return failedOutcome(work, error, context);
  }
};

const callHandler = async (
  { workflow }: LinkHandlers,
  request: WorkflowRequest,
  job: WorkflowJob,
): Promise<WorkflowOutcome | undefined> => workflow?.(request, job);

const failedOutcome = (work: RunningRequest, error: unknown, { logger }: WorkContext): WorkflowOutcome => {
  if (work.stoppedBy !== null) {
    return stoppedOutcome(work.stoppedBy);
  }
  const failure = describeFailure(error);
  if (failure.errorCode === 'INTERNAL') {
    logger.warn('a workflow handler failed', { request_id: work.id, error: stackOf(error) });
  }
  return { status: 'failed', ...failure };
};

const makeJob = (work: RunningRequest, context: WorkContext, refusals: Promise<void>[]): WorkflowJob => ({
  attempt: work.attempt,
  signal: work.signal,
  accept: (message) => accept(work, context, message),
  reject: (reason, retryAfterMs) => {
    if (work.phase === 'open') {
      refusals.push(refuse(work, context, reason, retryAfterMs));
    }
  },
  leave: () => {
    work.isLeft = true;
  },
  update: (updateType, data, jobId = null) => {
    if (work.phase === 'refused' || work.phase === 'settled') {
      return work.stream?.lastSeq ?? 0;
    }
    accept(work, context);
    return work.stream?.record(updateType, data, jobId) ?? 0;
  },
});

/** An error for the log, with its stack. */
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
