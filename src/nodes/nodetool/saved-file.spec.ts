import { describe, expect, it } from '@jest/globals';

import { fileNameOf } from './saved-file.js';

describe('fileNameOf', () => {
  it.each([
    ['%Y-%m-%d_%H-%M-%S.png', '2026-11-22_08-09-10.png'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['a\\b\0c\n.txt', 'a_b_c_.txt'],
    [' ', 'untitled'],
    ['', 'untitled'],
  ])('makes a file name of %j', (pattern, name) => {
    expect(fileNameOf(pattern, new Date('2026-11-22T08:09:10Z'))).toBe(name);
  });

  it('keeps a name within the length that an asset may have', () => {
    expect(fileNameOf('x'.repeat(1000), new Date(0))).toHaveLength(255);
  });
});
