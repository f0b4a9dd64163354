import type { VectorStore } from '../store/vector-store.js';
import { CodeIndexes } from './code-indexes.js';
import { CollectionCatalogue } from './collection-catalogue.js';
import { CollectionFile } from './collection-file.js';
import { prepareCatalogue } from './collection-schema.js';
import { DocumentRows } from './document-rows.js';
import { DocumentSearch } from './document-search.js';

/** The calls of the port without their promises: here they run in the thread that has the file. */
export type CollectionWork = {
  readonly [Name in keyof VectorStore]: (
    ...args: WithoutSignal<Parameters<VectorStore[Name]>>
  ) => Awaited<ReturnType<VectorStore[Name]>>;
};

/** A signal can't cross threads: a call that has begun runs to its end. */
type WithoutSignal<Args extends readonly unknown[]> = Args extends [...infer Rest, AbortSignal] ? Rest : Args;

/** Opens the file of collections for the thread that will work on it. */
export const openCollections = (path: string): CollectionWork => {
  const file = new CollectionFile(path, prepareCatalogue);
  const catalogue = new CollectionCatalogue(file);
  const indexes = new CodeIndexes(file);
  const rows = new DocumentRows(file, catalogue, indexes);
  const finder = new DocumentSearch(file, catalogue, indexes);
  return {
    list: (userId, page) => catalogue.list(userId, page),
    find: (userId, name) => catalogue.find(userId, name),
    create: (userId, name, metadata) => catalogue.create(userId, name, metadata),
    remove: (userId, name) => {
      const key = catalogue.remove(userId, name);
      if (key !== null) indexes.forget(key);
      return key !== null;
    },
    write: (collection, batch) => rows.write(collection, batch),
    read: (collection, selection, page) => rows.read(collection, selection, page),
    erase: (collection, selection) => rows.erase(collection, selection),
    search: (collection, request) => finder.search(collection, request),
    close: () => file.close(),
  };
};
