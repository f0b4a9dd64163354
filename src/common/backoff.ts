/** How the delay between tries grows. */
export interface BackoffOptions {
  /** Upper end of the first delay in milliseconds. Default 500. */
  readonly baseMs?: number;
  /** Largest upper end in milliseconds. Default 30,000. */
  readonly capMs?: number;
  /** Source of randomness in `[0, 1)`. */
  readonly random?: () => number;
}

/**
 * Full-jitter exponential backoff: a delay drawn evenly from `[0, min(capMs, baseMs * 2^attempt)]`.
 *
 * @param attempt failed attempts so far, from 0
 * @returns delay in whole milliseconds
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoffMs = (
  attempt: number,
  { baseMs = 500, capMs = 30_000, random = Math.random }: BackoffOptions = {},
): number => Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
