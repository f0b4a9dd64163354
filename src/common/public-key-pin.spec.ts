import { expect, it } from '@jest/globals';

import { parsePin } from './public-key-pin.js';

it('reads a pin however it is written, and nothing else', () => {
  const hash = Buffer.alloc(32, 7).toString('base64');
  const spellings = [hash, `sha256/${hash}`, `sha256//${hash}`, '07'.repeat(32), ` sha256/${hash} `];
  expect(spellings.map(parsePin)).toEqual(spellings.map(() => hash));
  expect(['', 'sha256/', hash.slice(1), `sha1/${hash}`, `${hash}A`].map(parsePin)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
