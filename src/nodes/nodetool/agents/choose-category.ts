import { isRecord } from '../../../common/json.js';
import { findJson } from '../../ai/fenced-json.js';

/** Categories that stand for all that fits nowhere else. */
const CATCH_ALL: ReadonlySet<string> = new Set(['other', 'unknown']);
const MIN_LIKENESS = 0.5;

/**
 * Reads which category a model has chosen: the one that it names, else the only one that its words hold, else the one that
 * is most like its words, else a category for the rest.
 *
 * @returns null when it chose none of them
 */
export const chooseCategory = (answer: string, categories: readonly string[]): string | null => {
  const named = namedIn(answer);
  const exact = categories.find((category) => normal(category) === normal(named));
  if (exact !== undefined) return exact;
  const held = categories.filter((category) => category !== '' && normal(named).includes(normal(category)));
  // A category may be a part of another one's name.
  const [longest] = held.toSorted((a, b) => b.length - a.length);
  if (longest !== undefined && held.every((category) => normal(longest).includes(normal(category)))) return longest;
  const likest = held.length > 0 ? null : mostLike(named, categories);
  return likest ?? categories.find((category) => CATCH_ALL.has(normal(category))) ?? null;
};

const namedIn = (answer: string): string => {
  const value = findJson(answer);
  const category = isRecord(value) ? value['category'] : value;
  return typeof category === 'string' ? category : answer;
};

const normal = (text: string): string => text.trim().toLowerCase();

const mostLike = (text: string, categories: readonly string[]): string | null => {
  const rated = categories.map((category) => ({ category, likeness: likeness(normal(text), normal(category)) }));
  const [best] = rated.toSorted((a, b) => b.likeness - a.likeness);
  return best && best.likeness >= MIN_LIKENESS ? best.category : null;
};

/** How much two texts have in common, from 0 to 1: the share of their pairs of neighbouring letters. */
const likeness = (a: string, b: string): number => {
  const left = pairsOf(a);
  const right = pairsOf(b);
  if (left.length + right.length === 0) return 0;
  const rest = [...right];
  for (const pair of left) {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
  }
  return (2 * (right.length - rest.length)) / (left.length + right.length);
};

/** Only the beginning counts: a category is no essay. */
const pairsOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, Math.min(text.length, 200) - 1) }, (_, index) => text.slice(index, index + 2));
