import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { beatsAfter, dueAt, scheduleOf } from './interval-schedule.js';

const inputs = { interval_seconds: 10, initial_delay_seconds: 5, emit_on_start: true };

describe('the beats of an interval', () => {
  it('begin after the delay, or an interval later', () => {
    expect(scheduleOf(inputs, 1000)).toEqual({ firstAt: 6000, everyMs: 10_000 });
    expect(scheduleOf({ ...inputs, emit_on_start: false }, 1000)).toEqual({ firstAt: 16_000, everyMs: 10_000 });
  });

  it('are one at most, however many were missed', () => {
    const schedule = { firstAt: 0, everyMs: 10 };
    expect(beatsAfter(schedule, null, -1)).toEqual({ due: null, next: 0 });
    expect(beatsAfter(schedule, null, 0)).toEqual({ due: 0, next: 1 });
    expect(beatsAfter(schedule, 0, 99)).toEqual({ due: 9, next: 10 });
    expect(beatsAfter(schedule, 9, 99)).toEqual({ due: null, next: 10 });
  });

  it('never come back, and the next one lies ahead', () => {
    const natural = fc.nat({ max: 10_000 });
    fc.assert(
      fc.property(natural, fc.integer({ min: 1, max: 500 }), natural, natural, (firstAt, everyMs, lastBeat, now) => {
        const schedule = { firstAt, everyMs };
        const { due, next } = beatsAfter(schedule, lastBeat, now);
        expect(due ?? Infinity).toBeGreaterThan(lastBeat);
        if (due !== null) expect(dueAt(schedule, due)).toBeLessThanOrEqual(now);
        expect(dueAt(schedule, next)).toBeGreaterThan(Math.min(now, dueAt(schedule, lastBeat)));
        expect(beatsAfter(schedule, due ?? lastBeat, now).due).toBeNull();
      }),
    );
  });
});
