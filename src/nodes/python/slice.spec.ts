import { describe, expect, it } from '@jest/globals';

import { elementAt, rangeOf, sliceList, sliceText } from './slice.js';

describe('slices and ranges', () => {
  it.each([
    [{ start: -3, stop: -1 }, [2, 3]],
    [{ step: -2 }, [4, 2]],
    [{ start: 9, stop: -9, step: -1 }, [4, 3, 2, 1]],
    [{ start: 1, stop: 99 }, [2, 3, 4]],
    [{ start: 3, stop: 1 }, []],
  ])('takes %j of a list', (bounds, taken) => {
    expect(sliceList([1, 2, 3, 4], bounds)).toEqual(taken);
  });

  it('counts code points of a text', () => {
    expect(sliceText('a😀b', { start: 1, stop: 2 })).toBe('😀');
  });

  it('refuses a step of 0', () => {
    expect(() => sliceList([1], { step: 0 })).toThrow('slice step cannot be zero');
    expect(() => [...rangeOf(0, 1, 0)]).toThrow('range() arg 3 must not be zero');
  });

  it('counts from the end and names an index that is out of range', () => {
    expect(elementAt(['a', 'b'], -1)).toBe('b');
    expect(() => elementAt([], 0)).toThrow('list index out of range');
    expect(() => elementAt(['a'], -2)).toThrow('list index out of range');
  });

  it('counts down with a negative step', () => {
    expect([...rangeOf(3, 0, -2)]).toEqual([3, 1]);
  });
});
