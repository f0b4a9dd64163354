import { PERSISTENCE } from '../../src/app/persistence.js';
import type { TestDatabase } from '../../src/database/testing.js';
import { openTestDatabase } from '../../src/database/testing.js';

/** Opens an empty database with every table of the program: SQLite in memory, or a fresh schema of a PostgreSQL. */
export const openAppDatabase = (databaseUrl?: string): Promise<TestDatabase> =>
  openTestDatabase({ ...PERSISTENCE, databaseUrl });
