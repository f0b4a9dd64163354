import { describe, expect, it } from '@jest/globals';

import { batchesOf, mapBounded } from './embed-batches.js';

describe('batchesOf', () => {
  it('keeps the order and both limits', () => {
    const texts = ['aa', 'b', 'cc', 'd', 'eeeeee', 'f'];
    expect(batchesOf(texts, { maxTexts: 2, maxLength: 4 })).toEqual([['aa', 'b'], ['cc', 'd'], ['eeeeee'], ['f']]);
    expect(batchesOf([], { maxTexts: 2, maxLength: 4 })).toEqual([]);
  });
});

describe('mapBounded', () => {
  it('gives the results in order and does no more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item * 2;
    };
    expect(await mapBounded([1, 2, 3, 4, 5], 2, work)).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
  });
});
