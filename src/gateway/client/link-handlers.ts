import type { CancelRequest, CommandRequest, WorkflowRequest } from '../../protocol/hub-messages.js';

/** Why a node hands a request back without having begun it. */
export type RefusalReason = 'busy' | 'draining' | 'not_ready' | 'unsupported' | 'duplicate' | 'too_large' | 'expired';

/** How a workflow request ended. */
export interface WorkflowOutcome {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Becomes `workflow_response.result`, as it is. */
  readonly result?: Readonly<Record<string, unknown>> | null;
  readonly jobId?: string | null;
  readonly error?: string | null;
  /** One of the protocol's error codes. */
  readonly errorCode?: string | null;
  /** False when nothing of the work was done: with the code UNAVAILABLE the hub may give it to another node. Default true. */
  readonly isBegun?: boolean;
}

/** What a workflow handler does with its request while it works on it. */
export interface WorkflowJob {
  readonly attempt: number;
  /** Aborts when the hub cancels the request, when the lease runs out for work that asked for that, and on `close()`. */
  readonly signal: AbortSignal;
  /** Tells the hub that the request is taken. Called late, it is the moment after which the work counts as accepted. */
  accept(message?: string): void;
  /** Hands the request back; what the handler returns afterwards is ignored. Without effect after `accept`. */
  reject(reason: RefusalReason, retryAfterMs?: number): void;
  /** Says that the work goes on in a later process of this node: what the handler returns is not sent. */
  leave(): void;
  /**
   * Reports a step. Steps are numbered from 1 per request, and sent again after a reconnect.
   *
   * @returns the number of this step
   */
  update(updateType: string, data: Readonly<Record<string, unknown>>, jobId?: string | null): number;
}

/** A step that was reported before and is asked for again. */
export interface StoredUpdate {
  readonly seq: number;
  readonly updateType: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly jobId: string | null;
}

/** What a command handler gets besides the request. */
export interface CommandContext {
  readonly attempt: number;
  /** Aborts when the hub cancels the request, when its deadline has passed, and on `close()`. */
  readonly signal: AbortSignal;
}

/** A message whose type the protocol does not know. */
export interface CustomMessageData {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Handles messages of one's own type. */
export type CustomHandler = (message: CustomMessageData) => unknown;

/** The work that a client does for its hub. A missing handler answers UNSUPPORTED. */
export interface LinkHandlers {
  /**
   * Runs a workflow. A request that is accepted by nobody's call of `accept` counts as accepted with its first update
   * or its outcome. Errors that are thrown end the request as failed: the text of a ProtocolError reaches the hub, of
   * any other error only that something went wrong.
   */
  readonly workflow?: (request: WorkflowRequest, job: WorkflowJob) => Promise<WorkflowOutcome | undefined>;
  /** Executes a command; the result is always an object. */
  readonly command?: (request: CommandRequest, context: CommandContext) => Promise<Readonly<Record<string, unknown>>>;
  /** Told of a cancel besides the signal of the work, with its grace. Answers for requests that this client doesn't know. */
  readonly cancel?: (
    request: CancelRequest,
    isRunning: boolean,
  ) => Promise<'stopping' | 'not_found' | 'already_done'> | 'stopping' | 'not_found' | 'already_done';
  /**
   * Updates of a request with a number above `afterSeq`, in order, some or all of them; an empty list when there are
   * none. Default: the client's own memory of the last updates. A gap is marked as `truncated` for the reader.
   */
  readonly updatesAfter?: (requestId: string, afterSeq: number) => Promise<readonly StoredUpdate[]>;
  /** Requests that wait on this node for a free place. Default 0. */
  readonly queuedCount?: () => number;
  /** Handlers for messages of one's own, by type. */
  readonly messages?: Readonly<Record<string, CustomHandler>>;
}
