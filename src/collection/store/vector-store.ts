import type { Where } from '../where/where.js';
import type { Metadata } from './metadata.js';

/** A collection as a store keeps it. */
export interface StoredCollection {
  /** The store's own name of it: never given to another one. */
  readonly key: string;
  readonly name: string;
  readonly metadata: Metadata;
  /** Length of its vectors; null before the first one came. */
  readonly dimensions: number | null;
  readonly count: number;
}

/** A part of a list with the place where it ended; null at the end of the list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  /** Items of the whole list. */
  readonly total: number;
}

export interface PageRequest {
  readonly limit: number;
  /** The `next` of the page before; null for the first one. */
  readonly after: string | null;
}

/** A text with what is known about it; its vector stays in the store. */
export interface StoredDocument {
  readonly id: string;
  readonly document: string | null;
  readonly metadata: Metadata;
}

/** Rows to write, as columns of the same length: this crosses threads without being copied. */
export interface DocumentBatch {
  readonly ids: readonly string[];
  readonly documents: readonly (string | null)[];
  readonly metadatas: readonly Metadata[];
  /** The vectors one after another. */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  /** `add` writes nothing at all when an id is there already; `upsert` replaces its row in place. */
  readonly mode: 'add' | 'upsert';
  /** Rows that go away first, in the same step. */
  readonly replaces: Where | null;
}

/** Which rows are meant: those with the ids, or those that fulfil the condition, or both at once. */
export interface DocumentSelection {
  readonly ids: readonly string[] | null;
  readonly where: Where | null;
}

/** By what rows are found: likeness of vectors, words, or the fusion of both rankings. */
export const SEARCH_MODES = ['vector', 'text', 'hybrid'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** One question; a mode with vectors needs a vector, one with words needs a text. */
export interface SearchQuery {
  readonly vector: Float32Array<ArrayBuffer> | null;
  readonly text: string | null;
}

export interface SearchRequest {
  readonly queries: readonly SearchQuery[];
  readonly mode: SearchMode;
  readonly limit: number;
  readonly where: Where | null;
}

/** A row that answers a query. */
export interface SearchHit extends StoredDocument {
  /** How far its vector is from the query's, 0 for the same direction; null where no vector was asked with. */
  readonly distance: number | null;
  /** Fused rank score, greater is better; null where only one ranking took part. */
  readonly score: number | null;
}

/**
 * A place for collections, each owned by a user; injectable by this class. A write is kept whole or not at all.
 * A collection that has gone meanwhile is `NOT_FOUND`, vectors of another length than its own are `INVALID_ARGUMENT`.
 */
export abstract class VectorStore {
  /** Lists a user's collections in an order that stays: that of their making, or where a store knows none, of their names. */
  abstract list(userId: string, page: PageRequest): Promise<Page<StoredCollection>>;

  abstract find(userId: string, name: string): Promise<StoredCollection | null>;

  /** Makes an empty collection; null when the user has one of that name. */
  abstract create(userId: string, name: string, metadata: Metadata): Promise<StoredCollection | null>;

  /** Removes a collection with everything in it; false when there is none. */
  abstract remove(userId: string, name: string): Promise<boolean>;

  /** Writes rows; the ids that stood in the way of an `add`, or none when everything was kept. */
  abstract write(collection: StoredCollection, batch: DocumentBatch): Promise<readonly string[]>;

  /** Reads rows in the order in which they came. */
  abstract read(
    collection: StoredCollection,
    selection: DocumentSelection,
    page: PageRequest,
  ): Promise<Page<StoredDocument>>;

  /** Removes rows and tells how many. */
  abstract erase(collection: StoredCollection, selection: DocumentSelection): Promise<number>;

  /** Finds rows, best first, a list for each query. */
  abstract search(
    collection: StoredCollection,
    request: SearchRequest,
    signal: AbortSignal,
  ): Promise<readonly (readonly SearchHit[])[]>;

  /** Lets go of files and connections; called once, by the module that made the store. */
  abstract close(): Promise<void>;
}
