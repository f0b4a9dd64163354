import { describe, expect, it } from '@jest/globals';

import { readJson, writeJson } from './json-text.js';

describe('JSON text', () => {
  it('is written with blanks after signs and ASCII only', () => {
    expect(writeJson({ b: [1, 2.5], a: 'é😀\u007f' })).toBe('{"b": [1, 2.5], "a": "\\u00e9\\ud83d\\ude00\\u007f"}');
    expect(writeJson([NaN, -Infinity, 1e-7])).toBe('[NaN, -Infinity, 1e-07]');
    expect(writeJson({ b: 1, a: 'é' }, { sortKeys: true, ensureAscii: false })).toBe('{"a": "é", "b": 1}');
  });

  it('is written in lines when an indentation is given', () => {
    expect(writeJson({ a: [1, {}], b: [] }, { indent: 2 })).toBe('{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}');
    expect(writeJson([1], { indent: 0 })).toBe('[\n1\n]');
  });

  it('is read with the names of special numbers', () => {
    expect(readJson('{"a": [NaN, -Infinity, 1e2], "b\\u00e9": "\\n"}')).toEqual({ a: [NaN, -Infinity, 100], bé: '\n' });
  });

  it.each([
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
    ['{', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
    ['{"é😀": "x', 'Unterminated string starting at: line 1 column 8 (char 7)'],
    ['"a\nb"', 'Invalid control character at: line 1 column 3 (char 2)'],
    ['"\\x"', 'Invalid \\escape: line 1 column 2 (char 1)'],
    ['[1]\n x', 'Extra data: line 2 column 2 (char 5)'],
  ])('names the place of the fault in %j', (text, problem) => {
    expect(() => readJson(text)).toThrow(problem);
  });

  it('keeps a key named __proto__ as data', () => {
    const value = readJson('{"__proto__": NaN}');
    expect(Object.keys(Object(value))).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});
