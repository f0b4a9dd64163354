import { describe, expect, it } from '@jest/globals';

import { embedText, embedTexts, LOCAL_DIMENSIONS } from './feature-hash-embedder.js';

const likeness = (a: string, b: string): number => {
  const other = embedText(b);
  return embedText(a).reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
};

describe('the feature-hash embedder', () => {
  it('finds texts with the same words and word forms more alike than others', () => {
    const soup = likeness('lentils soup', 'A recipe for lentil soup');
    expect(soup).toBeGreaterThan(likeness('lentils soup', 'sailing boats in the harbour'));
    expect(likeness('A Recipe for lentil soup!', 'a recipe for lentil soup')).toBeCloseTo(1, 5);
  });

  it.each(['', '!!!', 'word', 'ein Größenwahn 🚢'])('gives %j a vector of length 1', (text) => {
    const vector = embedText(text);
    expect(vector).toHaveLength(LOCAL_DIMENSIONS);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('lets the event loop have its turn between long texts', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await embedTexts(
      Array.from({ length: 40 }, () => 'some words '.repeat(2000)),
      new AbortController().signal,
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('stops when nobody waits any more', async () => {
    const stopped = AbortSignal.abort();
    const embedded = embedTexts(
      Array.from({ length: 40 }, () => 'some words '.repeat(2000)),
      stopped,
    );
    await expect(embedded).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
