/** How often a failed firing is begun again, and after which delays. */
export interface RetryRule {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** Upper end of the first delay in milliseconds; it doubles with every try. Default 500. */
  readonly baseMs?: number;
  /** Largest upper end in milliseconds. Default 30,000. */
  readonly capMs?: number;
}

/** An error that may be gone at the next try, such as a service that is busy. Only such errors are tried again. */
export class TransientError extends Error {
  readonly isTransient = true;
}

/** Tells whether an error says that another try is worth it: `TransientError`, and errors that carry the same mark. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Error && (Reflect.get(error, 'isTransient') === true || Reflect.get(error, 'isRetryable') === true);
