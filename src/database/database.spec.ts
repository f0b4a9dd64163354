import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Entity, Table } from 'typeorm';

import { describeDatabases } from '../../test/support/services.js';
import { BoolColumn, IdColumn, IntColumn, JsonColumn, SequenceColumn, TextColumn, TimeColumn } from './columns.js';
import {
  boolColumn,
  idColumn,
  intColumn,
  jsonColumn,
  sequenceColumn,
  textColumn,
  timeColumn,
} from './migration-columns.js';
import { StaleWriteError } from './statement.js';
import type { TestDatabase } from './testing.js';
import { openTestDatabase } from './testing.js';

@Entity({ name: 'things' })
class Thing {
  @IdColumn() readonly id: string = '';
  @TextColumn({ isNullable: true }) readonly name: string | null = null;
  @IntColumn() readonly size: number = 0;
  @BoolColumn({ name: 'is_new' }) readonly isNew: boolean = false;
  @JsonColumn<readonly number[] | null>({ isNullable: true }) readonly data: readonly number[] | null = null;
  @TimeColumn({ name: 'made_at' }) readonly madeAt: number = 0;
}

@Entity({ name: 'lines' })
class Line {
  @SequenceColumn({ name: 'seq' }) readonly seq: number = 0;
  @TextColumn() readonly text: string = '';
}

class Things1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const things = [
      idColumn('id'),
      textColumn('name', { isNullable: true }),
      intColumn('size'),
      boolColumn('is_new'),
      jsonColumn('data', { isNullable: true }),
      timeColumn('made_at'),
    ];
    await runner.createTable(new Table({ name: 'things', columns: things }));
    await runner.createTable(
      new Table({ name: 'lines', columns: [sequenceColumn('seq', runner), textColumn('text')] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('lines');
    await runner.dropTable('things');
  }
}

const INSERT = 'INSERT INTO things (id, name, size, is_new, data, made_at) VALUES (?, ?, ?, ?, ?, ?)';
const insert = (id: string, size = 0) => ({
  sql: INSERT,
  params: [id, "it's ? \u{1F600}", size, true, '[1,2]', 1_764_000_000_001],
});

await describeDatabases('Database', (databaseUrl) => {
  let opened: TestDatabase;
  const database = () => opened.database;

  const idsLike = async (prefix: string): Promise<string[]> => {
    const rows = await database().query<{ id: string }>('SELECT id FROM things WHERE id LIKE ? ORDER BY id', [
      `${prefix}%`,
    ]);
    return rows.map(({ id }) => id);
  };

  beforeAll(async () => {
    opened = await openTestDatabase({ entities: [Thing, Line], migrations: [Things1700000000001], databaseUrl });
  });

  afterAll(() => opened.close());

  it('writes rows that the repository reads back with their types', async () => {
    expect(await database().atomic([insert('types')])).toEqual([1]);
    expect(await database().repository(Thing).findOneBy({ id: 'types' })).toEqual({
      id: 'types',
      name: "it's ? \u{1F600}",
      size: 0,
      isNew: true,
      data: [1, 2],
      madeAt: 1_764_000_000_001,
    });
  });

  it('reads times and flags as numbers in raw rows', async () => {
    await database().atomic([insert('raw')]);
    const rows = await database().query('SELECT is_new, made_at FROM things WHERE id = ?', ['raw']);
    expect(rows).toEqual([{ is_new: 1, made_at: 1_764_000_000_001 }]);
  });

  it('does nothing for an empty batch', async () => {
    expect(await database().atomic([])).toEqual([]);
  });

  it('keeps nothing of a batch whose condition does not hold, and everything of its neighbours', async () => {
    const batches = [
      database().atomic([insert('group-a')]),
      database().atomic([
        insert('group-b'),
        { sql: 'UPDATE things SET size = 9 WHERE id = ?', params: ['none'], expect: 1 },
      ]),
      database().atomic([
        insert('group-c'),
        { sql: 'UPDATE things SET size = 9 WHERE id = ?', params: ['group-c'], expect: 1 },
      ]),
    ];
    const results = await Promise.allSettled(batches);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: expect.any(StaleWriteError) });
    expect(results[2]).toMatchObject({ value: [1, 1] });
    expect(await idsLike('group-')).toEqual(['group-a', 'group-c']);
  });

  it('rolls a broken batch back and says why', async () => {
    await expect(database().atomic([insert('twice'), insert('twice')])).rejects.toMatchObject({
      message: expect.stringMatching(/unique/i),
    });
    await expect(database().atomic([{ sql: 'UPDATE nowhere SET x = 1' }])).rejects.toMatchObject({
      message: expect.stringMatching(/nowhere/),
    });
    expect(await idsLike('twice')).toEqual([]);
  });

  it('lets exactly one of many competing conditional updates win', async () => {
    await database().atomic([insert('race')]);
    const claim = (winner: number) =>
      database().atomic([
        { sql: 'UPDATE things SET size = ? WHERE id = ? AND size = 0', params: [winner, 'race'], expect: 1 },
      ]);
    const results = await Promise.allSettled(Array.from({ length: 25 }, (_, index) => claim(index + 1)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('makes an upsert that both databases understand', async () => {
    const upsert = {
      sql: `${INSERT} ON CONFLICT (id) DO UPDATE SET size = excluded.size`,
      params: insert('upsert', 1).params,
    };
    await database().atomic([upsert]);
    await database().atomic([{ ...upsert, params: insert('upsert', 2).params }]);
    const rows = await database().query('SELECT size FROM things WHERE id = ?', ['upsert']);
    expect(rows).toEqual([{ size: 2 }]);
  });

  it('appends many rows in their order', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => [`line ${String(index)}`]);
    await database().atomic(database().appendRows('lines', ['text'], rows));
    const [count] = await database().query('SELECT COUNT(*) AS total FROM lines');
    expect(count).toEqual({ total: 30_000 });
    const last = await database().query('SELECT text FROM lines ORDER BY seq DESC LIMIT 1');
    expect(last).toEqual([{ text: 'line 29999' }]);
  });

  it('keeps a text with a NUL character readable', async () => {
    await expect(database().atomic(database().appendRows('lines', ['text'], [['a\0b']]))).resolves.toEqual([1]);
  });

  it('rolls its migrations back', async () => {
    await opened.dataSource.undoLastMigration();
    await expect(database().query('SELECT 1 FROM things')).rejects.toMatchObject({
      message: expect.stringMatching(/things/),
    });
    await opened.dataSource.runMigrations();
    expect(await idsLike('')).toEqual([]);
  });
});
