import { describe, expect, it } from '@jest/globals';

import { compilePattern } from './regex.js';
import { PatternError } from './regex-syntax.js';

const problemOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('patterns in the syntax of Python', () => {
  it.each([
    ['(?P<a>x)(?P=a)', 'axxb', ['xx']],
    ['\\Ab|c\\Z', 'bc', ['b', 'c']],
    ['a$', 'a\n', ['a']],
    ['a\\Z', 'a\n', []],
    ['.', 'a\nb', ['a', 'b']],
    ['(?s).', 'a\nb', ['a', '\n', 'b']],
    ['(?m)^.', 'ab\ncd', ['a', 'c']],
    ['(?i:a)b', 'Ab AB', ['Ab']],
    ['(?x) a b # comment', 'ab', ['ab']],
    ['a{,2}b', 'aab', ['aab']],
    ['a{b', 'a{b', ['a{b']],
    ['[]a]+', 'a]b', ['a]']],
    ['[\\W_]+', 'a_-b', ['_-']],
    ['(?>a+)b', 'aab', ['aab']],
    ['a++a', 'aaa', []],
    ['\\d+', '١٢', ['١٢']],
    ['(?a)\\d+', '١٢', []],
    ['\\bé', 'aé é', ['é']],
    ['\\s', 'a\x1cb', ['\x1c']],
    ['[&&a]+', 'a&&', ['a&&']],
  ])('%s finds in %j', (pattern, text, found) => {
    expect(Array.from(compilePattern(pattern).matches(text), ({ groups }) => groups[0])).toEqual(found);
  });

  it('numbers groups as Python does around its own helper groups', () => {
    expect(compilePattern('(?>a+)(b)(?P<n>c)').search('aabc')?.groups).toEqual(['aabc', 'b', 'c']);
    expect(compilePattern('a++(b)\\1').search('aabb')?.groups).toEqual(['aabb', 'b']);
  });

  it('tries an empty match again for a longer one', () => {
    expect(compilePattern('a??').findAll('a')).toEqual(['', 'a', '']);
    expect(compilePattern('|a').findAll('a')).toEqual(['', 'a', '']);
  });

  it('gives what findall gives with no, one and two groups', () => {
    expect(compilePattern('a|b').findAll('ab')).toEqual(['a', 'b']);
    expect(compilePattern('(a)|b').findAll('ab')).toEqual(['a', '']);
    expect(compilePattern('(a)|(b)').findAll('ab')).toEqual([
      ['a', ''],
      ['', 'b'],
    ]);
  });

  it('counts code points in positions of errors', () => {
    expect(problemOf(() => compilePattern('😀('))).toBe('missing ), unterminated subpattern at position 1');
    expect(problemOf(() => compilePattern('a\n*('))).toBe(
      'missing ), unterminated subpattern at position 3 (line 2, column 2)',
    );
  });

  it.each([
    ['*a', 'nothing to repeat at position 0'],
    ['a**', 'multiple repeat at position 2'],
    ['a)', 'unbalanced parenthesis at position 1'],
    ['[b-a]', 'bad character range b-a at position 1'],
    ['\\q', 'bad escape \\q at position 0'],
    ['(?P=x)', "unknown group name 'x' at position 4"],
    ['\\1', 'invalid group reference 1 at position 1'],
    ['[a', 'unterminated character set at position 0'],
    ['a(?i)b', 'global flags not at the start of the expression at position 1'],
  ])('refuses %s', (pattern, problem) => {
    expect(problemOf(() => compilePattern(pattern))).toBe(problem);
  });
});

describe('replacing and splitting', () => {
  it('reads references and escapes in the replacement', () => {
    const pattern = compilePattern('(?P<x>\\w)(\\d)?');
    expect(pattern.replace('a1', '<\\g<x>\\2\\g<0>>')).toBe('<a1a1>');
    expect(pattern.replace('a', '[\\2]')).toBe('[]');
    expect(compilePattern('b').replace('abc', '\\n$&\\\\')).toBe('a\n$&\\c');
  });

  it('stops after the wanted number', () => {
    expect(compilePattern('a').replace('aaa', 'b', 2)).toBe('bba');
    expect(compilePattern('(,)').split('a,b,c', 1)).toEqual(['a', ',', 'b,c']);
  });

  it('names a reference to a group that is not there', () => {
    expect(problemOf(() => compilePattern('a').replace('a', '\\1'))).toBe('invalid group reference 1 at position 1');
  });

  it('matches the whole text only when asked', () => {
    expect(compilePattern('a|ab').fullMatch('ab')?.groups).toEqual(['ab']);
    expect(compilePattern('a').match('ba')).toBeNull();
  });
});
