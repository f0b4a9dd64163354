import { describe, expect, it } from '@jest/globals';

import { Liveness } from './liveness.js';

const makeLiveness = (answersHeartbeats: boolean): { liveness: Liveness; at: (ms: number) => Liveness } => {
  let nowMs = 0;
  const liveness = new Liveness(() => nowMs, answersHeartbeats);
  return {
    liveness,
    at: (ms) => {
      nowMs = ms;
      return liveness;
    },
  };
};

describe('Liveness', () => {
  it('calls a hub silent after the time-out, and any frame resets that', () => {
    const { at } = makeLiveness(true);
    expect(at(10).isSilent(30, 10)).toBe(false);
    at(15).heard('frame');
    expect([20, 30, 40].map((ms) => at(ms).isSilent(30, 10))).toEqual([false, false, false]);
    expect(at(50).isSilent(30, 10)).toBe(true);
  });

  it('does not hold a pause of its own process against the hub', () => {
    const { at } = makeLiveness(true);
    at(10).isSilent(30, 10);
    expect(at(35_000).isSilent(30, 10)).toBe(false);
    at(35_001).heard('frame');
    expect(at(35_010).isSilent(30, 10)).toBe(false);
  });

  it('still finds a hub silent that stays so after the pause', () => {
    const { at } = makeLiveness(true);
    at(35_000).isSilent(30, 10);
    expect([10, 20, 30, 40].map((ms) => at(35_000 + ms).isSilent(30, 10))).toContain(true);
  });

  it('judges a hub that need not answer only by pongs, once it has sent one', () => {
    const { at } = makeLiveness(false);
    expect([10, 20, 30, 40, 50].some((ms) => at(ms).isSilent(30, 10))).toBe(false);
    at(55).heard('pong');
    expect([60, 70, 80].some((ms) => at(ms).isSilent(30, 10))).toBe(false);
    expect(at(90).isSilent(30, 10)).toBe(true);
  });
});
