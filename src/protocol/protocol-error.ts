import type { ErrorCode } from './error-codes.js';
import { ERROR_CODES } from './error-codes.js';

/** One wrong field of a request. */
export interface FieldProblem {
  /** Path of the field, with dots: `params.value`, `graph.nodes.3.type`. */
  readonly field: string;
  readonly message: string;
}

/** What an expected failure carries besides its code and text. */
export interface ProtocolErrorOptions extends ErrorOptions {
  /** What the reader can do about it, as a sentence. */
  readonly hint?: string;
  /** Every wrong field, where the failure is about fields. */
  readonly problems?: readonly FieldProblem[];
  /** Further facts, safe to show to the caller. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfterMs?: number;
}

/** An expected failure that crosses the wire: its text is written for the caller and holds no secret. */
export class ProtocolError extends Error {
  readonly hint: string | undefined;
  readonly problems: readonly FieldProblem[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { hint, problems = [], details = {}, retryAfterMs, ...options }: ProtocolErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'ProtocolError';
    this.hint = hint;
    this.problems = problems;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }

  /** HTTP status of a REST answer that carries this failure. */
  get httpStatus(): number {
    return ERROR_CODES[this.code].httpStatus;
  }

  /** True when the same request may succeed later without a change. */
  get isRetryable(): boolean {
    return ERROR_CODES[this.code].isRetryable;
  }
}
