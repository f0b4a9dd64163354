import type { CollectionMatch } from '../../../engine/services/node-collections.js';

/** A match with what several rankings together give it; more is better. */
export interface ScoredMatch {
  readonly match: CollectionMatch;
  readonly score: number;
}

/** Words of a question that are long enough to be looked for, each once. */
export const keywordsOf = (text: string, minLength: number): readonly string[] => [
  ...new Set((text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => word.length >= minLength)),
];

/** Those that hold a word, the ones with most of the words first; equals stay in their order. */
export const rankByWords = (
  matches: readonly CollectionMatch[],
  keywords: readonly string[],
): readonly CollectionMatch[] => {
  const hits = ({ document }: CollectionMatch): number => {
    const text = (document ?? '').toLowerCase();
    return keywords.filter((word) => text.includes(word)).length;
  };
  return matches.filter((match) => hits(match) > 0).toSorted((a, b) => hits(b) - hits(a));
};

/**
 * Joins rankings: a match gets `1 / (k + place)` from each ranking that has it, places counted from 1. Best first.
 *
 * @see Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009
 */
export const fuseRankings = (rankings: readonly (readonly CollectionMatch[])[], k: number): readonly ScoredMatch[] => {
  const scores = new Map<string, ScoredMatch>();
  for (const ranking of rankings) {
    for (const [index, match] of ranking.entries()) {
      const known = scores.get(match.id);
      scores.set(match.id, { match: known?.match ?? match, score: (known?.score ?? 0) + 1 / (k + index + 1) });
    }
  }
  return [...scores.values()].toSorted((a, b) => b.score - a.score);
};
