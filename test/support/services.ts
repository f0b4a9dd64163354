import { describe } from '@jest/globals';
import pg from 'pg';

/** PostgreSQL of the test machine; `TEST_DATABASE_URL` names another one. */
const DEFAULT_URL = 'postgres://postgres@127.0.0.1:5432/test';
const CONNECT_TIMEOUT_MS = 2000;

/**
 * Declares a group of tests once for each database: SQLite always, PostgreSQL when it can be reached and else as skipped.
 *
 * @param body gets no URL for SQLite in memory
 * @throws Error when `REQUIRE_SERVICES` is set and PostgreSQL can't be reached
 */
export const describeDatabases = async (title: string, body: (databaseUrl?: string) => void): Promise<void> => {
  const url = await findPostgres();
  describe(`${title} on SQLite`, () => {
    body();
  });
  if (url !== null) {
    describe(`${title} on PostgreSQL`, () => {
      body(url);
    });
  } else {
    // oxlint-disable-next-line jest/no-disabled-tests -- the report must show that these tests did not run
    describe.skip(`${title} on PostgreSQL (not reachable: set TEST_DATABASE_URL)`, () => {
      body('');
    });
  }
};

/** Finds the PostgreSQL of the test machine; null when it can't be reached and isn't required. */
export const findPostgres = async (): Promise<string | null> => {
  const url = process.env['TEST_DATABASE_URL'] ?? DEFAULT_URL;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    await client.end();
    return url;
  } catch (cause) {
    if ((process.env['REQUIRE_SERVICES'] ?? '') === '') return null;
    throw new Error('PostgreSQL is required by REQUIRE_SERVICES but cannot be reached', { cause });
  }
};
