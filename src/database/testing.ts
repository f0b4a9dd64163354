import { randomBytes } from 'node:crypto';

import pg from 'pg';
import { DataSource } from 'typeorm';

import type { Persistence } from './data-source-options.js';
import { dataSourceOptions } from './data-source-options.js';
import type { Database } from './database.js';
import { databaseOf } from './open-database.js';

/** A database that lives as long as a test. */
export interface TestDatabase {
  readonly database: Database;
  readonly dataSource: DataSource;
  /** Drops everything that the test wrote. */
  close(): Promise<void>;
}

/** Which tables to make, and where: without a URL in SQLite's memory, else in a fresh schema of that PostgreSQL. */
export interface TestDatabaseOptions extends Persistence {
  readonly databaseUrl?: string | undefined;
}

/** Opens an empty database with every migration applied. */
export const openTestDatabase = async ({ databaseUrl, ...persistence }: TestDatabaseOptions): Promise<TestDatabase> => {
  const schema = databaseUrl === undefined ? undefined : await makeSchema(databaseUrl);
  const dataSource = new DataSource(dataSourceOptions({ databaseUrl: schema?.url, dataDir: ':memory:' }, persistence));
  await dataSource.initialize();
  return {
    database: databaseOf(dataSource),
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await schema?.drop();
    },
  };
};

const makeSchema = async (databaseUrl: string): Promise<{ readonly url: string; drop(): Promise<void> }> => {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOnce(databaseUrl, `CREATE SCHEMA ${name}`);
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-c search_path=${name}`);
  return { url: url.href, drop: () => runOnce(databaseUrl, `DROP SCHEMA ${name} CASCADE`) };
};

const runOnce = async (databaseUrl: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
