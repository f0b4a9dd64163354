import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { baseName, dirName, joinPath, normalizePath, relativePath, splitExtension, splitPath } from './posix-path.js';

const path = fc
  .array(fc.constantFrom('a', 'bc', '.', '..', '', '.x', 'y.z'), { maxLength: 6 })
  .map((names) => names.join('/'));

describe('paths as Python reads them', () => {
  it.each([
    ['a/b', 'a', 'b'],
    ['/a/b/', '/a/b', ''],
    ['//a', '//', 'a'],
    ['/', '/', ''],
    ['a//b', 'a', 'b'],
    ['', '', ''],
  ])('splits %j into %j and %j', (whole, head, tail) => {
    expect(splitPath(whole)).toEqual({ head, tail });
    expect([dirName(whole), baseName(whole)]).toEqual([head, tail]);
  });

  it.each([
    ['a.txt', '.txt'],
    ['a.tar.gz', '.gz'],
    ['.bashrc', ''],
    ['...x', ''],
    ['a.', '.'],
    ['a.b/c', ''],
    ['..a.b', '.b'],
  ])('takes for the extension of %j %j', (whole, extension) => {
    expect(splitExtension(whole).extension).toBe(extension);
  });

  it.each([
    ['', '.'],
    ['a//b/./c/..', 'a/b'],
    ['/../a', '/a'],
    ['//a', '//a'],
    ['///a', '/a'],
    ['../../a/..', '../..'],
    ['a/..', '.'],
  ])('normalizes %j to %j', (whole, normal) => {
    expect(normalizePath(whole)).toBe(normal);
  });

  it('joins pieces, from the last absolute one on', () => {
    expect(joinPath('a', 'b/', 'c')).toBe('a/b/c');
    expect(joinPath('a', '/b', '')).toBe('/b/');
    expect(joinPath('', 'b')).toBe('b');
  });

  it('puts together what it has split', () => {
    fc.assert(
      fc.property(path, (whole) => {
        const { root, extension } = splitExtension(whole);
        expect(root + extension).toBe(whole);
        const { head, tail } = splitPath(whole);
        expect(normalizePath(joinPath(head, tail))).toBe(normalizePath(whole));
      }),
    );
  });

  it('finds a way from one place to another that leads there', () => {
    fc.assert(
      fc.property(path, path, (target, start) => {
        const way = relativePath(`/${target}`, `/${start}`);
        const reached = normalizePath(joinPath(`/${start}`, way));
        expect(reached.replace(/^\/+/, '/')).toBe(normalizePath(`/${target}`).replace(/^\/+/, '/'));
      }),
    );
  });
});
