import { describe, expect, it } from '@jest/globals';

import { localReferencesIn, mapReferences, travelsAsItIs } from './references.js';

const image = { type: 'image', uri: 'asset://a1', asset_id: 'a1' };
const result = { outputs: { x: [1, { deep: [image] }], y: [{ ...image, uri: 'asset://a2' }] } };

describe('references in a result', () => {
  it('are found wherever they stand', () => {
    expect([...localReferencesIn(result)].sort()).toEqual(['a1', 'a2']);
    expect(localReferencesIn({ a: 'asset://a1', b: [null, 7] }).size).toBe(0);
  });

  it('are replaced, and nothing else is', () => {
    expect(mapReferences(result, (_, assetId) => assetId)).toEqual({
      outputs: { x: [1, { deep: ['a1'] }], y: ['a2'] },
    });
  });

  it('keep it from travelling as it is', () => {
    expect(travelsAsItIs(result, 1_000_000)).toBe(false);
    expect(travelsAsItIs({ outputs: { x: [1, null, true, 'text'] } }, 1000)).toBe(true);
  });

  it.each([
    ['a long text', 'x'.repeat(1000)],
    ['a text that JSON makes longer', '\u0001'.repeat(170)],
    ['many values', Array.from({ length: 300 }, () => 0)],
    ['long names', { ['n'.repeat(1000)]: 1 }],
  ])('is not surely short with %s', (_, value) => {
    expect(travelsAsItIs({ value }, 1000)).toBe(false);
  });
});
