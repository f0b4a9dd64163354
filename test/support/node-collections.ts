import { AddDocumentsArgs } from '../../src/collection/collection.args.js';
import { CollectionService } from '../../src/collection/collection.service.js';
import { DocumentService } from '../../src/collection/document.service.js';
import { TextEmbedder } from '../../src/collection/embedding/embedder.js';
import { EmbeddingService } from '../../src/collection/embedding/embedding.service.js';
import { LOCAL_MODEL } from '../../src/collection/embedding/feature-hash-embedder.js';
import type { SearchHit, StoredCollection } from '../../src/collection/store/vector-store.js';
import type { NodeCollections } from '../../src/engine/services/node-collections.js';
import { VECTOR_STORES } from './vector-stores.js';

/** The real collections of one user, in memory. */
export const openNodeCollections = async (): Promise<NodeCollections & { close(): Promise<void> }> => {
  const { store, close } = await VECTOR_STORES.sqlite();
  const collections = new CollectionService(store, new EmbeddingService(new NoEmbedder()));
  const documents = new DocumentService(collections, store);
  const { signal } = new AbortController();
  const userId = '1';
  const all = { ids: null, where: null };
  return {
    list: async () => (await store.list(userId, { limit: 100, after: null })).items,
    get: (name) => store.find(userId, name),
    ensure: async (name, model) =>
      (await store.find(userId, name)) ??
      collections.create(userId, name, {}, model ? { provider: model.provider, model: model.id } : LOCAL_MODEL),
    upsert: async (name, rows) => {
      const args = Object.assign(new AddDocumentsArgs(), { user_id: userId, name, upsert: true });
      const columns = {
        ids: rows.map(({ id }) => id),
        documents: rows.map(({ document }) => document),
        metadatas: rows.map(({ metadata = {} }) => metadata),
        ...(rows.some(({ embedding }) => embedding) && { embeddings: rows.map(({ embedding }) => embedding) }),
      };
      await documents.add(Object.assign(args, columns), signal);
    },
    documents: async (name, { ids, limit = 100 } = {}) => {
      const selection = { ...all, ids: ids ?? null };
      return (await store.read(await collections.get(userId, name), selection, { limit, after: null })).items;
    },
    query: async (name, { text = '', limit = 10, isHybrid = false }) => {
      const collection = await collections.get(userId, name);
      const [vector = null] = await collections.embed(userId, collection, [text], signal);
      const request = { queries: [{ vector, text }], limit, where: null };
      const [hits = []] = await store.search(collection, { ...request, mode: isHybrid ? 'hybrid' : 'vector' }, signal);
      return hits.map((hit: SearchHit) => ({ ...hit, distance: hit.distance ?? 1 }));
    },
    remove: async (name, ids) =>
      void (await store.erase((await collections.get(userId, name)) satisfies StoredCollection, { ...all, ids })),
    embed: async (name, texts) => {
      const vectors = await collections.embed(userId, await collections.get(userId, name), texts, signal);
      return vectors.map((vector) => [...vector]);
    },
    close,
  };
};

class NoEmbedder extends TextEmbedder {
  embed(): Promise<never> {
    return Promise.reject(new Error('this test has no provider of models'));
  }
}
