import { describe, expect, it } from '@jest/globals';

import { identityKey, isEqual, isLess, isTruthy, sortValues, sortValuesDown } from './equality.js';
import { Float } from './number.js';

describe('equality and order', () => {
  it('compares by value', () => {
    expect(isEqual(1, true)).toBe(true);
    expect(isEqual(new Float(1), 1)).toBe(true);
    expect(isEqual({ a: [1, null] }, { a: [1, null] })).toBe(true);
    expect(isEqual('1', 1)).toBe(false);
    expect(isEqual(NaN, NaN)).toBe(false);
    expect(isEqual([], {})).toBe(false);
  });

  it('takes empty things for false', () => {
    expect([[], {}, '', 0, null, new Float(0)].map(isTruthy)).toEqual(Array(6).fill(false));
    expect([[0], { a: null }, ' ', -1].map(isTruthy)).toEqual(Array(4).fill(true));
  });

  it('orders lists item by item and names types that have no order', () => {
    expect(isLess([1, 2], [1, 3])).toBe(true);
    expect(isLess([1], [1, 0])).toBe(true);
    expect(() => sortValues([1, 'a'])).toThrow("'<' not supported between instances of 'str' and 'int'");
    expect(() => sortValues([1, null])).toThrow("'<' not supported between instances of 'NoneType' and 'int'");
  });

  it('sorts stably in both directions', () => {
    const items = [
      { k: 1, n: 'a' },
      { k: 0, n: 'b' },
      { k: 1, n: 'c' },
    ];
    expect(sortValues(items, ({ k }) => k).map(({ n }) => n)).toEqual(['b', 'a', 'c']);
    expect(sortValuesDown(items, ({ k }) => k).map(({ n }) => n)).toEqual(['a', 'c', 'b']);
  });

  it('gives equal values one key and others different ones', () => {
    expect(identityKey({ a: 1, b: [true] })).toBe(identityKey({ b: [1], a: 1 }));
    expect(new Set([1, '1', [1], { 1: 1 }, null, 'null'].map(identityKey)).size).toBe(6);
    expect(identityKey(-0)).toBe(identityKey(0));
  });
});
