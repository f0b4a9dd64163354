import type { TokenEnd } from './auth.contract.js';

/** A token as the database has it; null for one that is gone. */
export type TokenState = {
  readonly hash: string;
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
  /** Ends of the texts that were replaced and may still be taken, by their hashes. */
  readonly replaced: ReadonlyMap<string, number>;
} | null;

/** Tells why a text of a token isn't taken any more; null when it is. */
export const endOf = (textHash: string, state: TokenState, nowMs: number): TokenEnd | null => {
  if (state === null) return 'revoked';
  if (state.expiresAt !== null && state.expiresAt <= nowMs) return 'expired';
  if (state.hash === textHash) return null;
  const endsAt = state.replaced.get(textHash);
  return endsAt !== undefined && endsAt > nowMs ? null : 'replaced';
};
