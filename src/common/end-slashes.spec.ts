import { expect, it } from '@jest/globals';

import { withoutEndSlashes } from './end-slashes.js';

it.each([
  ['/a/b///', '/a/b'],
  ['/a/b', '/a/b'],
  ['//a', '//a'],
  ['///', ''],
  ['', ''],
])('turns %j into %j', (path, expected) => {
  expect(withoutEndSlashes(path)).toBe(expected);
});
