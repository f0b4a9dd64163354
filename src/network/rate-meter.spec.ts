import { describe, expect, it } from '@jest/globals';

import { RateMeter } from './rate-meter.js';

describe('RateMeter', () => {
  it('lets a burst through, then the rate', () => {
    const meter = new RateMeter({ perSecond: 10, burst: 3 });
    expect([0, 0, 0, 0].map((now) => meter.take('a', now))).toEqual([0, 0, 0, 100]);
    expect(meter.take('a', 99)).toBe(1);
    expect([meter.take('a', 100), meter.take('a', 100)]).toEqual([0, 100]);
  });

  it('gives the burst back after a rest, and no more', () => {
    const meter = new RateMeter({ perSecond: 10, burst: 2 });
    meter.take('a', 0);
    meter.take('a', 0);
    expect([0, 0, 0].map(() => meter.take('a', 60_000) === 0)).toEqual([true, true, false]);
  });

  it('counts each key by itself, and a refused try not at all', () => {
    const meter = new RateMeter({ perSecond: 1, burst: 1 });
    expect([meter.take('a', 0), meter.take('a', 0), meter.take('a', 0), meter.take('b', 0)]).toEqual([
      0, 1000, 1000, 0,
    ]);
    expect(meter.waitMs('c', 0)).toBe(0);
  });

  it('forgets whoever rested longest when it has too many keys', () => {
    const meter = new RateMeter({ perSecond: 0.001, burst: 1 });
    for (let key = 0; key < 20_001; key++) meter.take(String(key), 0);
    expect(meter.waitMs('0', 0)).toBe(0);
    expect(meter.waitMs('1', 0)).toBeGreaterThan(0);
    expect(meter.waitMs('20000', 0)).toBeGreaterThan(0);
  });
});
