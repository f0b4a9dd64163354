import { describe, expect, it } from '@jest/globals';

import { assetIdOf, assetUri } from './asset-uri.js';

describe('assetIdOf', () => {
  it.each([
    { uri: assetUri('a1') },
    { type: 'image', uri: 'asset://a1.png', asset_id: 'a1' },
    { type: 'image', uri: '', asset_id: 'a1' },
    { type: 'image', asset_id: 'a1' },
    { uri: '/api/v1/assets/a1/content?expires=1&signature=x' },
  ])('finds the asset of $uri', (reference) => {
    expect(assetIdOf(reference)).toBe('a1');
  });

  it.each([
    { type: 'image', uri: 'https://elsewhere/a.png', asset_id: 'a1' },
    { type: 'image', uri: 'data:image/png;base64,AA==', asset_id: 'a1' },
    { type: 'image', uri: 'file:///etc/passwd' },
    { uri: 'asset://../a1' },
    { asset_id: 'a1' },
    null,
    'asset://a1',
    ['asset://a1'],
  ])('finds none in %j', (value) => {
    expect(assetIdOf(value)).toBeNull();
  });
});
