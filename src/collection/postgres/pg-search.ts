import pg from 'pg';

import { fuseRankings } from '../rank-fusion.js';
import { collectionNotFound, dimensionMismatch } from '../store/collection-errors.js';
import { queryWords } from '../store/query-words.js';
import type { SearchHit, SearchQuery, SearchRequest, StoredCollection, StoredDocument } from '../store/vector-store.js';
import type { Where } from '../where/where.js';
import type { PgCatalogue } from './pg-catalogue.js';
import { tableOf } from './pg-schema.js';
import { pgSelection } from './pg-selection.js';
import type { PgSession } from './pg-session.js';
import { pgVector } from './pg-vector.js';

/** Rows that each ranking gives to a fusion; no more than a walk through HNSW keeps in view. */
const FUSED_ROWS = 100;
const COLUMNS = 'id, document, metadata';
/** PostgreSQL's code for a table that isn't there: a collection's goes together with the collection. */
const UNDEFINED_TABLE = '42P01';

type NearRow = StoredDocument & { readonly distance: number };

/** Finds rows by pgvector's HNSW and by PostgreSQL's full-text search. */
export class PgSearch {
  constructor(
    private readonly session: PgSession,
    private readonly catalogue: PgCatalogue,
  ) {}

  /** Asks for nothing but the rows: the caller has just read the collection, and its length of vectors stays. */
  async search(collection: StoredCollection, request: SearchRequest): Promise<readonly (readonly SearchHit[])[]> {
    const { name, dimensions } = collection.dimensions === null ? await this.current(collection) : collection;
    if (dimensions === null) return request.queries.map(() => []);
    const lists: (readonly SearchHit[])[] = [];
    for (const query of request.queries) {
      if (query.vector && query.vector.length !== dimensions) {
        throw dimensionMismatch(name, dimensions, query.vector.length);
      }
      lists.push(await this.answer(collection, query, request));
    }
    return lists;
  }

  private async current({ key, name }: StoredCollection): Promise<StoredCollection> {
    const current = await this.catalogue.current(key);
    if (!current) throw collectionNotFound(name);
    return current;
  }

  private async answer(
    { key, name }: StoredCollection,
    query: SearchQuery,
    { mode, limit, where }: SearchRequest,
  ): Promise<readonly SearchHit[]> {
    const table = tableOf(key);
    try {
      if (mode === 'text') return await this.byWords(table, query, limit, where);
      if (mode === 'vector') return await this.byVector(table, query, limit, where);
      return await this.byBoth(table, query, limit, where);
    } catch (error) {
      throw isTableGone(error) ? collectionNotFound(name) : error;
    }
  }

  private async byVector(
    table: string,
    { vector }: SearchQuery,
    limit: number,
    where: Where | null,
  ): Promise<readonly SearchHit[]> {
    if (!vector) return [];
    const bytes = pgVector(vector);
    const { sql, params } = pgSelection({ ids: null, where });
    const indexed = `SELECT ${COLUMNS}, embedding <=> ?::vector AS distance FROM ${table}
      WHERE ${sql} ORDER BY distance LIMIT ?`;
    const rows = await this.session.query<NearRow>(indexed, [bytes, ...params, limit]);
    // HNSW gives up after a number of rows that the filter threw out; then every row that passes is compared.
    const isShort = where !== null && rows.length < limit;
    const exact = `WITH passed AS MATERIALIZED (SELECT ${COLUMNS}, embedding, k FROM ${table} WHERE ${sql})
      SELECT ${COLUMNS}, embedding <=> ?::vector AS distance FROM passed ORDER BY distance, k LIMIT ?`;
    const all = isShort ? await this.session.query<NearRow>(exact, [...params, bytes, limit]) : rows;
    return all.map((row) => ({ ...row, score: null }));
  }

  private async byWords(
    table: string,
    { text }: SearchQuery,
    limit: number,
    where: Where | null,
  ): Promise<readonly SearchHit[]> {
    const words = queryWords(text ?? '');
    if (words.length === 0) return [];
    const { sql, params } = pgSelection({ ids: null, where });
    const rows = await this.session.query<StoredDocument>(
      `SELECT ${COLUMNS} FROM ${table}, to_tsquery('simple', ?) AS wanted
       WHERE words @@ wanted AND ${sql} ORDER BY ts_rank_cd(words, wanted) DESC, k LIMIT ?`,
      [words.join(' | '), ...params, limit],
    );
    return rows.map((row) => ({ ...row, distance: null, score: null }));
  }

  private async byBoth(
    table: string,
    query: SearchQuery,
    limit: number,
    where: Where | null,
  ): Promise<readonly SearchHit[]> {
    const rows = Math.max(limit, FUSED_ROWS);
    const near = await this.byVector(table, query, rows, where);
    const named = await this.byWords(table, query, rows, where);
    const fused = fuseRankings([near.map(({ id }) => id), named.map(({ id }) => id)]).slice(0, limit);
    const ids = fused.map(({ item }) => item);
    const measured = await this.session.query<NearRow>(
      `SELECT ${COLUMNS}, embedding <=> ?::vector AS distance FROM ${table} WHERE id = ANY(?::text[])`,
      [query.vector ? pgVector(query.vector) : null, ids],
    );
    const byId = new Map(measured.map((row) => [row.id, row]));
    return fused.flatMap(({ item, score }) => {
      const row = byId.get(item);
      return row ? [{ ...row, score }] : [];
    });
  }
}

const isTableGone = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE;
