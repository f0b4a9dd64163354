/** What a failure with a certain code means to whoever gets it. */
export interface ErrorCodeFacts {
  /** HTTP status of a REST answer with this code. */
  readonly httpStatus: number;
  /** True when the same request may succeed later without a change. */
  readonly isRetryable: boolean;
  /** What happened, for a reader who doesn't know the code. */
  readonly title: string;
}

/** Every code that an error on the wire or over REST can carry. The list is closed within a protocol version. */
export const ERROR_CODES = {
  INVALID_MESSAGE: { httpStatus: 400, isRetryable: false, title: 'The message is not one of the protocol' },
  INVALID_ARGUMENT: { httpStatus: 422, isRetryable: false, title: 'An argument is wrong' },
  UNAUTHENTICATED: { httpStatus: 401, isRetryable: false, title: 'No valid token was given' },
  FORBIDDEN: { httpStatus: 403, isRetryable: false, title: 'The token does not allow this' },
  NOT_FOUND: { httpStatus: 404, isRetryable: false, title: 'The thing does not exist' },
  CONFLICT: { httpStatus: 409, isRetryable: false, title: 'The thing is in a state that does not allow this' },
  UNKNOWN_COMMAND: { httpStatus: 404, isRetryable: false, title: 'No such command' },
  UNSUPPORTED: { httpStatus: 501, isRetryable: false, title: 'This part is not available here' },
  NO_ELIGIBLE_NODE: { httpStatus: 503, isRetryable: true, title: 'No connected node can take the work' },
  NODE_BUSY: { httpStatus: 503, isRetryable: true, title: 'The node has no free capacity' },
  NODE_LOST: { httpStatus: 502, isRetryable: true, title: 'The node went away before the work began' },
  OUTCOME_UNKNOWN: { httpStatus: 502, isRetryable: false, title: 'The work may or may not have been done' },
  DEADLINE_EXCEEDED: { httpStatus: 504, isRetryable: true, title: 'The time for the request is over' },
  CANCELLED: { httpStatus: 409, isRetryable: false, title: 'The request was cancelled' },
  TOO_LARGE: { httpStatus: 413, isRetryable: false, title: 'Something is larger than its limit' },
  RATE_LIMITED: { httpStatus: 429, isRetryable: true, title: 'Too many requests' },
  QUEUE_FULL: { httpStatus: 503, isRetryable: true, title: 'The queue is full' },
  UNAVAILABLE: { httpStatus: 503, isRetryable: true, title: 'A part that is needed is not reachable' },
  INTERNAL: { httpStatus: 500, isRetryable: false, title: 'A fault of this program' },
} as const satisfies Record<string, ErrorCodeFacts>;

/** One of the closed list of error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Tells whether a text is one of the closed list of error codes. */
export const isErrorCode = (text: unknown): text is ErrorCode =>
  typeof text === 'string' && Object.hasOwn(ERROR_CODES, text);
