import { readdir } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TempWorkspace } from '../../../../test/support/temp-workspace.js';
import type { NodeType } from '../../../engine/node-type.js';
import { tryNodeType } from '../../try-node-type.js';
import { CreateTable, Delete, Insert, Update } from './change.js';
import { ExecuteSQL, GetDatabasePath, Query } from './query.js';

let workspace: TempWorkspace;

beforeEach(async () => {
  workspace = await TempWorkspace.open();
});

afterEach(() => workspace.close());

const run = async (type: NodeType, inputs: Readonly<Record<string, unknown>>): Promise<unknown> =>
  (await tryNodeType(type, inputs, { services: { workspace } })).outputs['output']?.[0];

const columns = (...columns: readonly (readonly [string, string])[]) => ({
  type: 'record_type',
  columns: columns.map(([name, data_type]) => ({ name, data_type, description: '' })),
});

const people = { database_name: 'people.db', table_name: 'people' };

const createPeople = (): Promise<unknown> =>
  run(CreateTable, { ...people, columns: columns(['id', 'int'], ['name', 'string'], ['more', 'object']) });

describe('node types of lib.sqlite', () => {
  it('makes a table, and keeps, changes, finds and deletes its rows', async () => {
    await createPeople();
    await createPeople();
    expect(await run(Insert, { ...people, data: { name: 'Ann', more: { tags: ['a'] } } })).toEqual({
      row_id: 1,
      rows_affected: 1,
      message: 'Inserted record with ID 1',
    });
    await run(Insert, { ...people, data: { name: '123', more: null } });
    expect(await run(Query, { ...people, order_by: 'id DESC' })).toEqual([
      { id: 2, name: '123', more: null },
      { id: 1, name: 'Ann', more: { tags: ['a'] } },
    ]);
    expect(await run(Update, { ...people, data: { name: 'Bea' }, where: 'id = 1' })).toEqual({
      rows_affected: 1,
      message: 'Updated 1 record(s)',
    });
    expect(await run(Delete, { ...people, where: 'id = 2' })).toMatchObject({ rows_affected: 1 });
    expect(await run(Query, { ...people, columns: columns(['name', 'string']) })).toEqual([{ name: 'Bea' }]);
  });

  it('keeps whole numbers and truth values as such in columns of texts', async () => {
    await createPeople();
    await run(Insert, { ...people, data: { name: 5, more: true } });
    expect(await run(Query, people)).toEqual([{ id: 1, name: '5', more: '1' }]);
  });

  it('gives whole numbers beyond 2^53 as decimal texts', async () => {
    const sql = 'SELECT 9007199254740993 AS big, ? AS bound';
    expect(await run(ExecuteSQL, { sql, parameters: [7] })).toMatchObject({
      rows: [{ big: '9007199254740993', bound: 7 }],
    });
  });

  it('takes names for names, whatever they hold', async () => {
    const odd = { ...people, table_name: 'a`; DROP TABLE x; --' };
    await run(CreateTable, { ...odd, columns: columns(['select', 'string']) });
    await run(Insert, { ...odd, data: { select: 'x' } });
    expect(await run(Query, odd)).toEqual([{ select: 'x' }]);
  });

  it('has no rows where there is no file, and makes none by asking', async () => {
    expect(await run(Query, people)).toEqual([]);
    expect(await readdir(workspace.folder)).toEqual([]);
    expect(await run(GetDatabasePath, people)).toBe(`${workspace.folder}/people.db`);
  });

  it('needs a condition to delete', async () => {
    await expect(run(Delete, people)).rejects.toThrow('WHERE clause is required');
  });

  it.each([
    "ATTACH 'other.db' AS other",
    ";attach 'other.db' AS other",
    "/* c */ -- d\n ATTACH 'other.db' AS other",
    "\ufeffATTACH 'other.db' AS other",
    "VACUUM INTO 'other.db'",
    "VACUUM main INTO 'other.db'",
    "PRAGMA temp_store_directory = '/'",
    'PRAGMA writable_schema = 1',
    'DETACH main',
  ])('refuses %j', async (sql) => {
    await expect(run(ExecuteSQL, { sql })).rejects.toThrow("isn't allowed");
    expect(await readdir(workspace.folder)).toEqual([]);
  });

  it('refuses more than one statement, also in a condition', async () => {
    await createPeople();
    const message = 'You can only execute one statement at a time.';
    await expect(run(ExecuteSQL, { sql: 'SELECT 1; SELECT 2' })).rejects.toThrow(message);
    await expect(run(Query, { ...people, where: "1; ATTACH 'other.db' AS other" })).rejects.toThrow(message);
  });

  it('refuses code from outside and files outside of the workspace', async () => {
    await expect(run(ExecuteSQL, { sql: "SELECT load_extension('x')" })).rejects.toThrow('not authorized');
    await expect(run(ExecuteSQL, { database_name: '../x.db', sql: 'SELECT 1' })).rejects.toThrow(
      'out of the workspace',
    );
  });

  it('answers pragmas that only tell about tables', async () => {
    await createPeople();
    const { database_name } = people;
    expect(await run(ExecuteSQL, { database_name, sql: 'PRAGMA table_info(people)' })).toMatchObject({ count: 3 });
  });

  it.each([
    ['INSERT INTO people (name) VALUES (?) RETURNING id', { rows: [{ id: 1 }], rows_affected: 1 }],
    ['WITH x AS (SELECT ? AS n) INSERT INTO people (name) SELECT n FROM x', { rows_affected: 1, last_row_id: 1 }],
    ['REPLACE INTO people (name) VALUES (?)', { rows_affected: 1 }],
  ])('keeps what %s has changed', async (sql, answer) => {
    await createPeople();
    const { database_name } = people;
    expect(await run(ExecuteSQL, { database_name, sql, parameters: ['Ann'] })).toMatchObject(answer);
    expect(await run(Query, people)).toMatchObject([{ name: 'Ann' }]);
  });
});
