import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { PERSISTENCE } from '../../src/app/persistence.js';
import type { TestDatabase } from '../../src/database/testing.js';
import { openAppDatabase } from '../support/database.js';
import { describeDatabases } from '../support/services.js';

await describeDatabases('The schema', (databaseUrl) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await openAppDatabase(databaseUrl);
  });

  afterAll(() => opened.close());

  it('that the migrations make is the one that the entities describe', async () => {
    const runner = opened.dataSource.createQueryRunner();
    const described = opened.dataSource.entityMetadatas.map(({ tableName, columns }) => ({
      table: tableName,
      columns: columns
        .map(({ databaseName, isNullable, isPrimary }) => `${databaseName} ${String(isNullable)} ${String(isPrimary)}`)
        .sort(),
    }));
    const made: typeof described = [];
    for (const { table: name } of described) {
      const columns = (await runner.getTable(name))?.columns ?? [];
      made.push({
        table: name,
        columns: columns
          .map((column) => `${column.name} ${String(column.isNullable)} ${String(column.isPrimary)}`)
          .sort(),
      });
    }
    await runner.release();
    expect(made).toEqual(described);
  });

  it('goes away table by table when every migration is undone, and comes back', async () => {
    for (const _ of PERSISTENCE.migrations) await opened.dataSource.undoLastMigration();
    const tables = opened.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    for (const table of tables)
      await expect(opened.database.query(`SELECT 1 FROM ${table}`)).rejects.toMatchObject({
        message: expect.stringContaining(table),
      });
    await opened.dataSource.runMigrations();
    for (const table of tables) expect(await opened.database.query(`SELECT 1 FROM ${table}`)).toEqual([]);
  });
});
