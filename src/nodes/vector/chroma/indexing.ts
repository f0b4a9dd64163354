import { isRecord } from '../../../common/json.js';
import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, dict, list, of, str } from '../../../engine/property.js';
import { COMBINATIONS, combineVectors } from '../../ai/embed-text.js';
import { EMPTY_ARRAY } from '../../ndarray/array-value.js';
import { readNpArray } from '../../ndarray/number-rows.js';
import { collectionProperty, getCollection, VECTOR } from './collection.js';
import { chunkText } from './manage.js';
import { readMetadata } from './metadata.js';

const metadata = dict('', {}, { description: 'What is known about the document.' });
const NO_METADATA: unknown = {};
const document_id = str('', { description: 'Id of the document; one that is there is replaced.' });

interface TextDocument {
  readonly collection: unknown;
  readonly text: string;
  readonly document_id: string;
  readonly metadata: unknown;
}

const indexText = async (document: TextDocument, context: NodeContext): Promise<void> => {
  const id = idOf(document.document_id);
  const { name } = await getCollection(document.collection, context);
  if (document.text === '') throw new Error('Give a text that is to be indexed');
  await context.collections.upsert(name, [{ id, document: document.text, ...readMetadata(document.metadata) }]);
};

const idOf = (id: string): string => {
  if (id.trim() === '') throw new Error('The document ID cannot be empty');
  return id;
};

/** Puts a text into a collection. */
export const IndexString = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.IndexString',
  title: 'Index Text',
  description: 'Puts a text into a collection, so that it can be found by likeness.',
  tags: ['vector', 'index', 'text'],
  properties: { collection: collectionProperty(), text: str('', { description: 'The text.' }), document_id, metadata },
  process: indexText,
});

/** Puts a piece of a text into a collection. */
export const IndexTextChunk = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.IndexTextChunk',
  title: 'Index Text Chunk',
  description: 'Puts a piece of a larger text into a collection, so that it can be found by likeness.',
  tags: ['vector', 'index', 'text', 'chunk'],
  properties: { collection: collectionProperty(), document_id, text: str('', { description: 'The piece.' }), metadata },
  process: indexText,
});

/** Puts a text into a collection, with one vector for all of its pieces. */
export const IndexAggregatedText = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.IndexAggregatedText',
  title: 'Index Aggregated Text',
  description: 'Puts a long text into a collection under one vector that is made of those of its pieces.',
  tags: ['vector', 'index', 'text', 'aggregate'],
  properties: {
    collection: collectionProperty(),
    document: str('', { description: 'The whole text.' }),
    document_id,
    metadata,
    text_chunks: list('text_chunk|str', [], { description: 'Its pieces.' }),
    aggregation: choice('nodetool.nodes.vector.chroma.EmbeddingAggregation', COMBINATIONS, 'mean', {
      description: 'How one vector is made of several.',
    }),
  },
  process: async ({ collection, document, text_chunks: chunks, aggregation, ...about }, context) => {
    const id = idOf(about.document_id);
    const { name } = await getCollection(collection, context);
    if (document.trim() === '') throw new Error('The document cannot be empty');
    const texts = chunks.map(chunkText).filter((text) => text !== '');
    if (texts.length === 0) throw new Error('The text chunks cannot be empty');
    const embedding = combineVectors(await context.collections.embed(name, texts), aggregation);
    await context.collections.upsert(name, [{ id, document, embedding, ...readMetadata(about.metadata) }]);
  },
});

/** Puts vectors into a collection that were made somewhere else. */
export const IndexEmbedding = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.IndexEmbedding',
  title: 'Index Embedding',
  description: 'Puts one vector, or a row of vectors each, into a collection under ids.',
  tags: ['vector', 'index', 'embedding'],
  properties: {
    collection: collectionProperty(),
    embedding: of('np_array', EMPTY_ARRAY, { description: 'A vector, or a row for each vector.' }),
    index_id: of<string | readonly string[]>('str|list[str]', '', { description: 'Id of the vector, or of each row.' }),
    metadata: of('dict|list[dict]', NO_METADATA, { description: 'What is known of it, or of each row.' }),
  },
  process: async ({ collection, embedding, index_id: indexId, metadata: known }, context) => {
    const ids = (typeof indexId === 'string' ? [indexId] : indexId).map(idOf);
    const { name } = await getCollection(collection, context);
    const { shape, values } = await readNpArray(embedding, 'embedding', context.assets);
    const [rowCount = 1, length = 1] = shape.length > 1 ? shape : [1, ...shape];
    if (rowCount !== ids.length) throw new Error(`There are ${rowCount} vectors and ${ids.length} ids: give as many`);
    if (Array.isArray(known) && known.length !== ids.length) {
      throw new Error(`There are ${known.length} metadata and ${ids.length} ids: give as many`);
    }
    const documents = ids.map((id, row) => ({
      id,
      document: '',
      embedding: values.slice(row * length, (row + 1) * length),
      ...readMetadata(Array.isArray(known) ? known[row] : isRecord(known) ? known : {}),
    }));
    await context.collections.upsert(name, documents);
  },
});

const NO_PICTURES = 'Pictures can not be put among vectors here: no provider of models makes vectors of pictures.';

/** Puts a picture into a collection. */
export const IndexImage = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.IndexImage',
  title: 'Index Image',
  description: 'Puts a picture into a collection, so that it can be found by likeness.',
  tags: ['vector', 'index', 'image'],
  properties: {
    collection: collectionProperty(),
    image: of('image', [], { description: 'The picture.' }),
    index_id: str('', { description: 'Id of the picture.' }),
    metadata,
    upsert: bool(false, { description: 'Replaces what has the same id.' }),
  },
  unavailable: NO_PICTURES,
  process: () => {
    throw new Error(NO_PICTURES);
  },
});
