import type { EntityTarget, ObjectLiteral, Repository } from 'typeorm';

import type { SqlValue, Statement } from './statement.js';

/** Which database is behind the port. */
export type DatabaseKind = 'sqlite' | 'postgres';

/** What is done with rows that are there already. */
export type KnownRows = 'refuse' | 'skip';

/**
 * The way to the rows, the same on SQLite and PostgreSQL; injectable by this class.
 * Every write goes through `atomic`: TypeORM's own writes would open transactions that interleave with it.
 */
export abstract class Database {
  abstract readonly kind: DatabaseKind;

  /**
   * Writes a batch in one transaction; calls made at the same time share a commit on SQLite.
   *
   * @returns rows changed by each statement, after the commit
   * @throws StaleWriteError when an `expect` isn't met; nothing of this batch is kept, other batches are
   */
  abstract atomic(statements: readonly Statement[]): Promise<readonly number[]>;

  /** Reads rows; `?` marks a parameter. */
  abstract query<Row>(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>;

  /** Gives TypeORM's repository of an entity, for reads that aren't hot. */
  abstract repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity>;

  /**
   * Makes the statements that append many rows in the way that is fastest on this database; names must be trusted.
   *
   * @param known what becomes of rows whose key is there already: `refuse` the batch (default), or `skip` them, for rows that
   *   are sent again when it isn't known whether they were written
   */
  abstract appendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    known?: KnownRows,
  ): readonly Statement[];
}
