import { describe, expect, it } from '@jest/globals';

import { endOf } from './token-end.js';

describe('endOf', () => {
  const state = { hash: 'new', expiresAt: 1000, replaced: new Map([['old', 500]]) };

  it.each([
    ['new', state, 999, null],
    ['new', state, 1000, 'expired'],
    ['new', { ...state, expiresAt: null }, 1e15, null],
    ['old', state, 499, null],
    ['old', state, 500, 'replaced'],
    ['old', state, 1000, 'expired'],
    ['older', state, 0, 'replaced'],
    ['new', null, 0, 'revoked'],
  ] as const)('says of the text %s in %j at %i: %s', (hash, token, nowMs, why) => {
    expect(endOf(hash, token, nowMs)).toBe(why);
  });
});
