import type { DocumentBatch } from '../store/vector-store.js';
import { codeWords } from './code-index.js';
import type { CollectionFile } from './collection-file.js';
import { tablesOf } from './collection-schema.js';
import { bytesOf } from './number-bytes.js';

/**
 * Writes the rows of a batch, one table after another. Row by row would take nearly twice as long: FTS5 writes what it has
 * gathered in memory out to its tables whenever a statement on another table begins.
 */
export class BatchWriter {
  constructor(private readonly file: CollectionFile) {}

  /**
   * Runs within a transaction of the caller.
   *
   * @returns the keys of the rows, in their order
   */
  write(key: string, batch: DocumentBatch, codes: Uint32Array<ArrayBuffer>): readonly number[] {
    const { documents, vectors, codes: codeTable, words } = tablesOf(key);
    const keys = this.writeDocuments(documents, batch);
    this.writeNumbers(`INSERT OR REPLACE INTO ${vectors} (k, vector) VALUES (?, ?)`, keys, {
      numbers: batch.vectors,
      length: batch.dimensions,
    });
    this.writeNumbers(`INSERT OR REPLACE INTO ${codeTable} (k, code) VALUES (?, ?)`, keys, {
      numbers: codes,
      length: codeWords(batch.dimensions),
    });
    this.writeWords(words, keys, batch);
    return keys;
  }

  private writeDocuments(table: string, { ids, documents, metadatas, mode }: DocumentBatch): readonly number[] {
    const insert = `INSERT INTO ${table} (id, document, metadata) VALUES (?, ?, ?)`;
    const valuesOf = (id: string, row: number) => [id, documents[row] ?? null, JSON.stringify(metadatas[row] ?? {})];
    if (mode === 'add') return ids.map((id, row) => this.file.run(insert, valuesOf(id, row)).lastKey);
    const upsert = `${insert}
      ON CONFLICT (id) DO UPDATE SET document = excluded.document, metadata = excluded.metadata RETURNING k`;
    return ids.map((id, row) => this.file.get<{ readonly k: number }>(upsert, valuesOf(id, row))?.k ?? 0);
  }

  private writeNumbers(sql: string, keys: readonly number[], { numbers, length }: NumberColumn): void {
    for (const [row, k] of keys.entries()) this.file.run(sql, [k, bytesOf(numbers, row * length, length)]);
  }

  private writeWords(table: string, keys: readonly number[], { documents, mode }: DocumentBatch): void {
    if (mode === 'upsert') {
      this.file.run(`DELETE FROM ${table} WHERE rowid IN (SELECT value FROM json_each(?))`, [JSON.stringify(keys)]);
    }
    const insert = `INSERT INTO ${table} (rowid, document) VALUES (?, ?)`;
    for (const [row, k] of keys.entries()) {
      const text = documents[row] ?? null;
      if (text !== null) this.file.run(insert, [k, text]);
    }
  }
}

/** Numbers of all rows, so many for each. */
interface NumberColumn {
  readonly numbers: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  readonly length: number;
}
