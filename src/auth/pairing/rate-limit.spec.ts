import { describe, expect, it } from '@jest/globals';

import { RateLimit } from './rate-limit.js';

describe('RateLimit', () => {
  it('lets each key do so much within a window', () => {
    const limit = new RateLimit(2, 100);
    limit.add('a', 0);
    expect(limit.waitMs('a', 10)).toBe(0);
    limit.add('a', 10);
    expect([limit.waitMs('a', 30), limit.waitMs('b', 30), limit.waitMs('a', 100)]).toEqual([70, 0, 0]);
    limit.add('a', 100);
    expect(limit.waitMs('a', 100)).toBe(0);
  });

  it('remembers a bounded number of keys, the newest', () => {
    const limit = new RateLimit(1, 100, 2);
    ['a', 'b', 'c'].forEach((key, at) => limit.add(key, at));
    expect(['a', 'b', 'c'].map((key) => limit.waitMs(key, 3))).toEqual([0, 98, 99]);
  });
});
