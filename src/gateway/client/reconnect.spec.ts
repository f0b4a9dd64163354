import { describe, expect, it } from '@jest/globals';

import type { ConnectionEnd } from './connection.js';
import { retryAfterMs } from './http-refusal.js';
import { RetryPlan, terminalError } from './reconnect.js';

/** A plan on a clock that the test moves, always drawing the upper end of its window. */
const makePlan = (): { plan: RetryPlan; advance: (ms: number) => void } => {
  let nowMs = 0;
  const plan = new RetryPlan({ baseMs: 500, capMs: 30_000, stableMs: 60_000, random: () => 0.999_999 }, () => nowMs);
  return {
    plan,
    advance: (ms) => {
      nowMs += ms;
    },
  };
};

const delays = (plan: RetryPlan, count: number): number[] =>
  Array.from({ length: count }, () => plan.delayAfterLoss(null) + 1);

describe('RetryPlan', () => {
  it('doubles its window up to the cap', () => {
    expect(delays(makePlan().plan, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('starts over only after a connection that was stable', () => {
    const { plan, advance } = makePlan();
    delays(plan, 3);
    plan.ready();
    advance(59_999);
    expect(delays(plan, 1)).toEqual([4000]);
    plan.ready();
    advance(60_000);
    expect(delays(plan, 2)).toEqual([500, 1000]);
  });

  it('uses the window that the hub names', () => {
    const { plan } = makePlan();
    plan.setWindow(2000, 3000);
    expect(delays(plan, 3)).toEqual([2000, 3000, 3000]);
  });

  it('draws from the whole window, but never comes back before the hub allows it', () => {
    const plan = new RetryPlan({ baseMs: 500, capMs: 500, stableMs: 1, random: () => 0 }, Date.now);
    expect(plan.delayAfterLoss(null)).toBe(0);
    expect(plan.delayAfterLoss(7000)).toBe(7000);
  });

  it('comes back after an hour at the latest, whatever the hub asks for', () => {
    const { plan } = makePlan();
    expect(plan.delayAfterLoss(999_999_999_000)).toBe(3_600_000);
    plan.setWindow(1e12, 1e15);
    expect(plan.delayAfterLoss(null)).toBe(3_600_000);
  });
});

describe('terminalError', () => {
  const end = (more: Partial<ConnectionEnd>): ConnectionEnd => ({
    closeCode: null,
    reason: '',
    refusal: null,
    ...more,
  });
  const refusal = (status: number) => ({ status, retryAfterMs: null, text: `HTTP ${status}` });

  it.each([4500, 4501, 4509, 4999])('is an error for close code %d', (closeCode) => {
    expect(terminalError(end({ closeCode }))).toMatchObject({ closeCode });
  });

  it.each([1000, 1006, 4000, 4499, 5000])('is null for close code %d', (closeCode) => {
    expect(terminalError(end({ closeCode }))).toBeNull();
  });

  it.each([
    [401, true],
    [403, true],
    [404, false],
    [429, false],
    [502, false],
  ])('on HTTP %d is an error: %s', (status, isError) => {
    expect(terminalError(end({ refusal: refusal(status) })) !== null).toBe(isError);
  });
});

describe('retryAfterMs', () => {
  it('reads seconds and dates', () => {
    expect(retryAfterMs('3', 0)).toBe(3000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 20_000)).toBe(0);
  });

  it('answers null for a header that is absent or unreadable', () => {
    expect(retryAfterMs(undefined, 0)).toBeNull();
    expect(retryAfterMs('soon', 0)).toBeNull();
  });
});
