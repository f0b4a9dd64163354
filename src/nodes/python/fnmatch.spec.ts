import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { namePattern, namePatternIgnoringCase } from './fnmatch.js';

describe('shell patterns', () => {
  it.each([
    ['*', '', true],
    ['*.txt', 'd/a.txt', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]]', ']', true],
    ['[!]]', ']', false],
    ['[a-]', '-', true],
    ['[-a]', '-', true],
    ['[a', '[a', true],
    ['[c-a]', 'b', false],
    ['[!c-a]', 'b', true],
    ['a.c', 'abc', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['?', '😀', true],
    ['a*', 'b\na', false],
    ['*', 'a\nb', true],
  ])('%j with %j gives %j', (pattern, name, fits) => {
    expect(namePattern(pattern)(name)).toBe(fits);
  });

  it('can pass over letter case', () => {
    expect(namePattern('*.TXT')('a.txt')).toBe(false);
    expect(namePatternIgnoringCase('*.TXT')('A.txt')).toBe(true);
  });

  it('agrees with a regular expression about stars and question marks', () => {
    const letters = (...of: readonly string[]) => fc.string({ unit: fc.constantFrom(...of), maxLength: 8 });
    fc.assert(
      fc.property(letters('a', 'b', '*', '?'), letters('a', 'b'), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(namePattern(pattern)(name)).toBe(expression.test(name));
      }),
    );
  });

  it('takes no time for many stars', () => {
    expect(namePattern(`${'*a'.repeat(200)}b`)('a'.repeat(5000))).toBe(false);
  });
});
