/** A value that SQLite stores. */
export type SqlValue = string | number | Uint8Array | null;
