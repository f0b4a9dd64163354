import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, of, str } from '../../../engine/property.js';
import { collectionName, collectionProperty, getCollection, textsOf, VECTOR } from './collection.js';

/** Names a collection, and makes it where there is none. */
export const Collection = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.Collection',
  title: 'Collection',
  description: 'Names a collection of documents, and makes it where there is none of that name.',
  tags: ['vector', 'collection', 'create'],
  properties: {
    name: str('', { description: 'Name of the collection.' }),
    embedding_model: of<Readonly<Record<string, unknown>>>(
      'llama_model',
      { type: 'llama_model', name: '', repo_id: '', modified_at: '', size: 0, digest: '', details: {} },
      { description: 'Model of Ollama that makes the vectors; none takes the usual model.' },
    ),
  },
  outputs: { output: 'collection' },
  process: async ({ name, embedding_model: model }, { collections }) => {
    const wanted = collectionName({ name });
    const [id] = [model['repo_id'], model['name']].filter((part) => typeof part === 'string' && part !== '');
    await collections.ensure(wanted, typeof id === 'string' ? { provider: 'ollama', id } : undefined);
    return { output: { type: 'collection', name: wanted } };
  },
});

/** Counts the documents of a collection. */
export const Count = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.Count',
  title: 'Count Documents',
  description: 'Counts the documents of a collection.',
  tags: ['vector', 'collection', 'count'],
  properties: { collection: collectionProperty() },
  outputs: { output: 'int' },
  process: async ({ collection }, context) => ({ output: (await getCollection(collection, context)).count }),
});

/** Gives documents of a collection. */
export const GetDocuments = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.GetDocuments',
  title: 'Get Documents',
  description: 'Gives the texts of documents: of those with the ids, or of all in the order in which they came.',
  tags: ['vector', 'collection', 'read'],
  properties: {
    collection: collectionProperty(),
    ids: list<string>('str', [], { description: 'Ids of documents; none means all.' }),
    limit: int(100, { description: 'Documents to give, at most.' }),
    offset: int(0, { description: 'Documents to leave out before these.' }),
  },
  outputs: { output: 'list[str]' },
  process: async ({ collection, ids, limit, offset }, context) => {
    const { name } = await getCollection(collection, context);
    if (limit < 1 || offset < 0) throw new Error('limit must be at least 1, and offset at least 0');
    const wanted = { ...(ids.length > 0 && { ids }), limit: limit + offset };
    const documents = await context.collections.documents(name, wanted);
    return { output: textsOf(documents.slice(offset, offset + limit)) };
  },
});

/** Gives the first documents of a collection. */
export const Peek = defineNodeType({
  ...VECTOR,
  type: 'vector.chroma.Peek',
  title: 'Peek',
  description: 'Gives the texts of the first documents of a collection.',
  tags: ['vector', 'collection', 'preview'],
  properties: { collection: collectionProperty(), limit: int(100, { description: 'Documents to give, at most.' }) },
  outputs: { output: 'list[str]' },
  process: async ({ collection, limit }, context) => {
    const { name } = await getCollection(collection, context);
    if (limit < 1) throw new Error('limit must be at least 1');
    return { output: textsOf(await context.collections.documents(name, { limit })) };
  },
});

/** Text of a value that may be a piece of a larger text. */
export const chunkText = (chunk: unknown): string => {
  const text = isRecord(chunk) ? chunk['text'] : chunk;
  return typeof text === 'string' ? text : '';
};
