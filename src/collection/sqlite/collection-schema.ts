import type BetterSqlite3 from 'better-sqlite3';

/** Tables of one collection. */
export interface CollectionTables {
  readonly documents: string;
  readonly vectors: string;
  readonly codes: string;
  readonly words: string;
}

const VERSION = 1;

/** Makes the catalogue of collections in a new file. */
export const prepareCatalogue = (handle: BetterSqlite3.Database): void => {
  const version = Number(handle.pragma('user_version', { simple: true }));
  if (version > VERSION) throw new Error('the file of collections was written by a newer version of this program');
  if (version === VERSION) return;
  handle.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE collections (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      user_id TEXT NOT NULL,
      name TEXT NOT NULL,
      metadata TEXT NOT NULL,
      dimensions INTEGER,
      document_count INTEGER NOT NULL DEFAULT 0,
      UNIQUE (user_id, name)
    );
    PRAGMA user_version = ${VERSION};
    COMMIT;
  `);
};

/** The names of a collection's tables. Each collection has its own: it is scanned alone, and dropped in one step. */
export const tablesOf = (key: string): CollectionTables => {
  if (!/^\d{1,15}$/.test(key)) throw new RangeError('not the key of a collection');
  return { documents: `documents_${key}`, vectors: `vectors_${key}`, codes: `codes_${key}`, words: `words_${key}` };
};

/** Statements that make the tables of a collection; ids of rows are never used twice, so that pages can end at one. */
export const createTables = ({ documents, vectors, codes, words }: CollectionTables): string => `
  CREATE TABLE ${documents} (
    k INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document TEXT,
    metadata TEXT NOT NULL
  );
  CREATE TABLE ${vectors} (k INTEGER PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE ${codes} (k INTEGER PRIMARY KEY, code BLOB NOT NULL);
  CREATE VIRTUAL TABLE ${words} USING fts5(
    document, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
  );
`;

/** Statements that drop the tables of a collection. */
export const dropTables = (tables: CollectionTables): string =>
  Object.values(tables)
    .map((table: string) => `DROP TABLE ${table};`)
    .join('\n');
