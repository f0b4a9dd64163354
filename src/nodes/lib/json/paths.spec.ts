import { describe, expect, it } from '@jest/globals';

import { valueAt } from './paths.js';

const DATA = { a: { b: [10, { c: 'x' }], '': 1 }, 'd.e': 9, nothing: null };

describe('valueAt', () => {
  it.each([
    ['a.b.1.c', 'x'],
    ['a.b.0', 10],
    ['a.', 1],
    ['nothing', null],
    ['a.b.2', undefined],
    ['a.b.-1', undefined],
    ['a.b.c', undefined],
    ['d.e', undefined],
    ['', undefined],
    ['a.toString', undefined],
    ['a.b.length', undefined],
    ['nothing.x', undefined],
  ])('%j leads to %j', (path, expected) => {
    expect(valueAt(DATA, path)).toEqual(expected);
  });
});
