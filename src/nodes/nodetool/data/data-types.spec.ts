import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TempWorkspace } from '../../../../test/support/temp-workspace.js';
import type { NodeType } from '../../../engine/node-type.js';
import { dataframe } from '../../dataframe/dataframe.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { AddColumn, FillNA, SelectColumn } from './columns.js';
import { Append, Join, Merge } from './combine.js';
import { ForEachRow, ToList } from './each.js';
import { Aggregate, Pivot } from './group.js';
import { LoadCSVAssets, LoadCSVFile, LoadCSVURL } from './load.js';
import { FromList, ImportCSV, JSONToDataframe } from './make.js';
import { DropDuplicates, Filter, FindRow, SortByColumn } from './rows.js';
import { SaveCSVDataframeFile, SaveDataframe } from './save.js';

const table = (names: string, ...data: readonly (readonly unknown[])[]) =>
  dataframe(
    names.split(' ').map((name) => ({ name, data_type: 'object' as const, description: '' })),
    data,
  );

const run = async (
  type: NodeType,
  inputs: Readonly<Record<string, unknown>>,
  services: Parameters<typeof tryNodeType>[2] = {},
): Promise<unknown> => (await tryNodeType(type, inputs, services)).outputs['output']?.[0];

const people = table('name age city', ['Ann', 30, 'Rome'], ['Bob', null, 'Oslo'], ['Cid', 41, 'Rome']);

describe('rows of a table', () => {
  it.each([
    ['age > age.mean()', [['Cid', 41, 'Rome']]],
    ['index >= 1 and city != "Rome"', [['Bob', NaN, 'Oslo']]],
    [
      'age.isna() or name.str.lower() == "ann"',
      [
        ['Ann', 30, 'Rome'],
        ['Bob', NaN, 'Oslo'],
      ],
    ],
    [
      'not (city in ["Rome"]) | (30 < age <= 41)',
      [
        ['Bob', NaN, 'Oslo'],
        ['Cid', 41, 'Rome'],
      ],
    ],
    ['city.isin(["Oslo"])', [['Bob', NaN, 'Oslo']]],
  ])('are filtered by %s', async (condition, data) => {
    expect(await run(Filter, { df: people, condition })).toMatchObject({ data });
  });

  it.each([
    ['salary > 1', "name 'salary' is not defined"],
    ['', 'expr cannot be an empty string'],
    ['age ? 1', 'invalid syntax'],
  ])('are not filtered by %j', async (condition, message) => {
    await expect(run(FindRow, { df: people, condition })).rejects.toThrow(message);
  });

  it('keep their order where the sorted values are equal, and stand last without one', async () => {
    expect(await run(SortByColumn, { df: people, column: 'age' })).toMatchObject({
      data: [
        ['Ann', 30, 'Rome'],
        ['Cid', 41, 'Rome'],
        ['Bob', NaN, 'Oslo'],
      ],
    });
    const names = table('a b', [1, 'x'], [0, 'y'], [1, 'z'], [0, 'w']);
    expect(await run(SortByColumn, { df: names, column: 'a' })).toMatchObject({
      data: [
        [0, 'y'],
        [0, 'w'],
        [1, 'x'],
        [1, 'z'],
      ],
    });
  });

  it('are the same also in what they lack and in lists', async () => {
    const df = table('a b', [[1], null], [[1], null], [[2], null]);
    expect(await run(DropDuplicates, { df })).toMatchObject({
      data: [
        [[1], NaN],
        [[2], NaN],
      ],
    });
  });
});

describe('tables of several', () => {
  it('are joined on a column, in the order of the first, with other columns of either', async () => {
    const cities = table('city land name', ['Rome', 'IT', 'x'], ['Rome', 'US', 'y']);
    expect(await run(Join, { dataframe_a: people, dataframe_b: cities, join_on: 'city' })).toMatchObject({
      columns: [{ name: 'name_x' }, { name: 'age' }, { name: 'city' }, { name: 'land' }, { name: 'name_y' }],
      data: [
        ['Ann', 30, 'Rome', 'IT', 'x'],
        ['Ann', 30, 'Rome', 'US', 'y'],
        ['Cid', 41, 'Rome', 'IT', 'x'],
        ['Cid', 41, 'Rome', 'US', 'y'],
      ],
    });
  });

  it('refuse a join of texts with numbers', async () => {
    const inputs = { dataframe_a: table('k', [1]), dataframe_b: table('k', ['1']), join_on: 'k' };
    await expect(run(Join, inputs)).rejects.toThrow('merge on int64 and str columns');
  });

  it('stand side by side and below each other', async () => {
    const [a, b] = [table('x', [1], [2]), table('y', [true])];
    expect(await run(Merge, { dataframe_a: a, dataframe_b: b })).toMatchObject({
      data: [
        [1, true],
        [2, NaN],
      ],
    });
    const whole = await run(Append, { dataframe_a: a, dataframe_b: table('x', [0.5]) });
    expect(whole).toMatchObject({ columns: [{ data_type: 'float' }], data: [[1], [2], [0.5]] });
    await expect(run(Append, { dataframe_a: a, dataframe_b: b })).rejects.toThrow('do not match');
  });
});

describe('columns of a table', () => {
  it('are chosen by name, with or without blanks', async () => {
    expect(await run(SelectColumn, { dataframe: people, columns: 'city, name' })).toMatchObject({
      columns: [{ name: 'city' }, { name: 'name' }],
    });
    await expect(run(SelectColumn, { dataframe: people, columns: 'city,x' })).rejects.toThrow(`"['x'] not in index"`);
  });

  it.each([
    ['forward', [[1], [1], [3]]],
    ['backward', [[1], [3], [3]]],
    ['mean', [[1], [2], [3]]],
    ['value', [[1], [0], [3]]],
  ])('are filled: %s', async (method, data) => {
    const filled = await run(FillNA, { dataframe: table('v', [1], [null], [3]), method });
    expect(filled).toMatchObject({ columns: [{ data_type: 'float' }], data });
  });

  it('are filled each with a value of its own', async () => {
    const filled = await run(FillNA, { dataframe: table('a b', [null, null]), value: { a: 'x' } });
    expect(filled).toMatchObject({ data: [['x', NaN]] });
  });

  it('take the first values of a table without rows', async () => {
    const added = await run(AddColumn, { dataframe: table('a'), column_name: 'b', values: [1, 2] });
    expect(added).toMatchObject({
      data: [
        [NaN, 1],
        [NaN, 2],
      ],
    });
  });
});

describe('groups of rows', () => {
  it('leave out what is missing', async () => {
    const dataframe_ = table('k v', ['b', 1], ['a', null], ['b', null], [null, 9]);
    const of = (aggregation: string) => run(Aggregate, { dataframe: dataframe_, columns: 'k', aggregation });
    expect(await of('count')).toMatchObject({
      columns: [{}, { data_type: 'int' }],
      data: [
        ['a', 0],
        ['b', 1],
      ],
    });
    expect(await of('mean')).toMatchObject({
      data: [
        ['a', NaN],
        ['b', 1],
      ],
    });
    expect(await of('median')).toMatchObject({
      data: [
        ['a', NaN],
        ['b', 1],
      ],
    });
  });

  it('say which aggregation texts do not have', async () => {
    const inputs = { dataframe: people, columns: 'city', aggregation: 'mean' };
    await expect(run(Aggregate, inputs)).rejects.toThrow("dtype 'str' does not support operation 'mean'");
  });

  it('become cells of a pivot, whole numbers where none is missing', async () => {
    const long = table('r c v', ['x', 2, 1], ['x', 1, 2], ['y', 1, 3], ['y', 2, 4]);
    expect(await run(Pivot, { dataframe: long, index: 'r', columns: 'c', values: 'v' })).toMatchObject({
      columns: [{ name: 'r' }, { name: '1', data_type: 'int' }, { name: '2', data_type: 'int' }],
      data: [
        ['x', 2, 1],
        ['y', 3, 4],
      ],
    });
  });
});

describe('tables of text', () => {
  it.each([
    ['a,a,\n1,2,3\n', [{ name: 'a' }, { name: 'a.1' }, { name: 'Unnamed: 2' }], [[1, 2, 3]]],
    ['a\r\nTrue\r\nFALSE\r\n', [{ name: 'a', data_type: 'object' }], [[true], [false]]],
    ['id\n12345678901234567890\n1\n', [{ data_type: 'object' }], [['12345678901234567890'], ['1']]],
    [
      'a,b\n1\n\nNA,x\n',
      [{ data_type: 'float' }, { data_type: 'object' }],
      [
        [1, NaN],
        [NaN, 'x'],
      ],
    ],
    ['a\n1.0\n 2\ninf\n', [{ data_type: 'float' }], [[1], [2], [Infinity]]],
    ['\ufeffa\n"x\ny"\n""\n', [{ name: 'a' }], [['x\ny'], [NaN]]],
    ['a,b\n1,2,3\n', [{ name: 'a' }, { name: 'b' }], [[2, 3]]],
  ])('are read from CSV %j', async (csv_data, columns, data) => {
    expect(await run(ImportCSV, { csv_data })).toMatchObject({ columns, data });
  });

  it('say where a quotation mark is never closed', async () => {
    await expect(run(ImportCSV, { csv_data: 'a\n"x' })).rejects.toThrow('Error tokenizing data');
  });

  it.each([
    [
      '[{"a":1},{"b":null}]',
      [
        [1, NaN],
        [NaN, NaN],
      ],
    ],
    [
      '{"a":{"x":1,"y":2},"b":{"y":3}}',
      [
        [1, NaN],
        [2, 3],
      ],
    ],
    ['[1,2]', [[1], [2]]],
    ['[]', []],
  ])('are read from JSON %s', async (text, data) => {
    expect(await run(JSONToDataframe, { text })).toMatchObject({ data });
  });

  it.each([
    ['{"a":1}', 'all scalar values'],
    ['{"a":[1],"b":[]}', 'same length'],
    ['5', 'not properly called'],
  ])('are not read from JSON %s', async (text, message) => {
    await expect(run(JSONToDataframe, { text })).rejects.toThrow(message);
  });

  it('refuse rows that are wider than the columns', async () => {
    await expect(run(ToList, { dataframe: table('a', [1, 2]) })).rejects.toThrow('1 columns passed');
  });
});

describe('tables of files', () => {
  let workspace: TempWorkspace;
  const assets = new TrialAssets();

  beforeEach(async () => {
    workspace = await TempWorkspace.open();
  });

  afterEach(() => workspace.close());

  it('are written and read in the workspace', async () => {
    await mkdir(join(workspace.folder, 'out'));
    const services = { services: { workspace } };
    const inputs = { dataframe: people, folder: 'out', filename: 'people.csv' };
    expect(await run(SaveCSVDataframeFile, inputs, services)).toMatchObject({ data: people.data });
    expect(await readFile(join(workspace.folder, 'out/people.csv'), 'utf8')).toBe(
      'name,age,city\nAnn,30.0,Rome\nBob,,Oslo\nCid,41.0,Rome\n',
    );
    const read = await run(LoadCSVFile, { file_path: 'out/people.csv' }, services);
    expect(read).toMatchObject({
      columns: [{}, { data_type: 'float' }, {}],
      data: [
        ['Ann', 30, 'Rome'],
        ['Bob', NaN, 'Oslo'],
        ['Cid', 41, 'Rome'],
      ],
    });
  });

  it('are refused where there is no such file or folder, or no UTF-8 text', async () => {
    const services = { services: { workspace } };
    await writeFile(join(workspace.folder, 'latin.csv'), Buffer.from([0x61, 0x0a, 0xe9]));
    await expect(run(LoadCSVFile, { file_path: 'none.csv' }, services)).rejects.toThrow('there is no file none.csv');
    await expect(run(LoadCSVFile, { file_path: 'latin.csv' }, services)).rejects.toThrow('latin.csv is no UTF-8 text');
    await expect(run(LoadCSVFile, { file_path: '../x.csv' }, services)).rejects.toThrow('out of the workspace');
    const inputs = { dataframe: people, folder: 'none', filename: 'x.csv' };
    await expect(run(SaveCSVDataframeFile, inputs, services)).rejects.toThrow('Folder does not exist: none');
  });

  it('are kept as assets, and read from their folder', async () => {
    const folder = { type: 'folder', uri: '', asset_id: 'f1' };
    const saved = await run(SaveDataframe, { df: people, folder, name: 'p.csv' }, { services: { assets } });
    expect(saved).toMatchObject({
      type: 'dataframe',
      data: [
        ['Ann', 30, 'Rome'],
        ['Bob', NaN, 'Oslo'],
        ['Cid', 41, 'Rome'],
      ],
    });
    const { outputs } = await tryNodeType(LoadCSVAssets, { folder }, { services: { assets } });
    expect(outputs['name']).toEqual(['p.csv']);
    expect(outputs['dataframe']).toMatchObject([{ columns: [{ name: 'name' }, { name: 'age' }, { name: 'city' }] }]);
    const { asset_id } = saved as { readonly asset_id: string };
    const reference = { type: 'dataframe', uri: '', asset_id, columns: null, data: null };
    expect(await run(ToList, { dataframe: reference }, { services: { assets } })).toHaveLength(3);
  });

  it('are loaded from the web', async () => {
    const server = createServer(({ url }, response) => {
      response.statusCode = url === '/a.csv' ? 200 : 404;
      response.end('a\n1\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const http = { fetch: (url: string) => fetch(url) };
    try {
      expect(await run(LoadCSVURL, { url: `http://127.0.0.1:${port}/a.csv` }, { services: { http } })).toMatchObject({
        data: [[1]],
      });
      const missing = run(LoadCSVURL, { url: `http://127.0.0.1:${port}/b.csv` }, { services: { http } });
      await expect(missing).rejects.toThrow('answered with status 404');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('a table of 100,000 rows', () => {
  const height = 100_000;
  const values = Array.from({ length: height }, (_, row) => ({ id: row, group: `g${row % 100}`, v: row % 7 }));

  it('stays usable', async () => {
    const large = await run(FromList, { values });
    const sorted = await run(SortByColumn, { df: large, column: 'v' });
    expect(await run(Filter, { df: sorted, condition: 'v == 6 and id < 14' })).toMatchObject({
      data: [
        [6, 'g6', 6],
        [13, 'g13', 6],
      ],
    });
    expect(await run(Aggregate, { dataframe: large, columns: 'group' })).toHaveProperty('data.length', 100);
    expect(await run(Join, { dataframe_a: large, dataframe_b: large, join_on: 'id' })).toHaveProperty(
      'data.length',
      height,
    );
    expect(await run(DropDuplicates, { df: large })).toHaveProperty('data.length', height);
    const { outputs } = await tryNodeType(ForEachRow, {
      dataframe: await run(Filter, { df: large, condition: 'id < 1000' }),
    });
    expect(outputs['index']).toHaveLength(1000);
  }, 120_000);
});
