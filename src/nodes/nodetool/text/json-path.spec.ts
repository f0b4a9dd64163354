import { describe, expect, it } from '@jest/globals';

import { compileJsonPath } from './json-path.js';

const document = {
  a: { b: [1, 2, 3], c: 'x' },
  items: [
    { n: 'p', v: 1 },
    { n: 'q', v: 2 },
  ],
};

describe('paths into JSON', () => {
  it.each([
    ['$', [document]],
    ['$.a.c', ['x']],
    ['a.c', ['x']],
    ['$.a.b[*]', [1, 2, 3]],
    ['$.a.b[-1]', [3]],
    ['$.a.b[0,2]', [1, 3]],
    ['$.a.b[1:]', [2, 3]],
    ['$.a.b[::2]', [1, 3]],
    ['$.a.b[9]', []],
    ["$['a']['c']", ['x']],
    ['$.items[*].["n","v"]', ['p', 1, 'q', 2]],
    ['$.items[*].n,v', ['p', 1, 'q', 2]],
    ['$..n', ['p', 'q']],
    ['$.a[*]', [document.a]],
    ['$.a.c | $.items[0].n', ['x', 'p']],
    ['$.zz', []],
    ['$.constructor', []],
  ])('%s', (path, found) => {
    expect(compileJsonPath(path)(document)).toEqual(found);
  });

  it.each([
    ['$.items[?(@.v>1)]', 'Error on line 1, col 8: Unexpected character: ? '],
    ['$.', 'Parse error near the end of string!'],
    ['$.a]', 'Parse error at 1:3 near token ] (])'],
  ])('refuses %s', (path, problem) => {
    expect(() => compileJsonPath(path)).toThrow(problem);
  });
});
