import type { VendorUsage } from '../inference.contract.js';
import type { UsageAmounts } from './usage.contract.js';
import { UNKNOWN_AMOUNTS } from './usage.contract.js';

/** Reads the amounts that a graph node tells of a call of its own; what can't be an amount isn't known. */
export const vendorAmounts = (used: VendorUsage): UsageAmounts => ({
  ...UNKNOWN_AMOUNTS,
  inputTokens: amountOf(used.inputTokens),
  outputTokens: amountOf(used.outputTokens),
  cachedTokens: amountOf(used.cachedTokens),
  reasoningTokens: amountOf(used.reasoningTokens),
  audioMs: amountOf(used.audioSeconds, 1000),
});

const amountOf = (amount: number | undefined, unit = 1): number | null =>
  typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? Math.round(amount * unit) : null;
