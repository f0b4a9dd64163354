import type { NodeType } from '../engine/node-type.js';
import type { TypeMetadata } from '../engine/type-metadata.js';
import { namespaceOf } from './node-metadata.js';

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

/** What a hit adds to the score. A phrase is a row of neighbouring words of title or type that are all in the query. */
const WEIGHTS = {
  wholeTitle: 100,
  phrase: 60,
  phraseWord: 20,
  title: 10,
  className: 6,
  tag: 3,
  namespace: 2,
  description: 1,
  mostWords: 25,
  halfOfWords: 10,
} as const;

/** A word that only begins with the query's word, or the other way round, counts this much of a whole one. */
const PREFIX_SHARE = 0.5;
/** Shorter beginnings match too much. */
const MIN_PREFIX = 3;

interface Entry {
  readonly nodeType: NodeType;
  readonly namespaceName: string;
  readonly title: readonly string[];
  readonly className: readonly string[];
  readonly namespace: readonly string[];
  readonly tags: readonly string[];
  readonly description: readonly string[];
}

/** Ranks node types by how well their names, tags and descriptions fit a query. */
export class NodeSearch {
  private readonly entries: readonly Entry[];

  constructor(nodeTypes: readonly NodeType[]) {
    this.entries = nodeTypes.map(indexOf);
  }

  /** Finds the node types that have at least one of the words, best first; equal ones by type string. */
  find({ words, limit, inputType, outputType, excludeNamespaces = [] }: NodeQuery): readonly NodeType[] {
    const wanted = [...new Set(words.flatMap(wordsOf))].slice(0, MAX_WORDS);
    const excluded = new Set(excludeNamespaces);
    return this.entries
      .filter(({ nodeType, namespaceName }) => {
        if (excluded.has(namespaceName)) return false;
        if (inputType !== undefined && !gives(Object.values(nodeType.properties), inputType)) return false;
        return outputType === undefined || gives(Object.values(nodeType.outputs), outputType);
      })
      .map((entry) => ({ nodeType: entry.nodeType, score: wanted.length === 0 ? 1 : scoreOf(entry, wanted) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score || (a.nodeType.type < b.nodeType.type ? -1 : 1))
      .slice(0, limit)
      .map(({ nodeType }) => nodeType);
  }
}

/** Splits a text into lower-case words, also at the capitals of a class name. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

const indexOf = (nodeType: NodeType): Entry => ({
  nodeType,
  namespaceName: namespaceOf(nodeType.type),
  title: wordsOf(nodeType.title),
  className: wordsOf(nodeType.type.slice(nodeType.type.lastIndexOf('.') + 1)),
  namespace: wordsOf(namespaceOf(nodeType.type)),
  tags: nodeType.tags.flatMap(wordsOf),
  description: wordsOf(nodeType.description),
});

const scoreOf = (entry: Entry, wanted: readonly string[]): number => {
  let score = 0;
  let hitCount = 0;
  for (const word of wanted) {
    const gained =
      WEIGHTS.title * match(entry.title, word) +
      WEIGHTS.className * match(entry.className, word) +
      WEIGHTS.tag * match(entry.tags, word) +
      WEIGHTS.namespace * match(entry.namespace, word) +
      WEIGHTS.description * match(entry.description, word);
    if (gained > 0) hitCount += 1;
    score += gained;
  }
  if (score === 0) return 0;
  const phrase = Math.max(
    longestPhrase(entry.title, wanted),
    longestPhrase([...entry.namespace, ...entry.className], wanted),
  );
  if (phrase > 1) score += WEIGHTS.phrase + WEIGHTS.phraseWord * phrase;
  if (phrase === wanted.length && (entry.title.length === phrase || entry.className.length === phrase)) {
    score += WEIGHTS.wholeTitle;
  }
  const coverage = hitCount / wanted.length;
  return score + (coverage >= 0.75 ? WEIGHTS.mostWords : coverage >= 0.5 ? WEIGHTS.halfOfWords : 0);
};

/** 1 for the word itself, less for its beginning, 0 for nothing. */
const match = (words: readonly string[], wanted: string): number => {
  if (words.includes(wanted)) return 1;
  return words.some((word) => isBeginning(word, wanted) || isBeginning(wanted, word)) ? PREFIX_SHARE : 0;
};

const isBeginning = (short: string, long: string): boolean => short.length >= MIN_PREFIX && long.startsWith(short);

/** Length of the longest row of neighbouring words that are all wanted, each of them once. */
const longestPhrase = (words: readonly string[], wanted: readonly string[]): number => {
  let longest = 0;
  let row: string[] = [];
  for (const word of words) {
    if (!wanted.includes(word)) row = [];
    else row = [...row.slice(row.indexOf(word) + 1), word];
    longest = Math.max(longest, row.length);
  }
  return longest;
};

const gives = (slots: readonly { readonly type: TypeMetadata }[], wanted: string): boolean =>
  slots.some(({ type }) => includesType(type, wanted));

const includesType = ({ type, type_args: args = [] }: TypeMetadata, wanted: string): boolean =>
  type === wanted || type === 'any' || (type === 'union' && args.some((member) => includesType(member, wanted)));
