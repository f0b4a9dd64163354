import { describe, expect, it } from '@jest/globals';

import { CollectionService } from './collection.service.js';

describe('CollectionService', () => {
  const texts = ['the harbour master counts boats', 'a recipe for lentil soup', 'sailing boats in the harbour'];

  it('puts texts with the words of the query first', () => {
    const ranked = new CollectionService().rank('lentils soups', texts, 3);
    expect(ranked[0]?.index).toBe(1);
    expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  it('gives the same text the full score and as many results as wanted', () => {
    const ranked = new CollectionService().rank('A Recipe for lentil soup!', texts, 1);
    expect(ranked).toHaveLength(1);
    expect(ranked[0]?.score).toBeCloseTo(1, 5);
  });

  it('finds nothing alike for an empty query', () => {
    expect(new CollectionService().rank('', texts, 5).every(({ score }) => score === 0)).toBe(true);
  });
});
