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
import type { PgCatalogue } from './pg-catalogue.js';
import { createTable, tableOf } from './pg-schema.js';
import { pgSelection } from './pg-selection.js';
import type { PgRunner, PgSession, PgValue } from './pg-session.js';
import { pgVector } from './pg-vector.js';

/** Rows of one statement: four parameters each, far below PostgreSQL's limit. */
const ROWS_PER_INSERT = 500;

interface KeyedDocument extends StoredDocument {
  readonly k: string;
}

/** The rows of collections in PostgreSQL. */
export class PgRows {
  constructor(
    private readonly session: PgSession,
    private readonly catalogue: PgCatalogue,
  ) {}

  write(collection: StoredCollection, batch: DocumentBatch): Promise<readonly string[]> {
    return this.session.transact(async (transaction) => {
      const { key, name } = collection;
      const current = await this.claim(transaction, collection);
      const { dimensions } = current;
      if (dimensions !== null && dimensions !== batch.dimensions) {
        throw dimensionMismatch(name, dimensions, batch.dimensions);
      }
      if (dimensions === null) for (const sql of createTable(key, batch.dimensions)) await transaction.query(sql);
      const table = tableOf(key);
      const erased = batch.replaces ? await eraseRows(transaction, table, { ids: null, where: batch.replaces }) : 0;
      const known = await transaction.query<{ readonly id: string }>(
        `SELECT id FROM ${table} WHERE id = ANY(?::text[])`,
        [batch.ids],
      );
      if (batch.mode === 'add' && known.length > 0) return known.map(({ id }) => id);
      await insertRows(transaction, table, batch);
      await this.catalogue.change(transaction, key, batch.dimensions, batch.ids.length - known.length - erased);
      return [];
    });
  }

  async read(
    { key, name }: StoredCollection,
    selection: DocumentSelection,
    { limit, after }: PageRequest,
  ): Promise<Page<StoredDocument>> {
    const current = await this.catalogue.current(key);
    if (!current) throw collectionNotFound(name);
    if (current.dimensions === null) return { items: [], next: null, total: 0 };
    const { sql, params } = pgSelection(selection);
    const table = tableOf(key);
    const rows = await this.session.query<KeyedDocument>(
      `SELECT k::text AS k, id, document, metadata FROM ${table} WHERE k > ? AND ${sql} ORDER BY k LIMIT ?`,
      [rowPosition(after), ...params, limit + 1],
    );
    const [counted] = await this.session.query<{ readonly total: number }>(
      `SELECT count(*)::int AS total FROM ${table} WHERE ${sql}`,
      params,
    );
    const page = rows.slice(0, limit);
    return {
      items: page.map(({ id, document, metadata }) => ({ id, document, metadata })),
      next: rows.length > limit ? (page.at(-1)?.k ?? null) : null,
      total: counted?.total ?? 0,
    };
  }

  erase(collection: StoredCollection, selection: DocumentSelection): Promise<number> {
    return this.session.transact(async (transaction) => {
      const { dimensions } = await this.claim(transaction, collection);
      if (dimensions === null) return 0;
      const erased = await eraseRows(transaction, tableOf(collection.key), selection);
      await this.catalogue.change(transaction, collection.key, null, -erased);
      return erased;
    });
  }

  private async claim(transaction: PgRunner, { key, name }: StoredCollection): Promise<StoredCollection> {
    const current = await this.catalogue.claim(transaction, key);
    if (!current) throw collectionNotFound(name);
    return current;
  }
}

const eraseRows = async (transaction: PgRunner, table: string, selection: DocumentSelection): Promise<number> => {
  const { sql, params } = pgSelection(selection);
  const [erased] = await transaction.query<{ readonly count: number }>(
    `WITH gone AS (DELETE FROM ${table} WHERE ${sql} RETURNING 1) SELECT count(*)::int AS count FROM gone`,
    params,
  );
  return erased?.count ?? 0;
};

const insertRows = async (transaction: PgRunner, table: string, batch: DocumentBatch): Promise<void> => {
  for (let from = 0; from < batch.ids.length; from += ROWS_PER_INSERT) {
    const until = Math.min(from + ROWS_PER_INSERT, batch.ids.length);
    const tuples = Array.from({ length: until - from }, () => '(?, ?, ?::jsonb, ?::vector)').join(', ');
    const params: PgValue[] = [];
    for (let row = from; row < until; row++) params.push(...rowValues(batch, row));
    await transaction.query(
      `INSERT INTO ${table} (id, document, metadata, embedding) VALUES ${tuples}
       ON CONFLICT (id) DO UPDATE
       SET document = excluded.document, metadata = excluded.metadata, embedding = excluded.embedding`,
      params,
    );
  }
};

const rowValues = ({ ids, documents, metadatas, vectors, dimensions }: DocumentBatch, row: number): PgValue[] => [
  ids[row] ?? '',
  documents[row] ?? null,
  JSON.stringify(metadatas[row] ?? {}),
  pgVector(vectors.subarray(row * dimensions, (row + 1) * dimensions)),
];
