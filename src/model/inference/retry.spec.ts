import { describe, expect, it } from '@jest/globals';

import { retryDelayMs } from './retry.js';
import { retryAfterMsOf } from './retry-after.js';

describe('retryDelayMs', () => {
  const settings = { maxTries: 4, backoffBaseMs: 500, backoffCapMs: 20_000, maxRetryAfterMs: 60_000 };
  const transient = { isTransient: true, retryAfterMs: null };
  const chance = { remainingMs: 600_000, random: () => 0.5 };

  it('draws from a span that doubles with each try, up to a cap', () => {
    expect([1, 2, 3].map((tryNumber) => retryDelayMs(transient, tryNumber, settings, chance))).toEqual([
      250, 500, 1000,
    ]);
    expect(retryDelayMs(transient, 20, { ...settings, maxTries: 99 }, chance)).toBe(10_000);
  });

  it('adds to the pause that was asked for', () => {
    expect(retryDelayMs({ isTransient: true, retryAfterMs: 3000 }, 1, settings, chance)).toBe(3250);
  });

  it('ends with the last try, with a final failure, with too long a pause and with the time of the call', () => {
    expect(retryDelayMs(transient, 4, settings, chance)).toBeNull();
    expect(retryDelayMs({ isTransient: false, retryAfterMs: null }, 1, settings, chance)).toBeNull();
    expect(retryDelayMs({ isTransient: true, retryAfterMs: 60_001 }, 1, settings, chance)).toBeNull();
    expect(retryDelayMs(transient, 1, settings, { ...chance, remainingMs: 250 })).toBeNull();
  });
});

describe('retryAfterMsOf', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Thu, 01 Jan 2015 00:00:30 GMT' }, 0],
    [{ 'retry-after': '9', 'retry-after-ms': '120' }, 120],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('reads %j', (headers: Record<string, string>, ms) => {
    expect(retryAfterMsOf(headers, now)).toBe(ms);
  });
});
