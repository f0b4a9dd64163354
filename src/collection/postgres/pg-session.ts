import pg from 'pg';

import { numberPlaceholders } from '../../database/placeholders.js';
import { ProtocolError } from '../../protocol/protocol-error.js';

/** Connections of the collections; searches are short and a write is one transaction. */
const POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 10_000;
/** Rows that a walk through HNSW keeps in view: no fewer than the greatest number of wanted rows. */
const EF_SEARCH = 100;
/** Walks on where a filter threw rows out; known from pgvector 0.8 on. */
const SETTINGS = `SELECT set_config('hnsw.ef_search', '${EF_SEARCH}', false), set_config('hnsw.iterative_scan', 'strict_order', false)`;

/** A value of a statement; bytes are sent as they are, in PostgreSQL's binary form of the parameter's type. */
export type PgValue = string | number | boolean | null | Buffer | readonly string[];

/** Something that runs statements with `?` for parameters: a transaction, or the pool. */
export interface PgRunner {
  query<Row>(sql: string, params?: readonly PgValue[]): Promise<readonly Row[]>;
}

/** Connections to PostgreSQL with pgvector's settings; made when they are needed. */
export class PgSession implements PgRunner {
  private readonly pool: pg.Pool;
  private isVectorReady = false;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'nodetool-gateway collections',
      // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for a promise; its types don't say so
      onConnect: (client) => prepare(client),
    });
    // A connection that breaks while nobody uses it is replaced at the next call, which tells what is wrong.
    this.pool.on('error', () => undefined);
  }

  query<Row>(sql: string, params: readonly PgValue[] = []): Promise<readonly Row[]> {
    return run(this.pool, sql, params);
  }

  /** Does all of something or nothing. */
  async transact<Result>(work: (transaction: PgRunner) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work({ query: (sql, params = []) => run(client, sql, params) });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = new Error('the connection broke during a rollback', { cause });
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** @throws ProtocolError `UNSUPPORTED` when the database has no pgvector and this user can't add it */
  async requireVector(): Promise<void> {
    if (this.isVectorReady) return;
    const found = await this.query("SELECT 1 FROM pg_extension WHERE extname = 'vector'");
    if (found.length === 0) await this.addVector();
    this.isVectorReady = true;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async addVector(): Promise<void> {
    try {
      await this.query('CREATE EXTENSION IF NOT EXISTS vector');
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ProtocolError('UNSUPPORTED', `Collections need PostgreSQL's extension pgvector: ${reason}`, {
        hint: 'Install pgvector on the database server and let its administrator run CREATE EXTENSION vector, or set COLLECTION_STORE to file or to a Chroma server.',
        cause,
      });
    }
  }
}

/** Sets a new connection up before it is handed out. */
const prepare = async (client: pg.ClientBase): Promise<void> => {
  await client.query(SETTINGS);
};

const run = async <Row>(
  runner: Pick<pg.PoolClient, 'query'> | pg.Pool,
  sql: string,
  params: readonly PgValue[],
): Promise<readonly Row[]> => {
  const { rows } = await runner.query(numberPlaceholders(sql), [...params]);
  return rows as Row[]; // the caller names the row's shape beside its SQL
};
