import type { ErrorCode } from '../../protocol/error-codes.js';
import type { Ack, CommandResponse, WorkflowResponse } from '../../protocol/node-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { nowTimestamp } from '../../protocol/timestamps.js';
import type { RefusalReason, WorkflowOutcome } from './link-handlers.js';
import type { Oversize } from './open-link.js';
import type { LinkMode } from './registration.js';

/** What an answer says about a failure. */
export interface Failure {
  readonly error: string;
  readonly errorCode: ErrorCode;
}

/** Receipt of a request. */
export const buildAck = (requestId: string, attempt: number, mode: LinkMode, message: string): Ack => ({
  type: 'ack',
  request_id: requestId,
  message,
  timestamp: nowTimestamp(),
  ...(mode === 'v1' ? { accepted: true, attempt } : {}),
});

/** Hands a request back. */
export const buildRefusal = (
  requestId: string,
  attempt: number,
  { reason, retryAfterMs }: { readonly reason: RefusalReason; readonly retryAfterMs: number | undefined },
): Ack => ({
  type: 'ack',
  request_id: requestId,
  message: `Not accepted: ${reason}`,
  timestamp: nowTimestamp(),
  accepted: false,
  attempt,
  reason,
  ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
});

/** End of a workflow request. */
export const buildWorkflowResponse = (
  requestId: string,
  { status, result, error, jobId, errorCode, isBegun = true }: WorkflowOutcome,
  { attempt, finalSeq }: { readonly attempt: number; readonly finalSeq: number },
): WorkflowResponse => ({
  type: 'workflow_response',
  request_id: requestId,
  status,
  result: result === undefined || result === null ? null : { ...result },
  error: error ?? null,
  error_code: errorCode ?? null,
  job_id: jobId ?? null,
  attempt,
  final_update_seq: finalSeq,
  ...(isBegun ? {} : { begun: false }),
  timestamp: nowTimestamp(),
});

/** How a command ended. */
export type CommandOutcome =
  | { readonly ok: true; readonly result: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly failure: Failure };

/** End of a command request. */
export const buildCommandResponse = (requestId: string, attempt: number, outcome: CommandOutcome): CommandResponse => ({
  type: 'command_response',
  request_id: requestId,
  status: outcome.ok ? 'success' : 'error',
  result: outcome.ok ? outcome.result : null,
  error: outcome.ok ? null : outcome.failure.error,
  error_code: outcome.ok ? null : outcome.failure.errorCode,
  attempt,
  timestamp: nowTimestamp(),
});

const LATER_FIELDS: ReadonlySet<string> = new Set(['attempt', 'error_code', 'final_update_seq', 'begun']);

/** An answer as the seed knows it: without the later fields, and with `failed` in place of `cancelled`. */
export const seedAnswer = <M extends WorkflowResponse | CommandResponse>(message: M): M => {
  const fields = Object.entries(message).filter(([key]) => !LATER_FIELDS.has(key));
  // Only optional fields were left out.
  return { ...Object.fromEntries(fields), status: message.status === 'cancelled' ? 'failed' : message.status } as M;
};

/** An answer that takes the place of one that is larger than the hub takes. */
export const tooLargeAnswer = <M extends WorkflowResponse | CommandResponse>(
  message: M,
  { bytes, maxBytes }: Oversize,
): M =>
  failedAnswer(message, {
    errorCode: 'TOO_LARGE',
    error: `the result has ${bytes} bytes, but the hub takes at most ${maxBytes} in one frame; let it return less, or a reference`,
  });

/** An answer that takes the place of one that breaks the connection whenever it is sent. */
export const breakingAnswer = <M extends WorkflowResponse | CommandResponse>(message: M): M => {
  const place = message.type === 'workflow_response' && message.job_id ? ` as job ${message.job_id}` : '';
  const error = `the connection broke each of the three times that this result was sent, so it stays on the node${place}`;
  return failedAnswer(message, { error, errorCode: 'INVALID_MESSAGE' });
};

/** An answer that takes the place of one whose result can't reach the hub. */
export const failedAnswer = <M extends WorkflowResponse | CommandResponse>(
  message: M,
  { error, errorCode }: Failure,
): M => ({
  ...message,
  status: message.type === 'workflow_response' ? 'failed' : 'error',
  result: null,
  error,
  error_code: errorCode,
});

/** What the hub is told about an error: the text of an expected one, and nothing of the inside of a fault. */
export const describeFailure = (error: unknown): Failure =>
  error instanceof ProtocolError
    ? { error: error.message, errorCode: error.code }
    : { error: 'something went wrong inside of the node; its log says more', errorCode: 'INTERNAL' };
