import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { chunkText } from './chunk-text.js';

const sizes = fc
  .integer({ min: 4, max: 40 })
  .chain((size) => fc.record({ size: fc.constant(size), overlap: fc.integer({ min: 0, max: Math.floor(size / 2) }) }));
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '. ', '\n', '\n\n', '🚢', 'ü'), maxLength: 200 });

/** The end of a chunk; one unit more where that would begin inside a character. */
const repeatedOf = (chunk: string, overlap: number): string => {
  const repeated = chunk.slice(chunk.length - overlap);
  return /^[\udc00-\udfff]/.test(repeated) ? chunk.slice(chunk.length - overlap - 1) : repeated;
};

describe('chunkText', () => {
  it('keeps every character in order, in chunks that are never longer than asked', () => {
    const property = fc.property(texts, sizes, (text, options) => {
      const chunks = chunkText(text, options);
      expect(chunks.every(({ length }) => length <= options.size)).toBe(true);
      const rest = chunks.slice(1).map((chunk, index) => {
        const repeated = repeatedOf(chunks[index] ?? '', options.overlap);
        expect(chunk.startsWith(repeated)).toBe(true);
        return chunk.slice(repeated.length);
      });
      expect([...chunks.slice(0, 1), ...rest].join('')).toBe(text);
    });
    fc.assert(property);
  });

  it('never cuts a character in two, and makes no more chunks than it must', () => {
    const property = fc.property(texts, sizes, (text, options) => {
      const chunks = chunkText(text, options);
      expect(chunks.every((chunk) => !/\p{Cs}/u.test(chunk))).toBe(true);
      const shortestStep = (options.size - options.overlap) / 2;
      expect(chunks.length).toBeLessThanOrEqual(1 + text.length / Math.max(1, shortestStep - 2));
    });
    fc.assert(property);
  });

  it('cuts between paragraphs rather than lines, sentences rather than words', () => {
    expect(chunkText('One two. Three.\n\nFour five six', { size: 24, overlap: 0 })).toEqual([
      'One two. Three.\n\n',
      'Four five six',
    ]);
    expect(chunkText('One two. Three four five', { size: 15, overlap: 0 })).toEqual(['One two. ', 'Three four five']);
  });

  it('repeats the end of a chunk at the beginning of the next', () => {
    expect(chunkText('abcdefghij', { size: 6, overlap: 2 })).toEqual(['abcdef', 'efghij']);
  });

  it('makes nothing of nothing', () => {
    expect(chunkText('', { size: 10, overlap: 2 })).toEqual([]);
  });
});
