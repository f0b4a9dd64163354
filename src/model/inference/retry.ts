import { setTimeout as sleep } from 'node:timers/promises';

import { backoffMs } from '../../common/backoff.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { InferenceSettings } from './inference-settings.js';

/** What a failed try says about another one. */
export interface TryFailure {
  /** The failure in our words. */
  readonly error: ProtocolError;
  /** True when the same request may succeed in a moment. */
  readonly isTransient: boolean;
  /** Pause that the provider asked for. */
  readonly retryAfterMs: number | null;
}

type RetrySettings = Pick<InferenceSettings, 'maxTries' | 'backoffBaseMs' | 'backoffCapMs' | 'maxRetryAfterMs'>;

/**
 * Tells how long to wait before another try; null when there is to be none: the failure is final, the tries are used up,
 * the provider asks for too long a pause, or the call's time would be over by then.
 *
 * @param tryNumber tries so far, from 1
 * @param remainingMs what is left of the call's time
 */
export const retryDelayMs = (
  { isTransient, retryAfterMs }: Pick<TryFailure, 'isTransient' | 'retryAfterMs'>,
  tryNumber: number,
  { maxTries, backoffBaseMs, backoffCapMs, maxRetryAfterMs }: RetrySettings,
  { remainingMs, random = Math.random }: { readonly remainingMs: number; readonly random?: () => number },
): number | null => {
  if (!isTransient || tryNumber >= maxTries) return null;
  if (retryAfterMs !== null && retryAfterMs > maxRetryAfterMs) return null;
  const jitterMs = backoffMs(tryNumber - 1, { baseMs: backoffBaseMs, capMs: backoffCapMs, random });
  // On top of the pause, so that everybody who was told the same doesn't come back in the same moment.
  const delayMs = (retryAfterMs ?? 0) + jitterMs;
  return delayMs < remainingMs ? delayMs : null;
};

/** What the tries of a request share. */
export interface RetryContext {
  readonly settings: RetrySettings;
  readonly signal: AbortSignal;
  /** Time at which the call ends, in milliseconds since 1970. */
  readonly deadlineAt: number;
  readonly failureOf: (cause: unknown) => TryFailure;
}

/** Repeats a request while that can help; throws the failure of the last try. */
export const withRetries = async <Result>(
  { settings, signal, deadlineAt, failureOf }: RetryContext,
  attempt: () => Promise<Result>,
): Promise<Result> => {
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await attempt();
    } catch (cause) {
      const failure = failureOf(cause);
      const delayMs = retryDelayMs(failure, tryNumber, settings, { remainingMs: deadlineAt - Date.now() });
      if (delayMs === null || signal.aborted) throw failure.error;
      await pause(delayMs, signal, failureOf);
    }
  }
};

const pause = async (delayMs: number, signal: AbortSignal, failureOf: RetryContext['failureOf']): Promise<void> => {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (cause) {
    throw failureOf(cause).error;
  }
};
