import type BetterSqlite3 from 'better-sqlite3';
import type pg from 'pg';
import type { DataSource } from 'typeorm';

import type { Database } from './database.js';
import { PostgresDatabase } from './postgres-database.js';
import { SqliteDatabase } from './sqlite-database.js';

/** Puts the port in front of an opened data source. */
export const databaseOf = (dataSource: DataSource): Database => {
  // TypeORM types the drivers' handles as `any`; the type of the options says which driver it is.
  if (dataSource.options.type === 'postgres') {
    return new PostgresDatabase(dataSource, (dataSource.driver as unknown as { readonly master: pg.Pool }).master);
  }
  const { databaseConnection } = dataSource.driver as unknown as {
    readonly databaseConnection: BetterSqlite3.Database;
  };
  return new SqliteDatabase(dataSource, databaseConnection);
};
