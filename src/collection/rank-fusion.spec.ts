import { describe, expect, it } from '@jest/globals';

import { fuseRankings } from './rank-fusion.js';

describe('fuseRankings', () => {
  it('adds up what each place is worth', () => {
    expect(
      fuseRankings([
        ['a', 'b'],
        ['b', 'c'],
      ]),
    ).toEqual([
      { item: 'b', score: 1 / 62 + 1 / 61 },
      { item: 'a', score: 1 / 61 },
      { item: 'c', score: 1 / 62 },
    ]);
  });

  it('keeps a single ranking as it is, and equal scores in their order', () => {
    expect(fuseRankings([['x', 'y', 'z'], []]).map(({ item }) => item)).toEqual(['x', 'y', 'z']);
    expect(fuseRankings([['x'], ['y']]).map(({ item }) => item)).toEqual(['x', 'y']);
  });
});
