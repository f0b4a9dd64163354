import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { splitRecursively } from './recursive-splitter.js';

const split = (text: string, chunkSize: number, chunkOverlap = 0, separators = ['\n\n', '\n', ' ', '']) =>
  splitRecursively(text, { chunkSize, chunkOverlap, separators });
const texts = (...parameters: Parameters<typeof split>): string[] => split(...parameters).map(({ text }) => text);

describe('splitRecursively', () => {
  it('cuts at the coarsest places that make chunks small enough', () => {
    expect(texts('aa bb\n\ncc dd\nee', 7)).toEqual(['aa bb', 'cc dd', 'ee']);
    expect(texts('one two three', 8)).toEqual(['one two', 'three']);
    expect(texts('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
  });

  it('repeats the end of a chunk at the beginning of the next', () => {
    expect(split('a b c d e', 5, 3)).toEqual([
      { text: 'a b c', start: 0 },
      { text: 'c d', start: 4 },
      { text: 'd e', start: 6 },
    ]);
  });

  it('keeps a separator at the beginning of what follows it', () => {
    expect(texts('One. Two. Three.', 6, 0, ['.'])).toEqual(['One', '. Two', '. Three', '.']);
  });

  it('leaves a piece long that no separator divides', () => {
    expect(texts('short\nmuchlonger', 5, 0, ['\n'])).toEqual(['short', 'muchlonger']);
  });

  it('counts characters, not halves of them', () => {
    expect(split('😀😀 😀', 2)).toEqual([
      { text: '😀😀', start: 0 },
      { text: '😀', start: 3 },
    ]);
  });

  it('gives nothing for blanks', () => {
    expect(texts(' \n\n ', 10)).toEqual([]);
    expect(texts('', 10)).toEqual([]);
  });

  it('refuses sizes that do not go together', () => {
    expect(() => split('x', 3, 4)).toThrow('Got a larger chunk overlap (4) than chunk size (3), should be smaller.');
    expect(() => split('x', 0)).toThrow(/chunk_size must be larger than 0/);
  });

  it('gives pieces of the text, at their places, in order, none too long, and loses only white space', () => {
    const words = fc.array(fc.constantFrom('a', 'bb', '😀', ' ', '\n', '\n\n', 'ccc.'), { maxLength: 60 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), (parts, size, overlap) => {
        const text = parts.join('');
        const points = Array.from(text);
        const chunks = split(text, size, Math.min(size, overlap));
        const covered = new Set<number>();
        let last = 0;
        for (const { text: chunk, start } of chunks) {
          const letters = Array.from(chunk);
          expect(letters.length).toBeLessThanOrEqual(size);
          expect(points.slice(start, start + letters.length).join('')).toBe(chunk);
          expect(start).toBeGreaterThanOrEqual(last);
          last = start;
          letters.forEach((_, index) => covered.add(start + index));
        }
        const lost = points.filter((letter, index) => !covered.has(index) && letter.trim() !== '');
        expect(lost).toEqual([]);
      }),
    );
  });
});
