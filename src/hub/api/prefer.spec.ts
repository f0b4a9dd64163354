import { describe, expect, it } from '@jest/globals';

import { pageOf, placeOf } from './page.js';
import { preferredWaitSeconds } from './prefer.js';
import { actingUser } from './visible-users.js';

describe('preferredWaitSeconds', () => {
  it.each([
    [undefined, 0],
    ['wait=10', 10],
    ['respond-async, wait=5', 5],
    ['wait="7"; foo', 7],
    ['wait=900', 60],
    ['wait=-1', 0],
    ['await=3', 0],
  ])('reads %j as %d', (header, expected) => {
    expect(preferredWaitSeconds(header)).toBe(expected);
  });
});

describe('pageOf', () => {
  it('names the next page only when there is one', () => {
    const { items, next } = pageOf(['a', 'b', 'c'], 2, (item) => item);
    expect(items).toEqual(['a', 'b']);
    expect(placeOf(next ?? '')).toBe('b');
    expect(pageOf(['a', 'b'], 2, (item) => item).next).toBeNull();
    expect(() => placeOf('nonsense')).toThrow('cursor must be');
  });
});

describe('actingUser', () => {
  const principal = (userIds: readonly string[] | null) => ({
    kind: 'service' as const,
    tokenId: 't',
    nodeId: null,
    userIds,
  });

  it('is the named one, within what the token covers', () => {
    expect(actingUser(principal(null), undefined)).toBe('1');
    expect(actingUser(principal(null), 'ann')).toBe('ann');
    expect(actingUser(principal(['bob', 'ann']), undefined)).toBe('bob');
    expect(actingUser(principal(['bob', 'ann']), 'ann')).toBe('ann');
    expect(() => actingUser(principal(['bob']), 'ann')).toThrow('does not cover user ann');
  });
});
