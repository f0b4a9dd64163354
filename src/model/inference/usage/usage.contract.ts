import type { Capability } from '../capability.js';

/** What a call used, as far as the provider said; null means unknown, never none. */
export interface UsageAmounts {
  /** All tokens of the input, cached ones included. */
  readonly inputTokens: number | null;
  /** All tokens of the output, those of thinking included. */
  readonly outputTokens: number | null;
  /** Input tokens read from the provider's cache. */
  readonly cachedTokens: number | null;
  /** Input tokens written into it. */
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Pictures made. */
  readonly images: number | null;
  /** Characters spoken. */
  readonly characters: number | null;
  /** Length of the recording that was written down. */
  readonly audioMs: number | null;
}

/** What a call was for. */
export type UsageKind = Capability | 'moderation' | 'video';

/** What one call used and cost. */
export interface UsageRecord extends UsageAmounts {
  readonly jobId: string | null;
  readonly userId: string;
  readonly provider: string;
  readonly model: string;
  readonly kind: UsageKind;
  /** Billionths of a US dollar; null when the price or what it applies to isn't known. */
  readonly costNanos: number | null;
}

/** Amounts of which nothing is known. */
export const UNKNOWN_AMOUNTS: UsageAmounts = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  images: null,
  characters: null,
  audioMs: null,
};

/** Billionths in a US dollar. */
export const NANOS_PER_USD = 1_000_000_000;
