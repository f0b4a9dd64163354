import { describe, expect, it } from '@jest/globals';

import { BadFrames } from './bad-frames.js';
import { livenessOf } from './liveness.js';
import { isGeneratedNodeId } from './node-facts.js';
import { firstWindowMs } from './registration.service.js';

describe('livenessOf', () => {
  it.each([
    [0, 'alive'],
    [14_999, 'alive'],
    [15_000, 'late'],
    [29_999, 'late'],
    [30_000, 'lost'],
    [-500, 'alive'],
  ] as const)('calls %d ms of silence at 10 s heartbeats %s', (silentMs, expected) => {
    expect(livenessOf(silentMs, 10_000)).toBe(expected);
  });
});

describe('BadFrames', () => {
  it('says too many only when the limit falls within the window', () => {
    const frames = new BadFrames(3, 1000);
    expect([0, 500, 1600, 1700, 1800].map((nowMs) => frames.add(nowMs))).toEqual([false, false, false, false, true]);
    expect(frames.total).toBe(5);
  });
});

describe('firstWindowMs', () => {
  it('grows with the fleet between half a second and half a minute', () => {
    expect([0, 250, 1000, 5000, 100_000].map(firstWindowMs)).toEqual([500, 500, 2000, 10_000, 30_000]);
  });
});

describe('isGeneratedNodeId', () => {
  it('knows the ids that processes draw from those that people give', () => {
    expect(isGeneratedNodeId('node-5f0c3a52-8f43-4c1e-9d8e-0a4b7f6b2c11')).toBe(true);
    expect(
      ['node-gpu1', 'gpu-1', 'node-1', 'production-node-1', 'node-01a2041a9e9670008283b8265725621c'].some(
        isGeneratedNodeId,
      ),
    ).toBe(false);
  });
});
