import type { RetryPolicy } from './run.entity.js';

/** What is known of an attempt whose node is away, was restarted, or doesn't list it any more. */
export interface LostAttempt {
  readonly isAccepted: boolean;
  /** True when the very process that got the request has come back and doesn't have it. */
  readonly isDenied: boolean;
  readonly retry: RetryPolicy;
}

/** What becomes of the run: another attempt, or an end without a known outcome. */
export type LostVerdict =
  { readonly kind: 'requeue'; readonly state: 'never_accepted' | 'lost' } | { readonly kind: 'outcome_unknown' };

/**
 * Decides about a run whose attempt will bring no answer. Work that provably wasn't begun goes back into the line;
 * what may have been executed is tried again only where the run says that this is safe.
 */
export const judgeLost = ({ isAccepted, isDenied, retry }: LostAttempt): LostVerdict => {
  if (isDenied && !isAccepted) return { kind: 'requeue', state: 'never_accepted' };
  return retry === 'safe' ? { kind: 'requeue', state: 'lost' } : { kind: 'outcome_unknown' };
};
