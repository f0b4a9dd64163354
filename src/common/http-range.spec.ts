import { describe, expect, it } from '@jest/globals';

import { namesTag, readRange } from './http-range.js';

const whole = { kind: 'whole' };
const unsatisfiable = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('readRange', () => {
  it.each([
    [undefined, whole],
    ['bytes=0-0', part(0, 0)],
    ['bytes=2-', part(2, 9)],
    ['bytes=2-99', part(2, 9)],
    ['bytes=-3', part(7, 9)],
    ['bytes=-99', part(0, 9)],
    ['BYTES=1-2', part(1, 2)],
    ['bytes=10-', unsatisfiable],
    ['bytes=-0', unsatisfiable],
    ['bytes=3-2', whole],
    ['bytes=-', whole],
    ['bytes=0-1,3-4', whole],
    ['lines=0-1', whole],
    ['bytes=a-b', whole],
  ])('reads %s of ten bytes', (header, expected) => {
    expect(readRange(header, 10)).toEqual(expected);
  });

  it('has no part of nothing', () => {
    expect(readRange('bytes=0-', 0)).toEqual(unsatisfiable);
    expect(readRange('bytes=-1', 0)).toEqual(unsatisfiable);
    expect(readRange(undefined, 0)).toEqual(whole);
  });
});

describe('namesTag', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    [undefined, false],
  ])('looks for "a" in %s', (header, expected) => {
    expect(namesTag(header, '"a"')).toBe(expected);
  });
});
