import type { NodeType } from '../engine/node-type.js';
import type { TypeMetadata } from '../engine/type-metadata.js';
import { namespaceOf } from './node-metadata.js';
import { Vocabulary } from './vocabulary.js';
import { wordsOf } from './words.js';

/** What is looked for among the node types. */
export interface NodeQuery {
  readonly words: readonly string[];
  readonly limit: number;
  /** Only types with a property that takes this type. */
  readonly inputType?: string | undefined;
  /** Only types with an output that can give this type. */
  readonly outputType?: string | undefined;
  /** Exact namespaces that are left out. */
  readonly excludeNamespaces?: readonly string[];
}

/** Words of a query that count; more only blur it. */
const MAX_WORDS = 7;

/** What a whole hit adds to the score. A phrase is a row of neighbouring words of title or type that are all in the query. */
const WEIGHTS = {
  wholeTitle: 100,
  phrase: 60,
  phraseWord: 20,
  mostWords: 25,
  halfOfWords: 10,
} as const;

/** The texts of a node type in which a word may stand, each with what a hit there adds; a place has one bit of a mask. */
const PLACES = [
  { weight: 10, wordsOf: ({ title }: NodeType) => wordsOf(title) },
  { weight: 6, wordsOf: ({ type }: NodeType) => wordsOf(classNameOf(type)) },
  { weight: 3, wordsOf: ({ tags }: NodeType) => tags.flatMap(wordsOf) },
  { weight: 2, wordsOf: ({ type }: NodeType) => wordsOf(namespaceOf(type)) },
  { weight: 1, wordsOf: ({ description }: NodeType) => wordsOf(description) },
] as const;

/** Sum of the weights of every set of places. */
const MASK_WEIGHTS = Array.from({ length: 1 << PLACES.length }, (_, mask) =>
  PLACES.reduce((sum, { weight }, place) => sum + (mask & (1 << place) ? weight : 0), 0),
);

interface Entry {
  readonly nodeType: NodeType;
  readonly namespaceName: string;
  /** Numbers of the words of the title, and of namespace and class name together. */
  readonly title: readonly number[];
  readonly name: readonly number[];
  readonly classNameLength: number;
  /** Names of the types that it takes and gives; `any` among them stands for all. */
  readonly takes: ReadonlySet<string>;
  readonly gives: ReadonlySet<string>;
}

/** Where a word stands: places in the list of entries, and for each the mask of its texts that hold the word. */
interface Posting {
  readonly entries: number[];
  readonly masks: number[];
}

/** Ranks node types by how well their names, tags and descriptions fit a query; made once, it answers from an index of words. */
export class NodeSearch {
  private readonly vocabulary = new Vocabulary();
  private readonly postings: Posting[] = [];
  /** In the order of their type strings: equal scores keep it. */
  private readonly entries: readonly Entry[];

  constructor(nodeTypes: readonly NodeType[]) {
    const sorted = nodeTypes.toSorted((a, b) => (a.type < b.type ? -1 : 1));
    this.entries = sorted.map((nodeType, place) => this.index(nodeType, place));
  }

  /** Finds the node types that have at least one of the words, best first; equal ones by type string. */
  find(query: NodeQuery): readonly NodeType[] {
    const words = [...new Set(query.words.flatMap(wordsOf))].slice(0, MAX_WORDS);
    const scores = words.length === 0 ? new Float64Array(this.entries.length).fill(1) : this.scores(words);
    const found: { readonly entry: Entry; readonly score: number }[] = [];
    for (const [place, entry] of this.entries.entries()) {
      const score = scores[place] ?? 0;
      if (score > 0 && isWanted(entry, query)) found.push({ entry, score });
    }
    return found
      .sort((a, b) => b.score - a.score)
      .slice(0, query.limit)
      .map(({ entry }) => entry.nodeType);
  }

  private index(nodeType: NodeType, place: number): Entry {
    for (const [bit, { wordsOf: read }] of PLACES.entries()) {
      for (const word of read(nodeType)) this.post(this.vocabulary.add(word), place, 1 << bit);
    }
    const numbers = (text: string): readonly number[] => wordsOf(text).map((word) => this.vocabulary.add(word));
    const className = numbers(classNameOf(nodeType.type));
    const namespaceName = namespaceOf(nodeType.type);
    return {
      nodeType,
      namespaceName,
      title: numbers(nodeType.title),
      name: [...numbers(namespaceName), ...className],
      classNameLength: className.length,
      takes: typeNames(Object.values(nodeType.properties)),
      gives: typeNames(Object.values(nodeType.outputs)),
    };
  }

  private post(word: number, place: number, mask: number): void {
    const posting = (this.postings[word] ??= { entries: [], masks: [] });
    const last = posting.entries.length - 1;
    // Entries are indexed one after the other, so that a known one can only be the last.
    if (posting.entries[last] === place) posting.masks[last] = (posting.masks[last] ?? 0) | mask;
    else posting.masks[posting.entries.push(place) - 1] = mask;
  }

  private scores(words: readonly string[]): Float64Array {
    const scores = new Float64Array(this.entries.length);
    const hitCounts = new Uint8Array(this.entries.length);
    for (const word of words) this.addHits(word, scores, hitCounts);
    const wanted: ReadonlySet<number> = new Set(words.map((word) => this.vocabulary.numberOf(word)));
    for (const [place, entry] of this.entries.entries()) {
      const hitCount = hitCounts[place] ?? 0;
      if (hitCount === 0) continue;
      const coverage = hitCount / words.length;
      const forCoverage = coverage >= 0.75 ? WEIGHTS.mostWords : coverage >= 0.5 ? WEIGHTS.halfOfWords : 0;
      scores[place] = (scores[place] ?? 0) + forCoverage + phraseScore(entry, wanted, words.length);
    }
    return scores;
  }

  /** Each text of an entry counts once for a word of the query, by the surest of the word's meanings there. */
  private addHits(wanted: string, scores: Float64Array, hitCounts: Uint8Array): void {
    const counted = new Uint8Array(this.entries.length);
    for (const { word, share } of this.vocabulary.meaningsOf(wanted)) {
      const { entries = [], masks = [] } = this.postings[word] ?? {};
      for (let index = 0; index < entries.length; index++) {
        const place = entries[index] ?? 0;
        const before = counted[place] ?? 0;
        const mask = masks[index] ?? 0;
        if (before === 0) hitCounts[place] = (hitCounts[place] ?? 0) + 1;
        scores[place] = (scores[place] ?? 0) + share * (MASK_WEIGHTS[mask & ~before] ?? 0);
        counted[place] = before | mask;
      }
    }
  }
}

const classNameOf = (type: string): string => type.slice(type.lastIndexOf('.') + 1);

const isWanted = (entry: Entry, { inputType, outputType, excludeNamespaces = [] }: NodeQuery): boolean =>
  !excludeNamespaces.includes(entry.namespaceName) &&
  (inputType === undefined || entry.takes.has(inputType) || entry.takes.has('any')) &&
  (outputType === undefined || entry.gives.has(outputType) || entry.gives.has('any'));

const phraseScore = (entry: Entry, wanted: ReadonlySet<number>, wordCount: number): number => {
  const length = Math.max(longestPhrase(entry.title, wanted), longestPhrase(entry.name, wanted));
  const forLength = length > 1 ? WEIGHTS.phrase + WEIGHTS.phraseWord * length : 0;
  const isWhole = length === wordCount && (entry.title.length === length || entry.classNameLength === length);
  return forLength + (isWhole ? WEIGHTS.wholeTitle : 0);
};

/** Length of the longest row of neighbouring words that are all wanted, each of them once. */
const longestPhrase = (words: readonly number[], wanted: ReadonlySet<number>): number => {
  let longest = 0;
  let start = 0;
  for (let place = 0; place < words.length; place++) {
    const word = words[place] ?? -1;
    if (!wanted.has(word)) {
      start = place + 1;
      continue;
    }
    const earlier = words.lastIndexOf(word, place - 1);
    if (place > 0 && earlier >= start) start = earlier + 1;
    longest = Math.max(longest, place - start + 1);
  }
  return longest;
};

/** Names of the types themselves and of the members of unions. */
const typeNames = (slots: readonly { readonly type: TypeMetadata }[]): ReadonlySet<string> =>
  new Set(slots.flatMap(({ type }) => namesIn(type)));

const namesIn = ({ type, type_args: args = [] }: TypeMetadata): readonly string[] =>
  type === 'union' ? [type, ...args.flatMap(namesIn)] : [type];
