import { fuseRankings } from '../rank-fusion.js';
import { collectionNotFound, dimensionMismatch } from '../store/collection-errors.js';
import { queryWords } from '../store/query-words.js';
import type { SearchHit, SearchQuery, SearchRequest, StoredCollection } from '../store/vector-store.js';
import type { Where } from '../where/where.js';
import { codesOf } from './code-index.js';
import type { CodeIndexes } from './code-indexes.js';
import type { CollectionCatalogue } from './collection-catalogue.js';
import type { CollectionFile } from './collection-file.js';
import { tablesOf } from './collection-schema.js';
import type { DocumentRow } from './document-rows.js';
import { documentOf } from './document-rows.js';
import { bytesOf } from './number-bytes.js';
import { selectionSql } from './selection-sql.js';

/** Rows whose vectors are compared exactly, whatever their signs say. */
const MIN_CANDIDATES = 400;
/** Exact comparisons of one query; they cost about 2 µs each. */
const MAX_CANDIDATES = 2000;
/** Exact comparisons for each row that is wanted. */
const OVERSAMPLING = 20;
/** Rows that each ranking gives to a fusion. */
const FUSED_ROWS = 100;

interface Ranked {
  readonly k: number;
  readonly distance: number | null;
  readonly score: number | null;
}

/** Finds rows: a coarse pass over signs in memory and an exact one by sqlite-vec over what is left; words by FTS5. */
export class DocumentSearch {
  constructor(
    private readonly file: CollectionFile,
    private readonly catalogue: CollectionCatalogue,
    private readonly indexes: CodeIndexes,
  ) {}

  search(collection: StoredCollection, request: SearchRequest): readonly (readonly SearchHit[])[] {
    const current = this.catalogue.current(collection.key);
    if (!current) throw collectionNotFound(collection.name);
    for (const { vector } of request.queries) {
      if (vector && current.dimensions !== null && vector.length !== current.dimensions) {
        throw dimensionMismatch(collection.name, current.dimensions, vector.length);
      }
    }
    const among = request.where && current.count > 0 ? this.matching(current.key, request.where) : undefined;
    return request.queries.map((query) => this.hits(current.key, this.rank(current.key, query, request, among)));
  }

  private rank(
    key: string,
    { vector, text }: SearchQuery,
    { mode, limit }: SearchRequest,
    among: readonly number[] | undefined,
  ): readonly Ranked[] {
    if (mode === 'vector') return vector ? this.byVector(key, vector, limit, among) : [];
    if (mode === 'text') return this.byWords(key, text ?? '', limit, among).map((k) => ranked(k));
    const rows = Math.max(limit, FUSED_ROWS);
    const near = vector ? this.byVector(key, vector, rows, among).map(({ k }) => k) : [];
    const fused = fuseRankings([near, this.byWords(key, text ?? '', rows, among)]).slice(0, limit);
    const distances = this.distances(
      key,
      vector,
      fused.map(({ item }) => item),
    );
    return fused.map(({ item, score }) => ranked(item, distances.get(item), score));
  }

  private byVector(
    key: string,
    vector: Float32Array<ArrayBuffer>,
    limit: number,
    among: readonly number[] | undefined,
  ): readonly Ranked[] {
    const index = this.indexes.get(key, vector.length);
    const atLeast = Math.max(MIN_CANDIDATES, limit * OVERSAMPLING);
    const code = codesOf(vector, vector.length);
    const candidates =
      among && among.length <= atLeast
        ? among
        : index.nearest(code, { wanted: limit, atLeast, atMost: Math.max(MAX_CANDIDATES, atLeast) }, among);
    const rows = this.file.all<{ readonly k: number; readonly distance: number }>(
      `${this.exactSql(key)} ORDER BY distance, v.k LIMIT ?`,
      [bytesOf(vector, 0, vector.length), JSON.stringify(candidates), limit],
    );
    return rows.map(({ k, distance }) => ranked(k, distance));
  }

  private byWords(key: string, text: string, limit: number, among: readonly number[] | undefined): readonly number[] {
    const wanted = queryWords(text);
    if (wanted.length === 0) return [];
    const query = wanted.map((word) => `"${word}"`).join(' OR ');
    const { words } = tablesOf(key);
    const filter = among ? ' AND rowid IN (SELECT value FROM json_each(?))' : '';
    const rows = this.file.all<{ readonly k: number }>(
      `SELECT rowid AS k FROM ${words} WHERE ${words} MATCH ?${filter} ORDER BY rank, rowid LIMIT ?`,
      [query, ...(among ? [JSON.stringify(among)] : []), limit],
    );
    return rows.map(({ k }) => k);
  }

  private distances(
    key: string,
    vector: Float32Array<ArrayBuffer> | null,
    keys: readonly number[],
  ): ReadonlyMap<number, number> {
    if (!vector) return new Map();
    const rows = this.file.all<{ readonly k: number; readonly distance: number }>(this.exactSql(key), [
      bytesOf(vector, 0, vector.length),
      JSON.stringify(keys),
    ]);
    return new Map(rows.map(({ k, distance }) => [k, distance]));
  }

  private exactSql(key: string): string {
    return `SELECT v.k AS k, vec_distance_cosine(v.vector, ?) AS distance
            FROM json_each(?) AS c CROSS JOIN ${tablesOf(key).vectors} AS v ON v.k = c.value`;
  }

  private matching(key: string, where: Where): readonly number[] {
    const condition = selectionSql({ ids: null, where });
    const sql = `SELECT k FROM ${tablesOf(key).documents} WHERE ${condition?.sql ?? 'true'} ORDER BY k`;
    return this.file.all<{ readonly k: number }>(sql, condition?.params).map(({ k }) => k);
  }

  private hits(key: string, ranking: readonly Ranked[]): readonly SearchHit[] {
    const rows = this.file.all<DocumentRow>(
      `SELECT k, id, document, metadata FROM ${tablesOf(key).documents} WHERE k IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(ranking.map(({ k }) => k))],
    );
    const byKey = new Map(rows.map((row) => [row.k, row]));
    return ranking.flatMap(({ k, distance, score }) => {
      const row = byKey.get(k);
      return row ? [{ ...documentOf(row), distance, score }] : [];
    });
  }
}

const ranked = (k: number, distance: number | null = null, score: number | null = null): Ranked => ({
  k,
  distance,
  score,
});
