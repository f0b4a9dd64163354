import type pg from 'pg';
import type { DataSource, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

import { Database } from './database.js';
import { numberPlaceholders } from './placeholders.js';
import type { SqlValue, Statement } from './statement.js';
import { assertChanged } from './statement.js';

/** PostgreSQL takes at most 65,535 parameters in a statement; above a few thousand rows a longer one wins nothing. */
const MAX_PARAMS = 20_000;
const MAX_TRIES = 4;
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

  appendRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): readonly Statement[] {
    const rowsPerStatement = Math.max(1, Math.floor(MAX_PARAMS / columns.length));
    const tuple = `(${columns.map(() => '?').join(', ')})`;
    const statements: Statement[] = [];
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const part = rows.slice(start, start + rowsPerStatement);
      const tuples = Array.from(part, () => tuple).join(', ');
      statements.push({ sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples}`, params: part.flat() });
    }
    return statements;
  }

  private async transact(statements: readonly Statement[]): Promise<readonly number[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const changes = await this.change(client, statements);
      await client.query('COMMIT');
      return changes;
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = new Error('the connection broke during a rollback', { cause });
      });
      throw error;
    } finally {
      client.release(broken);
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

/** PostgreSQL refuses the character U+0000 in a text; SQLite keeps it. */
const bind = (value: SqlValue): SqlValue => {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
};
