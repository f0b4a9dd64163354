import { describe, expect, it } from '@jest/globals';

import { blobsNamedIn, blobUri, sha256OfBlobUri } from './blob-uri.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('places of blobs', () => {
  it('are read back, with the address of a known hub or without', () => {
    expect(sha256OfBlobUri(blobUri(A))).toBe(A);
    expect(sha256OfBlobUri(`http://hub:8080${blobUri(A)}`, ['http://hub:8080'])).toBe(A);
  });

  it.each([
    `http://other:8080${blobUri(A)}`,
    `http://hub:8080.evil${blobUri(A)}`,
    `${blobUri(A)}/../x`,
    `${blobUri(A)}?x`,
    blobUri('A'.repeat(64)),
    '',
  ])('are not found in %s', (uri) => {
    expect(sha256OfBlobUri(uri, ['http://hub:8080'])).toBeNull();
  });

  it('are found in a text once each, up to a limit', () => {
    const text = JSON.stringify([blobUri(A), { deep: [`http://x${blobUri(B)}`, blobUri(A)] }]);
    expect(blobsNamedIn(text, 10)).toEqual([A, B]);
    expect(blobsNamedIn(text, 1)).toEqual([A]);
    expect(blobsNamedIn('{"a":1}', 10)).toEqual([]);
  });
});
