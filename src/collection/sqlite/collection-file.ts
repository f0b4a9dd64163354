import BetterSqlite3 from 'better-sqlite3';
import { load as loadSqliteVec } from 'sqlite-vec';

import { ProtocolError } from '../../protocol/protocol-error.js';
import type { SqlValue } from './sql-value.js';

/** Statements kept prepared: about twenty for each collection in use. */
const MAX_PREPARED = 500;
const BUSY_TIMEOUT_MS = 5000;
/** Five vectors of 384 dimensions fill a page to 94 %; of SQLite's own 4096 bytes, two would leave a quarter empty. */
const PAGE_BYTES = 8192;
/** Pages that the journal gathers before they go into the file: 32 MiB, since each time waits for the disk. */
const MAX_WAL_PAGES = 4096;
/** Pages kept in memory, in KiB: about 40,000 vectors of 384 dimensions. */
const CACHE_KIB = 65_536;
/** Bytes of the file that are read without copying. */
const MMAP_BYTES = 268_435_456;

/** The SQLite file of collections with sqlite-vec's functions; used by one thread. */
export class CollectionFile {
  private readonly handle: BetterSqlite3.Database;
  private readonly prepared = new Map<string, BetterSqlite3.Statement<SqlValue[]>>();

  /**
   * @param path a file, or `:memory:`
   * @throws ProtocolError `UNSUPPORTED` when sqlite-vec has no build for this machine
   */
  constructor(path: string, prepareSchema: (handle: BetterSqlite3.Database) => void) {
    this.handle = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT_MS });
    loadVectorFunctions(this.handle);
    this.handle.pragma(`page_size = ${PAGE_BYTES}`); // without effect on a file that is there already
    this.handle.pragma('journal_mode = WAL');
    this.handle.pragma(`wal_autocheckpoint = ${MAX_WAL_PAGES}`);
    this.handle.pragma('synchronous = NORMAL');
    this.handle.pragma(`cache_size = -${CACHE_KIB}`);
    this.handle.pragma(`mmap_size = ${MMAP_BYTES}`);
    prepareSchema(this.handle);
  }

  /** Reads rows; the caller names their shape beside the SQL. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its SQL, and names what it gives
  all<Row>(sql: string, params: readonly SqlValue[] = []): readonly Row[] {
    return this.prepare(sql).all(...params) as Row[]; // the caller names the shape beside the SQL
  }

  /** Reads the first row. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its SQL, and names what it gives
  get<Row>(sql: string, params: readonly SqlValue[] = []): Row | undefined {
    return this.prepare(sql).get(...params) as Row | undefined; // the caller names the shape beside the SQL
  }

  /** Reads rows one by one; nothing may be written meanwhile. */
  each<Row>(sql: string, params: readonly SqlValue[] = []): IterableIterator<Row> {
    return this.prepare(sql).iterate(...params) as IterableIterator<Row>; // the caller names the shape beside the SQL
  }

  /** Writes; the number of changed rows and the key of the last new one. */
  run(sql: string, params: readonly SqlValue[] = []): { readonly changes: number; readonly lastKey: number } {
    const { changes, lastInsertRowid } = this.prepare(sql).run(...params);
    return { changes, lastKey: Number(lastInsertRowid) };
  }

  /** Runs several statements without parameters; what was prepared may not fit the tables any more. */
  exec(sql: string): void {
    this.handle.exec(sql);
    this.prepared.clear();
  }

  /** Does all of something or nothing. */
  transact<Result>(work: () => Result): Result {
    return this.handle.transaction(work).immediate();
  }

  close(): void {
    this.handle.close();
  }

  private prepare(sql: string): BetterSqlite3.Statement<SqlValue[]> {
    const known = this.prepared.get(sql);
    if (known !== undefined) return known;
    if (this.prepared.size >= MAX_PREPARED) this.prepared.clear();
    const statement = this.handle.prepare<SqlValue[]>(sql);
    this.prepared.set(sql, statement);
    return statement;
  }
}

const loadVectorFunctions = (handle: BetterSqlite3.Database): void => {
  try {
    loadSqliteVec(handle);
  } catch (cause) {
    throw new ProtocolError('UNSUPPORTED', 'Collections need sqlite-vec, which has no build for this machine', {
      hint: 'Set DATABASE_URL to a PostgreSQL with pgvector, or COLLECTION_STORE to a Chroma server.',
      cause,
    });
  }
};
