import { describe, expect, it } from '@jest/globals';

import { nowTimestamp, parseTimestamp } from './timestamps.js';

describe('parseTimestamp', () => {
  it.each([
    ['2026-11-22T12:51:32.595538', Date.UTC(2026, 10, 22, 12, 51, 32, 595)],
    ['2026-11-22T12:51:32Z', Date.UTC(2026, 10, 22, 12, 51, 32)],
    ['2026-11-22 12:51:32', Date.UTC(2026, 10, 22, 12, 51, 32)],
    ['2026-11-22T12:51:32+02:00', Date.UTC(2026, 10, 22, 10, 51, 32)],
  ])('reads %s', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  it.each(['', 'yesterday', '2026-11-22', '2026-13-45T99:00:00Z', '1764000000'])('answers null for %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });
});

describe('nowTimestamp', () => {
  it('writes the present in UTC with a Z', () => {
    expect(nowTimestamp()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs((parseTimestamp(nowTimestamp()) ?? 0) - Date.now())).toBeLessThan(1000);
  });
});
