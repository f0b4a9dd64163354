import { describe, expect, it } from '@jest/globals';

import { formatValue, reprValue } from './format-value.js';
import { Float, formatFloat, parseFloatText, parseInteger, roundHalfEven } from './number.js';
import { tupleOf } from './tuple.js';

describe('values as text', () => {
  it.each([
    [null, 'None'],
    [true, 'True'],
    [1, '1'],
    [1e-5, '1e-05'],
    [0.1, '0.1'],
    [1e20, '100000000000000000000'],
    [1.5e-7, '1.5e-07'],
    [NaN, 'nan'],
    [-Infinity, '-inf'],
    [new Float(2), '2.0'],
    [new Float(1e16), '1e+16'],
    [['a', 1, null], "['a', 1, None]"],
    [{ k: { n: [true] } }, "{'k': {'n': [True]}}"],
    [tupleOf(1), '(1,)'],
    [[new Uint8Array([0, 65])], "[b'\\x00A']"],
  ])('%j is written as %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it.each([
    ["it's", `"it's"`],
    [`'"`, `'\\'"'`],
    ['a\\b\n\t\x00é\u200b', "'a\\\\b\\n\\t\\x00é\\u200b'"],
    ['\u{e0001}', "'\\U000e0001'"],
  ])('quotes %j', (text, quoted) => {
    expect(reprValue(text)).toBe(quoted);
    expect(formatValue(text)).toBe(text);
  });
});

describe('numbers', () => {
  it('writes floats with a point or an exponent', () => {
    expect([1, 1e16, 1e-4, 1e-5, -0, 123456789.125].map(formatFloat)).toEqual([
      '1.0',
      '1e+16',
      '0.0001',
      '1e-05',
      '-0.0',
      '123456789.125',
    ]);
  });

  it('rounds halves to the even neighbour', () => {
    expect([0.5, 1.5, 2.5, -0.5].map((value) => Math.abs(roundHalfEven(value)))).toEqual([0, 2, 2, 0]);
    expect(roundHalfEven(2.675, 2)).toBe(2.67);
    expect(roundHalfEven(0.125, 2)).toBe(0.12);
    expect(roundHalfEven(1250, -2)).toBe(1200);
  });

  it('reads numbers as int() and float() do', () => {
    expect([' 12 ', '1_000', '1.5', ''].map(parseInteger)).toEqual([12, 1000, undefined, undefined]);
    expect(['1e3', '.5', '-inf', 'x'].map(parseFloatText)).toEqual([1000, 0.5, -Infinity, undefined]);
  });
});
