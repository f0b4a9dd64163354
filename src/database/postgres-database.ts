import { setTimeout as wait } from 'node:timers/promises';

import type pg from 'pg';
import type { DataSource, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

import type { KnownRows } from './database.js';
import { Database } from './database.js';
import { numberPlaceholders } from './placeholders.js';
import type { SqlValue, Statement } from './statement.js';
import { assertChanged } from './statement.js';

/** PostgreSQL takes at most 65,535 parameters in a statement; above a few thousand rows a longer one wins nothing. */
const MAX_PARAMS = 20_000;
const MAX_TRIES = 4;
/** How long the fate of a commit is asked for after its connection was lost. */
const RESOLVE_MS = 30_000;
const RESOLVE_PAUSE_MS = 100;
/** Two transactions waited for each other, or couldn't be put in an order: the loser may simply try again. */
const RETRYABLE_STATES: ReadonlySet<unknown> = new Set(['40P01', '40001']);

/** PostgreSQL through the pool of TypeORM's driver: one connection and one transaction for each batch. */
export class PostgresDatabase extends Database {
  readonly kind = 'postgres';

  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: pg.Pool,
  ) {
    super();
  }

  async atomic(statements: readonly Statement[]): Promise<readonly number[]> {
    if (statements.length === 0) return [];
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.transact(statements);
      } catch (error) {
        if (tries >= MAX_TRIES || !RETRYABLE_STATES.has((error as { code?: unknown }).code)) throw error; // reading a property of whatever was thrown
      }
    }
  }

  async query<Row>(sql: string, params: readonly SqlValue[] = []): Promise<readonly Row[]> {
    const { rows } = await this.pool.query(numberPlaceholders(sql), params.map(bind));
    return rows as Row[]; // the caller names the row's shape beside its SQL
  }

  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.dataSource.getRepository(entity);
  }

  appendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    known: KnownRows = 'refuse',
  ): readonly Statement[] {
    const tail = known === 'skip' ? ' ON CONFLICT DO NOTHING' : '';
    const rowsPerStatement = Math.max(1, Math.floor(MAX_PARAMS / columns.length));
    const tuple = `(${columns.map(() => '?').join(', ')})`;
    const statements: Statement[] = [];
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const part = rows.slice(start, start + rowsPerStatement);
      const tuples = Array.from(part, () => tuple).join(', ');
      const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples}${tail}`;
      statements.push({ sql, params: part.flat() });
    }
    return statements;
  }

  private async transact(statements: readonly Statement[]): Promise<readonly number[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // A connection that dies says so here too; without a listener that would be a fault that nobody caught.
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      const transactionId = await begin(client);
      const changes = await this.change(client, statements);
      await this.commit(client, transactionId);
      return changes;
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = new Error('the connection broke during a rollback', { cause });
      });
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** A commit whose confirmation was lost with its connection has failed only if the server says so. */
  private async commit(client: pg.PoolClient, transactionId: string): Promise<void> {
    try {
      await client.query('COMMIT');
    } catch (error) {
      if (isAnswer(error) || !(await this.wasCommitted(transactionId))) throw error;
    }
  }

  private async wasCommitted(transactionId: string): Promise<boolean> {
    const endMs = performance.now() + RESOLVE_MS;
    for (;;) {
      const status = await this.statusOf(transactionId);
      if (status === 'committed' || status === 'aborted') return status === 'committed';
      if (performance.now() >= endMs) return false;
      await wait(RESOLVE_PAUSE_MS);
    }
  }

  /** Null while nobody can tell: the server doesn't answer, or is still at it. */
  private async statusOf(transactionId: string): Promise<string | null> {
    try {
      const { rows } = await this.pool.query<{ readonly status: string }>('SELECT txid_status($1) AS status', [
        transactionId,
      ]);
      return rows[0]?.status ?? null;
    } catch {
      return null;
    }
  }

  private async change(client: pg.PoolClient, statements: readonly Statement[]): Promise<number[]> {
    const changes: number[] = [];
    for (const [index, statement] of statements.entries()) {
      const { rowCount } = await client.query(numberPlaceholders(statement.sql), (statement.params ?? []).map(bind));
      assertChanged(statement, index, rowCount ?? 0);
      changes.push(rowCount ?? 0);
    }
    return changes;
  }
}

/** Begins a transaction and gives its id, by which its fate can be asked for later. */
const begin = async (client: pg.PoolClient): Promise<string> => {
  // Two statements in one text are one round trip, and give a list of results that the types of `pg` don't know.
  const results = (await client.query('BEGIN; SELECT txid_current() AS id')) as unknown as readonly [
    unknown,
    pg.QueryResult<{ readonly id: string }>,
  ];
  return results[1].rows[0]?.id ?? '';
};

/** True for an error that the server itself sent, while it wasn't ending the connection. */
const isAnswer = (error: unknown): boolean => {
  const { code } = error as { readonly code?: unknown }; // reading a property of whatever was thrown
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P') && !code.startsWith('08');
};

/** PostgreSQL refuses the character U+0000 in a text; SQLite keeps it. */
const bind = (value: SqlValue): SqlValue => {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
};
