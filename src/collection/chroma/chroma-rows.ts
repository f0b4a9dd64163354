import type { Static } from 'typebox';

import { collectionNotFound, dimensionMismatch } from '../store/collection-errors.js';
import { rowPosition } from '../store/row-position.js';
import type {
  DocumentBatch,
  DocumentSelection,
  Page,
  PageRequest,
  StoredCollection,
  StoredDocument,
} from '../store/vector-store.js';
import { orNull, scalarsOf } from './chroma-catalogue.js';
import type { ChromaClient } from './chroma-client.js';
import { ChromaRefused } from './chroma-client.js';
import { ChromaCount, ChromaDone, ChromaLimits, ChromaRows } from './chroma-schemas.js';
import { chromaWhere } from './chroma-where.js';

/** Rows of one request: each is kept by Chroma as a whole, and this many vectors are a few megabytes. */
const ROWS_PER_REQUEST = 1000;

/** The rows of collections on a Chroma server. */
export class ChromaRowsStore {
  private takesBase64: boolean | undefined;

  constructor(private readonly client: ChromaClient) {}

  /** Up to 1,000 rows are kept whole or not at all; of more, an `add` that fails takes back what it wrote. */
  async write(collection: StoredCollection, batch: DocumentBatch): Promise<readonly string[]> {
    const { dimensions, name } = collection;
    if (dimensions !== null && dimensions !== batch.dimensions) {
      throw dimensionMismatch(name, dimensions, batch.dimensions);
    }
    if (batch.replaces) await this.erase(collection, { ids: null, where: batch.replaces });
    const known = await this.rows(collection, { ids: batch.ids }, ['documents', 'metadatas']);
    if (batch.mode === 'add' && known.ids.length > 0) return known.ids;
    const metadatas = await this.prepareReplacement(collection, batch, known);
    await this.send(collection, { ...batch, metadatas });
    return [];
  }

  async read(
    collection: StoredCollection,
    selection: DocumentSelection,
    { limit, after }: PageRequest,
  ): Promise<Page<StoredDocument>> {
    const offset = rowPosition(after);
    const body = { ...selectionBody(selection), limit: limit + 1, offset };
    const { ids, documents, metadatas } = await this.rows(collection, body, ['documents', 'metadatas']);
    const items = ids
      .slice(0, limit)
      .map((id, row) => ({ id, document: documents?.[row] ?? null, metadata: scalarsOf(metadatas?.[row]) }));
    const next = ids.length > limit ? String(offset + limit) : null;
    return { items, next, total: await this.count(collection, selection) };
  }

  async erase(collection: StoredCollection, selection: DocumentSelection): Promise<number> {
    const { ids } = await this.rows(collection, selectionBody(selection), []);
    for (let from = 0; from < ids.length; from += ROWS_PER_REQUEST) {
      await this.ask(collection, 'delete', { ids: ids.slice(from, from + ROWS_PER_REQUEST) });
    }
    return ids.length;
  }

  /**
   * Chroma's upsert adds to what is there: keys that the new metadata doesn't have are set to null, which removes them, and a
   * row that loses its text is removed first.
   */
  private async prepareReplacement(
    collection: StoredCollection,
    { ids, documents, metadatas }: DocumentBatch,
    known: FoundRows,
  ): Promise<DocumentBatch['metadatas']> {
    if (known.ids.length === 0) return metadatas;
    const before = new Map(known.ids.map((id, row) => [id, row]));
    const textless = ids.filter((id, row) => {
      const at = before.get(id);
      return at !== undefined && documents[row] === null && known.documents?.[at] !== null;
    });
    if (textless.length > 0) await this.ask(collection, 'delete', { ids: textless });
    return metadatas.map((metadata, row) => {
      const at = before.get(ids[row] ?? '');
      const old = at === undefined ? {} : (known.metadatas?.[at] ?? {});
      const removed = Object.keys(old).filter((key) => !Object.hasOwn(metadata, key));
      // Null is how Chroma is told to remove a key; it never comes back.
      return { ...Object.fromEntries(removed.map((key) => [key, null])), ...metadata } as typeof metadata;
    });
  }

  private async send(collection: StoredCollection, batch: DocumentBatch): Promise<void> {
    const { ids, mode } = batch;
    const encode = (await this.base64()) ? base64Of : numbersOf;
    for (let from = 0; from < ids.length; from += ROWS_PER_REQUEST) {
      const until = Math.min(from + ROWS_PER_REQUEST, ids.length);
      try {
        await this.ask(collection, mode, {
          ids: ids.slice(from, until),
          documents: batch.documents.slice(from, until),
          metadatas: batch.metadatas.slice(from, until).map(orNull),
          embeddings: Array.from({ length: until - from }, (_none, row) => encode(batch, from + row)),
        });
      } catch (error) {
        if (mode === 'add' && from > 0) await this.ask(collection, 'delete', { ids: ids.slice(0, from) });
        throw error;
      }
    }
  }

  private async count(collection: StoredCollection, selection: DocumentSelection): Promise<number> {
    if (selection.ids || selection.where) return (await this.rows(collection, selectionBody(selection), [])).ids.length;
    return this.client.ask({ method: 'GET', path: `${collection.key}/count`, answer: ChromaCount });
  }

  private async base64(): Promise<boolean> {
    if (this.takesBase64 === undefined) {
      const limits = await this.client.ask({ method: 'GET', path: '/pre-flight-checks', answer: ChromaLimits });
      this.takesBase64 = limits.supports_base64_encoding === true;
    }
    return this.takesBase64;
  }

  private async rows({ key, name }: StoredCollection, body: object, include: readonly string[]): Promise<FoundRows> {
    const path = `${key}/get`;
    try {
      return await this.client.ask({ method: 'POST', path, body: { ...body, include }, answer: ChromaRows });
    } catch (error) {
      throw isGone(error) ? collectionNotFound(name) : error;
    }
  }

  private async ask({ key, name }: StoredCollection, action: string, body: object): Promise<void> {
    try {
      await this.client.ask({ method: 'POST', path: `${key}/${action}`, body, answer: ChromaDone });
    } catch (error) {
      throw isGone(error) ? collectionNotFound(name) : error;
    }
  }
}

type FoundRows = Static<typeof ChromaRows>;

const isGone = (error: unknown): boolean => error instanceof ChromaRefused && error.status === 404;

const selectionBody = ({ ids, where }: DocumentSelection): object => ({
  ...(ids && { ids }),
  ...(where && { where: chromaWhere(where) }),
});

const vectorOf = ({ vectors, dimensions }: DocumentBatch, row: number): Float32Array =>
  vectors.subarray(row * dimensions, (row + 1) * dimensions);

/** The numbers of a row as their bytes: writing them as decimal text would hold up the event loop. */
const base64Of = (batch: DocumentBatch, row: number): string => {
  const { buffer, byteOffset, byteLength } = vectorOf(batch, row);
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
};

const numbersOf = (batch: DocumentBatch, row: number): readonly number[] => Array.from(vectorOf(batch, row));
