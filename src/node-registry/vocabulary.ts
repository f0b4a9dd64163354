import { groupBy } from '../common/group-by.js';
import { editsBetween } from './words.js';

/** A known word with how surely it is what a query's word means. */
export interface Meaning {
  /** Number of the known word. */
  readonly word: number;
  /** From 1 for the word itself down to 0. */
  readonly share: number;
}

/** A word that only begins with the query's word, or the other way round, counts this much of a whole one. */
const PREFIX_SHARE = 0.5;
/** Shorter beginnings match too much. */
const MIN_PREFIX = 3;
/** A misspelt word counts less than one that is meant to be longer. */
const TYPO_SHARE = 0.4;
/** Shorter words have too many neighbours. */
const MIN_TYPO_LENGTH = 4;
/** From this length on, two typing errors are forgiven. */
const LONG_WORD = 8;

/** All words of a set of texts, numbered, and what a word of a query may mean among them. */
export class Vocabulary {
  private readonly numbers = new Map<string, number>();
  private sorted: readonly string[] | null = null;
  private byFirstLetter: ReadonlyMap<string, readonly string[]> = new Map();

  /** Gives a word's number; a new word gets the next one. */
  add(word: string): number {
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.numbers.size);
    this.sorted = null;
    return this.numbers.size - 1;
  }

  /** Gives a word's number; -1 for an unknown one. */
  numberOf(word: string): number {
    return this.numbers.get(word) ?? -1;
  }

  /** Lists what a query's word may mean, surest first: itself and words that begin alike, or else words that are spelt alike. */
  meaningsOf(wanted: string): readonly Meaning[] {
    const sorted = this.ordered();
    const meanings = this.beginnings(wanted);
    for (let place = placeOf(sorted, wanted); place < sorted.length; place++) {
      const word = sorted[place] ?? '';
      if (!word.startsWith(wanted)) break;
      if (word === wanted) meanings.push({ word: this.numberOf(word), share: 1 });
      else if (wanted.length >= MIN_PREFIX) meanings.push({ word: this.numberOf(word), share: PREFIX_SHARE });
    }
    return meanings.length > 0 ? meanings.toSorted((a, b) => b.share - a.share) : this.misspellings(wanted);
  }

  /** Known words with which the query's word begins. */
  private beginnings(wanted: string): Meaning[] {
    const meanings: Meaning[] = [];
    for (let length = MIN_PREFIX; length < wanted.length; length++) {
      const word = this.numberOf(wanted.slice(0, length));
      if (word >= 0) meanings.push({ word, share: PREFIX_SHARE });
    }
    return meanings;
  }

  /** The first letter is hardly ever the wrong one, but may have changed places with the second. */
  private misspellings(wanted: string): readonly Meaning[] {
    if (wanted.length < MIN_TYPO_LENGTH) return [];
    const limit = wanted.length >= LONG_WORD ? 2 : 1;
    const letters = new Set([wanted[0] ?? '', wanted[1] ?? '']);
    return [...letters]
      .flatMap((letter) => this.byFirstLetter.get(letter) ?? [])
      .map((word) => ({ word, edits: editsBetween(wanted, word, limit) }))
      .filter(({ edits }) => edits <= limit)
      .toSorted((a, b) => a.edits - b.edits)
      .map(({ word, edits }) => ({ word: this.numberOf(word), share: TYPO_SHARE / edits }));
  }

  private ordered(): readonly string[] {
    if (this.sorted) return this.sorted;
    this.sorted = [...this.numbers.keys()].sort();
    this.byFirstLetter = groupBy(this.sorted, (word) => word[0] ?? '');
    return this.sorted;
  }
}

/** Place of the first word that is not before the wanted one. */
const placeOf = (sorted: readonly string[], wanted: string): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};
