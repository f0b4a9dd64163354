import { describe, expect, it } from '@jest/globals';

import { toBoolean, toDictionary, toFloat, toInteger, toList } from './convert.js';

describe('toInteger', () => {
  it.each([
    [1.9, 1],
    [-1.9, -1],
    [true, 1],
    [' 42 ', 42],
    ['1_000', 1000],
  ])('makes %j %d', (value, expected) => {
    expect(toInteger(value)).toBe(expected);
  });

  it.each([
    ['1.5', "invalid literal for int() with base 10: '1.5'"],
    [NaN, 'cannot convert float NaN to integer'],
    [-Infinity, 'cannot convert float infinity to integer'],
    [[], "int() argument must be a string, a bytes-like object or a real number, not 'list'"],
  ])('refuses %j', (value, message) => {
    expect(() => toInteger(value)).toThrow(message);
  });
});

describe('toFloat', () => {
  it('reads texts and refuses what is not a number', () => {
    expect(toFloat(' 1e3 ')).toBe(1000);
    expect(toFloat('-inf')).toBe(-Infinity);
    expect(() => toFloat('abc')).toThrow("could not convert string to float: 'abc'");
    expect(() => toFloat({})).toThrow("float() argument must be a string or a real number, not 'dict'");
  });
});

describe('toBoolean', () => {
  it.each([
    ['false', false],
    [' False ', false],
    ['', false],
    ['no', true],
    [0, false],
    [[], false],
    [{ a: 1 }, true],
  ])('%j is %s', (value, expected) => {
    expect(toBoolean(value)).toBe(expected);
  });
});

describe('toList and toDictionary', () => {
  it('take what has members', () => {
    expect(toList('a😀')).toEqual(['a', '😀']);
    expect(toList({ a: 1, b: 2 })).toEqual(['a', 'b']);
    expect(toDictionary([['a', 1], 'xy'])).toEqual({ a: 1, x: 'y' });
  });

  it('refuse everything else', () => {
    expect(() => toList(5)).toThrow("'int' object is not iterable");
    expect(() => toDictionary(1.5)).toThrow("'float' object is not iterable");
    expect(() => toDictionary([1])).toThrow('cannot convert dictionary update sequence element #0 to a sequence');
    expect(() => toDictionary('ab')).toThrow('dictionary update sequence element #0 has length 1; 2 is required');
  });
});
