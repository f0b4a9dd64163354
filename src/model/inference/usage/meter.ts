import type { UsageAmounts } from './usage.contract.js';
import { UNKNOWN_AMOUNTS } from './usage.contract.js';

/** Adds up what the requests of one call used. */
export class Meter {
  private sums: UsageAmounts = UNKNOWN_AMOUNTS;
  private readonly unknown = new Set<string>();
  private requestCount = 0;

  /** True when no request was counted yet. */
  get isEmpty(): boolean {
    return this.requestCount === 0;
  }

  get amounts(): UsageAmounts {
    return this.sums;
  }

  /** Counts a request; an amount that one request doesn't know makes the sum unknown. */
  add(amounts: Partial<UsageAmounts>): void {
    for (const [name, amount] of Object.entries(amounts)) if (amount === null) this.unknown.add(name);
    const sums = Object.entries(this.sums).map(([name, sum]) => {
      // Both objects have the same keys.
      const amount = amounts[name as keyof UsageAmounts] ?? null;
      return [name, this.unknown.has(name) ? null : amount === null ? sum : (sum ?? 0) + amount] as const;
    });
    this.sums = { ...UNKNOWN_AMOUNTS, ...Object.fromEntries(sums) };
    this.requestCount += 1;
  }
}
