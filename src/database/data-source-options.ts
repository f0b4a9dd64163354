import { join } from 'node:path';

import type BetterSqlite3 from 'better-sqlite3';
import type { DataSourceOptions, EntityTarget, MigrationInterface, ObjectLiteral } from 'typeorm';

/** The tables of a program: what the composition root hands down to this layer. */
export interface Persistence {
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** Where the rows live: PostgreSQL when there is a URL, else a file in the data folder; `:memory:` keeps nothing. */
export interface DatabaseLocation {
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
}

const POOL_SIZE = 10;
const BUSY_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Makes TypeORM's options; migrations run when the data source is opened. */
export const dataSourceOptions = (
  { databaseUrl, dataDir }: DatabaseLocation,
  { entities, migrations }: Persistence,
): DataSourceOptions => {
  const shared = {
    entities: entities as Extract<DataSourceOptions['entities'], unknown[]>, // TypeORM's type is the same list without `readonly`
    migrations: [...migrations],
    migrationsRun: true,
    migrationsTransactionMode: 'each' as const,
    synchronize: false,
    logging: false as const,
  };
  return databaseUrl === undefined
    ? {
        ...shared,
        type: 'better-sqlite3',
        database: dataDir === ':memory:' ? dataDir : join(dataDir, 'nodetool.sqlite'),
        timeout: BUSY_TIMEOUT_MS,
        prepareDatabase: prepareSqlite,
      }
    : {
        ...shared,
        type: 'postgres',
        url: databaseUrl,
        poolSize: POOL_SIZE,
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        parseInt8: true,
        applicationName: 'nodetool-gateway',
      };
};

/** WAL with `synchronous=NORMAL` survives a killed process at any moment; a power cut may take the last commits. */
const prepareSqlite = (handle: BetterSqlite3.Database): void => {
  handle.pragma('journal_mode = WAL');
  handle.pragma('synchronous = NORMAL');
  handle.pragma(`busy_timeout = ${String(BUSY_TIMEOUT_MS)}`);
  handle.pragma('foreign_keys = ON');
  handle.pragma('temp_store = MEMORY');
};
