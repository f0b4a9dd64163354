import { defineNodeType } from '../../../engine/node-type.js';
import { float, int, list, of, str } from '../../../engine/property.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import { collectionProperty, columnsOf, getCollection, VECTOR } from './collection.js';
import { fuseRankings, keywordsOf, rankByWords } from './hybrid.js';
import { removeOverlap } from './overlap.js';

const COLUMNS = {
  ids: 'list[str]',
  documents: 'list[str]',
  metadatas: 'list[dict]',
  distances: 'list[float]',
} as const;

/** How many times more documents than wanted each ranking brings: further ones seldom reach the top. */
const CANDIDATES = 4;

/** Finds documents by likeness to a text. */
export const QueryText = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.QueryText',
  title: 'Query Text',
  description: 'Finds the documents of a collection that are most like a text, the nearest first.',
  tags: ['vector', 'search', 'text', 'rag'],
  properties: {
    collection: collectionProperty(),
    text: str('', { description: 'What to look for.' }),
    n_results: int(1, { description: 'Documents to give, at most.' }),
  },
  outputs: COLUMNS,
  process: async ({ collection, text, n_results: limit }, context) => {
    const { name } = await getCollection(collection, context);
    assertQuestion(text, limit);
    return columnsOf(await context.collections.query(name, { text, limit }));
  },
});

const assertQuestion = (text: string, limit: number): void => {
  if (text.trim() === '') throw new Error('Search text cannot be empty');
  if (limit < 1) throw new Error('n_results must be at least 1');
};

/** Finds documents by likeness and by words at once. */
export const HybridSearch = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.HybridSearch',
  title: 'Hybrid Search',
  description: 'Finds the documents of a collection that are most like a text or hold most of its words.',
  tags: ['vector', 'search', 'text', 'keywords', 'rag'],
  properties: {
    collection: collectionProperty(),
    text: str('', { description: 'What to look for.' }),
    n_results: int(5, { description: 'Documents to give, at most.' }),
    k_constant: float(60, { description: 'How little the first places count more than later ones.' }),
    min_keyword_length: int(3, { description: 'Shortest word that is looked for.' }),
  },
  outputs: { ...COLUMNS, scores: 'list[float]' },
  process: async ({ collection, text, n_results: limit, k_constant: k, min_keyword_length: minLength }, context) => {
    const { name } = await getCollection(collection, context);
    assertQuestion(text, limit);
    const wanted = { text, limit: limit * CANDIDATES };
    const alike = await context.collections.query(name, wanted);
    const keywords = keywordsOf(text, minLength);
    const worded = keywords.length === 0 ? [] : await context.collections.query(name, { ...wanted, isHybrid: true });
    const fused = fuseRankings([alike, rankByWords(worded, keywords)], k).slice(0, limit);
    return { ...columnsOf(fused.map(({ match }) => match)), scores: fused.map(({ score }) => score) };
  },
});

/** Takes repeated words out of texts that overlap. */
export const RemoveOverlap = defineNodeType({
  type: 'vector.chroma.RemoveOverlap',
  title: 'Remove Overlap',
  description: 'Takes out of each text the words that the one before it ends with.',
  tags: ['text', 'overlap', 'chunks', 'rag'],
  properties: {
    documents: list<string>('str', [], { description: 'Texts in their order.' }),
    min_overlap_words: int(2, { description: 'Words that must be the same, at least.' }),
  },
  outputs: { documents: 'list[str]' },
  process: ({ documents, min_overlap_words: minWords }) => ({ documents: removeOverlap(documents, minWords) }),
});

const NO_PICTURES = 'Pictures can not be looked for by likeness here: no provider of models makes vectors of pictures.';

/** Finds documents by likeness to a picture. */
export const QueryImage = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.QueryImage',
  title: 'Query Image',
  description: 'Finds the documents of a collection that are most like a picture.',
  tags: ['vector', 'search', 'image'],
  properties: {
    collection: collectionProperty(),
    image: of('image', emptyValue('image'), { description: 'What to look for.' }),
    n_results: int(1, { description: 'Documents to give, at most.' }),
  },
  outputs: COLUMNS,
  unavailable: NO_PICTURES,
  process: () => {
    throw new Error(NO_PICTURES);
  },
});
