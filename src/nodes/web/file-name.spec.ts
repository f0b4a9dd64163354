import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fileNameOfAnswer, freeName, safeName } from './file-name.js';

const answer = (disposition?: string): Response =>
  new Response('', disposition === undefined ? {} : { headers: { 'content-disposition': disposition } });

describe('the name of a downloaded file', () => {
  it.each([
    ['attachment; filename="a b.pdf"', 'a b.pdf'],
    ['attachment; filename=plain.txt', 'plain.txt'],
    ['attachment; filename="x"; filename*=UTF-8\'\'%C3%A9t%C3%A9.txt', 'été.txt'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['inline', 'page.html'],
    [undefined, 'page.html'],
  ])('follows %j', (disposition, name) => {
    expect(fileNameOfAnswer(answer(disposition), 'https://e.org/a/page.html?x=1#y')).toBe(name);
  });

  it('has one where the address has none', () => {
    expect(fileNameOfAnswer(answer(), 'https://e.org/')).toBe('unnamed_file');
    expect(fileNameOfAnswer(answer(), 'https://e.org/..')).toBe('unnamed_file');
  });

  it('is always one file in its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const name = safeName(text);
        expect(name).toMatch(/^[^/\\]+$/);
        expect(['.', '..']).not.toContain(name);
      }),
    );
  });

  it('differs from those that are taken', () => {
    const taken = new Set<string>();
    expect(['a.txt', 'A.txt', 'a.txt', 'b'].map((name) => freeName(name, taken))).toEqual([
      'a.txt',
      'A-2.txt',
      'a-3.txt',
      'b',
    ]);
  });
});
