import type { RetryPolicy } from './run.entity.js';

/** What is known of an attempt whose node is away, was restarted, or doesn't list it any more. */
export interface LostAttempt {
  readonly isAccepted: boolean;
  /** True when the very process that got the request has come back and doesn't have it. */
  readonly isDenied: boolean;
  readonly retry: RetryPolicy;
  /** Earlier attempts of the run that ended like this one. */
  readonly lossCount: number;
}

/** What becomes of the run: another attempt, no further one because it may be what ends its nodes, or an end without a known outcome. */
export type LostVerdict =
  | { readonly kind: 'requeue'; readonly state: 'never_accepted' | 'lost' }
  | { readonly kind: 'give_up' }
  | { readonly kind: 'outcome_unknown' };

/** Attempts that may take their node away; a run that goes on after that would take down one node after the other. */
const MAX_LOSSES = 3;

/**
 * Decides about a run whose attempt will bring no answer. Work that provably wasn't begun goes back into the line;
 * what may have been executed is tried again only where the run says that this is safe.
 */
export const judgeLost = ({ isAccepted, isDenied, retry, lossCount }: LostAttempt): LostVerdict => {
  const isUnbegun = isDenied && !isAccepted;
  if (!isUnbegun && retry !== 'safe') return { kind: 'outcome_unknown' };
  if (lossCount + 1 >= MAX_LOSSES) return { kind: 'give_up' };
  return { kind: 'requeue', state: isUnbegun ? 'never_accepted' : 'lost' };
};
