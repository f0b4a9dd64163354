import { rowPosition } from '../store/row-position.js';
import type { Metadata } from '../store/metadata.js';
import type { Page, PageRequest, StoredCollection } from '../store/vector-store.js';
import { tableOf } from './pg-schema.js';
import type { PgRunner, PgSession } from './pg-session.js';

interface CollectionRow {
  readonly key: string;
  readonly name: string;
  readonly metadata: string;
  readonly dimensions: number | null;
  readonly document_count: number;
}

const COLUMNS = 'seq::text AS key, name, metadata, dimensions, document_count';

/** The collections of a PostgreSQL. */
export class PgCatalogue {
  constructor(private readonly session: PgSession) {}

  async list(userId: string, { limit, after }: PageRequest): Promise<Page<StoredCollection>> {
    const rows = await this.session.query<CollectionRow>(
      `SELECT ${COLUMNS} FROM collections WHERE user_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
      [userId, rowPosition(after), limit + 1],
    );
    const [counted] = await this.session.query<{ readonly total: number }>(
      'SELECT count(*)::int AS total FROM collections WHERE user_id = ?',
      [userId],
    );
    const items = rows.slice(0, limit).map(collectionOf);
    return { items, next: rows.length > limit ? (items.at(-1)?.key ?? null) : null, total: counted?.total ?? 0 };
  }

  async find(userId: string, name: string): Promise<StoredCollection | null> {
    const sql = `SELECT ${COLUMNS} FROM collections WHERE user_id = ? AND name = ?`;
    const [row] = await this.session.query<CollectionRow>(sql, [userId, name]);
    return row ? collectionOf(row) : null;
  }

  async create(userId: string, name: string, metadata: Metadata): Promise<StoredCollection | null> {
    const [row] = await this.session.query<CollectionRow>(
      `INSERT INTO collections (user_id, name, metadata) VALUES (?, ?, ?)
       ON CONFLICT (user_id, name) DO NOTHING RETURNING ${COLUMNS}`,
      [userId, name, JSON.stringify(metadata)],
    );
    return row ? collectionOf(row) : null;
  }

  remove(userId: string, name: string): Promise<boolean> {
    return this.session.transact(async (transaction) => {
      const [gone] = await transaction.query<{ readonly key: string }>(
        'DELETE FROM collections WHERE user_id = ? AND name = ? RETURNING seq::text AS key',
        [userId, name],
      );
      if (gone) await transaction.query(`DROP TABLE IF EXISTS ${tableOf(gone.key)}`);
      return gone !== undefined;
    });
  }

  /** Reads a collection as it is now; null when it has gone. */
  async current(key: string): Promise<StoredCollection | null> {
    const [row] = await this.session.query<CollectionRow>(`SELECT ${COLUMNS} FROM collections WHERE seq = ?`, [key]);
    return row ? collectionOf(row) : null;
  }

  /** Reads a collection and keeps other writers away from it until the transaction ends. */
  async claim(transaction: PgRunner, key: string): Promise<StoredCollection | null> {
    const sql = `SELECT ${COLUMNS} FROM collections WHERE seq = ? FOR UPDATE`;
    const [row] = await transaction.query<CollectionRow>(sql, [key]);
    return row ? collectionOf(row) : null;
  }

  /** Notes the length of the first vectors, and how many rows came or went. */
  async change(transaction: PgRunner, key: string, dimensions: number | null, addedCount: number): Promise<void> {
    await transaction.query(
      `UPDATE collections SET dimensions = coalesce(dimensions, ?::int), document_count = document_count + ?::int
       WHERE seq = ?`,
      [dimensions, addedCount, key],
    );
  }
}

const collectionOf = ({ key, name, metadata, dimensions, document_count }: CollectionRow): StoredCollection => ({
  key,
  name,
  metadata: JSON.parse(metadata) as Metadata, // `create` wrote it
  dimensions,
  count: document_count,
});
