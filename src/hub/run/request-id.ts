import type { ProtocolMode } from '../session/node-facts.js';

/** A run's attempt as a `request_id` names it. */
export interface AttemptRef {
  readonly runId: string;
  /** Null when the id alone doesn't tell. */
  readonly attempt: number | null;
}

/**
 * Makes the `request_id` of an attempt: the run's id. Seed nodes don't echo the attempt's number, so that for them it is
 * part of the id from the second attempt on.
 */
export const requestIdOf = (runId: string, attempt: number, mode: ProtocolMode): string =>
  mode === 'seed' && attempt > 1 ? `${runId}:${attempt}` : runId;

/** Reads what `requestIdOf` wrote. */
export const attemptRefOf = (requestId: string, mode: ProtocolMode): AttemptRef => {
  const at = requestId.indexOf(':');
  if (at >= 0) return { runId: requestId.slice(0, at), attempt: Number(requestId.slice(at + 1)) };
  return { runId: requestId, attempt: mode === 'seed' ? 1 : null };
};

/** Tells whether a text has the form of a run's id; no other text needs to be looked up. */
export const isRunId = (text: string): boolean => RUN_ID.test(text);

const RUN_ID = /^[0-9a-f]{32}$/;
