import { collectionNotFound, dimensionMismatch } from '../store/collection-errors.js';
import { rowPosition } from '../store/row-position.js';
import type { Metadata } from '../store/metadata.js';
import type {
  DocumentBatch,
  DocumentSelection,
  Page,
  PageRequest,
  StoredCollection,
  StoredDocument,
} from '../store/vector-store.js';
import type { SqlCondition } from '../where/sqlite-where.js';
import { BatchWriter } from './batch-writer.js';
import type { CodeIndexes } from './code-indexes.js';
import { assertRoom } from './code-indexes.js';
import { codesOf, codeWords } from './code-index.js';
import type { CollectionCatalogue } from './collection-catalogue.js';
import type { CollectionFile } from './collection-file.js';
import { tablesOf } from './collection-schema.js';
import { selectionSql } from './selection-sql.js';

/** A row as it is read. */
export interface DocumentRow {
  readonly k: number;
  readonly id: string;
  readonly document: string | null;
  readonly metadata: string;
}

export const documentOf = ({ id, document, metadata }: DocumentRow): StoredDocument => ({
  id,
  document,
  metadata: JSON.parse(metadata) as Metadata, // `write` made it
});

/** The rows of collections: written, read and erased, each call in one transaction. */
export class DocumentRows {
  private readonly writer: BatchWriter;

  constructor(
    private readonly file: CollectionFile,
    private readonly catalogue: CollectionCatalogue,
    private readonly indexes: CodeIndexes,
  ) {
    this.writer = new BatchWriter(file);
  }

  write(collection: StoredCollection, batch: DocumentBatch): readonly string[] {
    const { key } = collection;
    const codes = codesOf(batch.vectors, batch.dimensions);
    const { taken, keys, erased } = this.file.transact(() => this.writeAll(collection, batch, codes));
    const index = this.indexes.peek(key);
    if (index && erased.length > 0) index.remove(new Set(erased));
    const words = codeWords(batch.dimensions);
    for (const [row, k] of keys.entries()) index?.set(k, codes.subarray(row * words, (row + 1) * words));
    return taken;
  }

  read(
    { key, name }: StoredCollection,
    selection: DocumentSelection,
    { limit, after }: PageRequest,
  ): Page<StoredDocument> {
    const { count } = this.current(key, name);
    const { documents } = tablesOf(key);
    const condition = selectionSql(selection);
    const and = condition ? ` AND ${condition.sql}` : '';
    const params = condition?.params ?? [];
    const rows = this.file.all<DocumentRow>(
      `SELECT k, id, document, metadata FROM ${documents} WHERE k > ?${and} ORDER BY k LIMIT ?`,
      [rowPosition(after), ...params, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      items: page.map(documentOf),
      next: rows.length > limit ? String(page.at(-1)?.k) : null,
      total: condition ? this.countWhere(documents, condition) : count,
    };
  }

  erase({ key, name }: StoredCollection, selection: DocumentSelection): number {
    const erased = this.file.transact(() => {
      this.current(key, name);
      return this.eraseRows(key, selection);
    });
    this.indexes.peek(key)?.remove(new Set(erased));
    return erased.length;
  }

  private writeAll({ key, name }: StoredCollection, batch: DocumentBatch, codes: Uint32Array<ArrayBuffer>) {
    const { dimensions, count } = this.current(key, name);
    if (dimensions !== null && dimensions !== batch.dimensions) {
      throw dimensionMismatch(name, dimensions, batch.dimensions);
    }
    const { documents } = tablesOf(key);
    const erased = batch.replaces ? this.eraseRows(key, { ids: null, where: batch.replaces }) : [];
    const known = this.file.all<{ readonly id: string }>(
      `SELECT id FROM ${documents} WHERE id IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(batch.ids)],
    );
    if (batch.mode === 'add' && known.length > 0) return { taken: known.map(({ id }) => id), keys: [], erased };
    assertRoom(name, count - erased.length + batch.ids.length - known.length, batch.dimensions);
    const keys = this.writer.write(key, batch, codes);
    this.catalogue.change(key, batch.dimensions, batch.ids.length - known.length);
    return { taken: [], keys, erased };
  }

  private eraseRows(key: string, selection: DocumentSelection): readonly number[] {
    const { documents, vectors, codes, words } = tablesOf(key);
    const condition = selectionSql(selection);
    const rows = this.file.all<{ readonly k: number }>(
      `SELECT k FROM ${documents} WHERE ${condition?.sql ?? 'true'}`,
      condition?.params,
    );
    const keys = rows.map(({ k }) => k);
    const list = JSON.stringify(keys);
    this.file.run(`DELETE FROM ${words} WHERE rowid IN (SELECT value FROM json_each(?))`, [list]);
    for (const table of [documents, vectors, codes]) {
      this.file.run(`DELETE FROM ${table} WHERE k IN (SELECT value FROM json_each(?))`, [list]);
    }
    this.catalogue.change(key, null, -keys.length);
    return keys;
  }

  private countWhere(table: string, { sql, params }: SqlCondition): number {
    return (
      this.file.get<{ readonly total: number }>(`SELECT count(*) AS total FROM ${table} WHERE ${sql}`, params)?.total ??
      0
    );
  }

  /** The collection as it is now: the caller's knowledge of it may be old. */
  private current(key: string, name: string): StoredCollection {
    const current = this.catalogue.current(key);
    if (!current) throw collectionNotFound(name);
    return current;
  }
}
