import { describe, expect, it } from '@jest/globals';

import { load } from 'js-yaml';

import { writeYaml } from './yaml-text.js';

describe('YAML text', () => {
  it('sorts keys and leaves lists at the indentation of their key', () => {
    expect(writeYaml({ b: { d: [1, { x: 1, y: [2] }], c: null }, a: true })).toBe(
      'a: true\nb:\n  c: null\n  d:\n  - 1\n  - x: 1\n    y:\n    - 2\n',
    );
    expect(writeYaml({ a: [[1, []], {}] })).toBe('a:\n- - 1\n  - []\n- {}\n');
  });

  it('quotes what would be read as something else', () => {
    expect(writeYaml({ a: ['yes', '1', '1.5', '~', '2020-01-01', '- x', 'a: b', ' a', '#a', "it's", ''] })).toBe(
      "a:\n- 'yes'\n- '1'\n- '1.5'\n- '~'\n- '2020-01-01'\n- '- x'\n- 'a: b'\n- ' a'\n- '#a'\n- it's\n- ''\n",
    );
  });

  it('escapes what is outside ASCII and folds long texts', () => {
    expect(writeYaml({ k: 'é😀\t' })).toBe('k: "\\xE9\\U0001F600\\t"\n');
    expect(writeYaml({ k: 'word '.repeat(20).trim() })).toBe(
      `k: ${'word '.repeat(16).trim()}\n  ${'word '.repeat(4).trim()}\n`,
    );
    expect(writeYaml({ k: 'a\nb' })).toBe("k: 'a\n\n  b'\n");
  });

  it('announces keys that do not fit on a line', () => {
    expect(writeYaml({ '': 1, 'a\nb': [2] })).toBe("? ''\n: 1\n? 'a\n\n  b'\n: - 2\n");
  });

  it('writes numbers that are read back as numbers', () => {
    expect(writeYaml({ a: [1e-7, NaN, -Infinity, 1.5] })).toBe('a:\n- 1.0e-07\n- .nan\n- -.inf\n- 1.5\n');
  });

  it('is read back as the same value', () => {
    const value = {
      text: `${'x y "z" \\ é '.repeat(12)}\n\t`,
      list: [[{ a: '' }], 'null', "''"],
      'k: 1': { '?': '!' },
    };
    expect(load(writeYaml(value))).toEqual(value);
  });
});
