import { describe, expect, it } from '@jest/globals';

import { holdsBytes, keepBytes } from './keep-bytes.js';
import type { NewAsset } from './services/node-assets.js';
import { NO_SERVICES } from './services/node-services.js';

const bytes = new Uint8Array([1, 2, 3]);

const makeAssets = () => {
  const made: NewAsset[] = [];
  const create = (asset: NewAsset) => {
    made.push(asset);
    const id = `a${made.length}`;
    const type = asset.type ?? 'document';
    return Promise.resolve({ type, uri: `asset://${id}`, asset_id: id, content_type: 'image/png', size: 3 });
  };
  return { made, assets: { ...NO_SERVICES.assets, create } };
};

describe('keepBytes', () => {
  it('turns a reference with content into one without, and leaves its other fields', async () => {
    const { made, assets } = makeAssets();
    const image = { type: 'image', uri: '', asset_id: null, data: bytes, metadata: { by: 'x' } };
    expect(await keepBytes({ list: [image, 7] }, assets, 'picture')).toEqual({
      list: [
        {
          type: 'image',
          uri: 'asset://a1',
          asset_id: 'a1',
          content_type: 'image/png',
          size: 3,
          data: null,
          metadata: { by: 'x' },
        },
        7,
      ],
    });
    expect(made).toEqual([{ content: { bytes }, name: 'picture', type: 'image' }]);
  });

  it('makes a document of bare bytes', async () => {
    expect(await keepBytes(bytes, makeAssets().assets, 'file')).toMatchObject({ type: 'document', asset_id: 'a1' });
  });

  it('gives back the very value where there are no bytes', async () => {
    const value = { type: 'image', uri: 'x', data: 'AAEC', deep: [[{}]] };
    expect(holdsBytes(value)).toBe(false);
    expect(await keepBytes(value, NO_SERVICES.assets, 'x')).toBe(value);
  });

  it('comes to an end in a circle', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(await keepBytes(circle, NO_SERVICES.assets, 'x')).toBe(circle);
  });
});
