import { ProtocolError } from '../../protocol/protocol-error.js';
import { CodeIndex, codeWords } from './code-index.js';
import type { CollectionFile } from './collection-file.js';
import { tablesOf } from './collection-schema.js';

/** Memory for the signs of all collections that were searched lately. */
const MAX_BYTES = 268_435_456;
/** A collection may take half of it: 2.4 million rows of 384 dimensions. */
const MAX_COLLECTION_BYTES = MAX_BYTES / 2;
const KEY_BYTES = 8;

/** The sign indexes of the collections, read when they are first searched; the ones used longest ago go first. */
export class CodeIndexes {
  private readonly indexes = new Map<string, CodeIndex>();

  constructor(private readonly file: CollectionFile) {}

  /** Gives the index of a collection and notes that it was used. */
  get(key: string, dimensions: number): CodeIndex {
    const index = this.indexes.get(key) ?? this.read(key, dimensions);
    this.indexes.delete(key);
    this.indexes.set(key, index);
    this.makeRoom(key);
    return index;
  }

  /** The index of a collection that was searched before: what it must be told of writes. */
  peek(key: string): CodeIndex | undefined {
    return this.indexes.get(key);
  }

  forget(key: string): void {
    this.indexes.delete(key);
  }

  private read(key: string, dimensions: number): CodeIndex {
    const index = new CodeIndex(dimensions);
    const rows = this.file.each<{ readonly k: number; readonly code: Buffer }>(
      `SELECT k, code FROM ${tablesOf(key).codes} ORDER BY k`,
    );
    const code = new Uint32Array(codeWords(dimensions));
    const bytes = new Uint8Array(code.buffer);
    for (const row of rows) {
      bytes.set(row.code);
      index.set(row.k, code);
    }
    return index;
  }

  private makeRoom(kept: string): void {
    let bytes = 0;
    for (const index of this.indexes.values()) bytes += index.bytes;
    for (const [key, index] of this.indexes) {
      if (bytes <= MAX_BYTES || key === kept) return;
      bytes -= index.bytes;
      this.indexes.delete(key);
    }
  }
}

/** @throws ProtocolError `TOO_LARGE` when a collection of so many rows could not be searched from memory */
export const assertRoom = (name: string, rows: number, dimensions: number): void => {
  const maxRows = Math.floor(
    MAX_COLLECTION_BYTES / (codeWords(dimensions) * Uint32Array.BYTES_PER_ELEMENT + KEY_BYTES),
  );
  if (rows <= maxRows) return;
  throw new ProtocolError('TOO_LARGE', `Collection ${name} would have ${rows} documents and may have ${maxRows}`, {
    hint: 'Divide it, or use PostgreSQL (DATABASE_URL), which has no such limit.',
  });
};
