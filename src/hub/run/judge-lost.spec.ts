import { describe, expect, it } from '@jest/globals';

import { judgeLost } from './judge-lost.js';

describe('judgeLost', () => {
  it('queues again what the node provably never took, whatever the run says about retries', () => {
    for (const retry of ['never', 'safe'] as const) {
      expect(judgeLost({ isAccepted: false, isDenied: true, retry, lossCount: 0 })).toEqual({
        kind: 'requeue',
        state: 'never_accepted',
      });
    }
  });

  it.each([
    [true, true],
    [true, false],
    [false, false],
  ])('retries what may have been executed only where it is safe (accepted %s, denied %s)', (isAccepted, isDenied) => {
    expect(judgeLost({ isAccepted, isDenied, retry: 'safe', lossCount: 1 })).toEqual({
      kind: 'requeue',
      state: 'lost',
    });
    expect(judgeLost({ isAccepted, isDenied, retry: 'never', lossCount: 1 })).toEqual({ kind: 'outcome_unknown' });
  });

  it('gives up work that has taken three nodes with it', () => {
    const lost = { isAccepted: true, isDenied: false, lossCount: 2 };
    expect(judgeLost({ ...lost, retry: 'safe' })).toEqual({ kind: 'give_up' });
    expect(judgeLost({ ...lost, retry: 'never' })).toEqual({ kind: 'outcome_unknown' });
    expect(judgeLost({ ...lost, isAccepted: false, isDenied: true, retry: 'never' })).toEqual({ kind: 'give_up' });
  });
});
