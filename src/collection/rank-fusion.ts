/** Damps the lead of the first places; the value that the authors found to work everywhere. */
const K = 60;

/** An item with the score that several rankings give it together. */
export interface Fused<Item> {
  readonly item: Item;
  readonly score: number;
}

/**
 * Reciprocal rank fusion: an item gets `1 / (60 + place)` from each ranking that has it, places counted from 1. Best first;
 * equal scores in the order of first appearance.
 *
 * @see Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009
 */
export const fuseRankings = <Item>(rankings: readonly (readonly Item[])[]): readonly Fused<Item>[] => {
  const scores = new Map<Item, number>();
  for (const ranking of rankings) {
    for (const [index, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (K + index + 1));
  }
  return [...scores].map(([item, score]) => ({ item, score })).toSorted((a, b) => b.score - a.score);
};
