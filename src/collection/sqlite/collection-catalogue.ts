import { rowPosition } from '../store/row-position.js';
import type { Metadata } from '../store/metadata.js';
import type { Page, PageRequest, StoredCollection } from '../store/vector-store.js';
import type { CollectionFile } from './collection-file.js';
import { createTables, dropTables, tablesOf } from './collection-schema.js';

interface CollectionRow {
  readonly seq: number;
  readonly name: string;
  readonly metadata: string;
  readonly dimensions: number | null;
  readonly document_count: number;
}

const COLUMNS = 'seq, name, metadata, dimensions, document_count';

/** The collections of a file, each with its tables. */
export class CollectionCatalogue {
  constructor(private readonly file: CollectionFile) {}

  list(userId: string, { limit, after }: PageRequest): Page<StoredCollection> {
    const rows = this.file.all<CollectionRow>(
      `SELECT ${COLUMNS} FROM collections WHERE user_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
      [userId, rowPosition(after), limit + 1],
    );
    const items = rows.slice(0, limit).map(collectionOf);
    const counted = this.file.get<{ readonly total: number }>(
      'SELECT count(*) AS total FROM collections WHERE user_id = ?',
      [userId],
    );
    return { items, next: rows.length > limit ? (items.at(-1)?.key ?? null) : null, total: counted?.total ?? 0 };
  }

  find(userId: string, name: string): StoredCollection | null {
    const row = this.file.get<CollectionRow>(`SELECT ${COLUMNS} FROM collections WHERE user_id = ? AND name = ?`, [
      userId,
      name,
    ]);
    return row ? collectionOf(row) : null;
  }

  create(userId: string, name: string, metadata: Metadata): StoredCollection | null {
    return this.file.transact(() => {
      const { changes, lastKey } = this.file.run(
        'INSERT INTO collections (user_id, name, metadata) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        [userId, name, JSON.stringify(metadata)],
      );
      if (changes === 0) return null;
      const key = String(lastKey);
      this.file.exec(createTables(tablesOf(key)));
      return { key, name, metadata, dimensions: null, count: 0 };
    });
  }

  /** Drops a collection; its key, or null when there is none of that name. */
  remove(userId: string, name: string): string | null {
    return this.file.transact(() => {
      const found = this.find(userId, name);
      if (!found) return null;
      this.file.run('DELETE FROM collections WHERE seq = ?', [Number(found.key)]);
      this.file.exec(dropTables(tablesOf(found.key)));
      return found.key;
    });
  }

  /** Reads a collection as it is now; null when it has gone. */
  current(key: string): StoredCollection | null {
    const row = this.file.get<CollectionRow>(`SELECT ${COLUMNS} FROM collections WHERE seq = ?`, [Number(key)]);
    return row ? collectionOf(row) : null;
  }

  /** Notes the length of the first vectors, and how many rows came or went. */
  change(key: string, dimensions: number | null, addedCount: number): void {
    this.file.run(
      'UPDATE collections SET dimensions = coalesce(dimensions, ?), document_count = document_count + ? WHERE seq = ?',
      [dimensions, addedCount, Number(key)],
    );
  }
}

const collectionOf = ({ seq, name, metadata, dimensions, document_count }: CollectionRow): StoredCollection => ({
  key: String(seq),
  name,
  metadata: JSON.parse(metadata) as Metadata, // `create` wrote it
  dimensions,
  count: document_count,
});
