import { describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { openAppDatabase } from '../../../test/support/database.js';
import { findPostgres } from '../../../test/support/services.js';
import { PostgresVectorStore } from './postgres-vector-store.js';

/** A PostgreSQL without pgvector: what Debian has. */
const findBarePostgres = async (): Promise<string | null> => {
  const url = await findPostgres();
  if (url === null) return null;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'");
    return rowCount === 0 ? url : null;
  } finally {
    await client.end();
  }
};

const bareUrl = await findBarePostgres();

(bareUrl === null ? describe.skip : describe)('PostgresVectorStore without pgvector', () => {
  it('says that the extension is missing, and what to do about it', async () => {
    const { close } = await openAppDatabase(bareUrl ?? '');
    const store = new PostgresVectorStore(bareUrl ?? '');
    try {
      await expect(store.create('1', 'notes', {})).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('pgvector'),
        hint: expect.stringContaining('CREATE EXTENSION vector'),
      });
    } finally {
      await store.close();
      await close();
    }
  });
});
