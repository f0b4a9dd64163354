import { describe, expect, it } from '@jest/globals';

import { compareText, lengthOf } from './code-points.js';
import { capitalize, findText, replaceText, splitLines, splitText, splitWords, strip, titleCase } from './text.js';

describe('text methods', () => {
  it.each([
    ["they're bill's 3rd x-ray", "They'Re Bill'S 3Rd X-Ray", "They're bill's 3rd x-ray"],
    ['ǆ ﬁ ß', 'ǅ Fi Ss', 'ǅ ﬁ ß'],
    ['ΟΔΟΣ', 'Οδος', 'Οδος'],
    ['ÉCOLE İ', 'École İ', 'École i̇'],
    ['ᾳ', 'ᾼ', 'ᾼ'],
    ['აბ', 'აბ', 'აბ'],
  ])('writes %j in title case and capitalized', (text, title, capitalized) => {
    expect(titleCase(text)).toBe(title);
    expect(capitalize(text)).toBe(capitalized);
  });

  it('strips what Python takes for white space, or given characters', () => {
    expect(strip('\x1c\u3000 a\ufeff \x85')).toBe('a\ufeff');
    expect(strip('-=a=-', '-=')).toBe('a');
    expect(strip(' a ', null, 'start')).toBe('a ');
  });

  it('splits at words, delimiters and line ends', () => {
    expect(splitWords(' a\tb\n ')).toEqual(['a', 'b']);
    expect(splitText('a,,b', ',')).toEqual(['a', '', 'b']);
    expect(() => splitText('a', '')).toThrow('empty separator');
    expect(splitLines('a\r\nb\rc\x0bd\n')).toEqual(['a', 'b', 'c', 'd']);
    expect(splitLines('')).toEqual([]);
  });

  it('replaces between all characters when the old text is empty', () => {
    expect(replaceText('a😀', '', '-')).toBe('-a-😀-');
    expect(replaceText('aaa', 'a', 'b', 2)).toBe('bba');
  });

  it('counts and compares code points', () => {
    expect(lengthOf('é😀👨‍👩‍👧')).toBe(7);
    expect(compareText('\uffff', '😀')).toBeLessThan(0);
    expect(findText('😀a😀a', 'a', 2, 4)).toBe(3);
    expect(findText('abca', 'a', 0, 4, true)).toBe(3);
    expect(findText('abc', '', 4, 9)).toBe(-1);
  });
});
