import { describe, expect, it } from '@jest/globals';

import { decodeCursor, encodeCursor } from './cursor.js';

describe('cursor', () => {
  it('reads back what it wrote, in characters that are safe in a URL', () => {
    const cursor = encodeCursor([1_764_000_000_000, 'ä?/&']);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, 2)).toEqual([1_764_000_000_000, 'ä?/&']);
  });

  it.each(['', 'x', 'bnVsbA', encodeCursor([1, 2, 3]), '{}'])('refuses %p', (cursor) => {
    expect(decodeCursor(cursor, 2)).toBeNull();
  });
});
