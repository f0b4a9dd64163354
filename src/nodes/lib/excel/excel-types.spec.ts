import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { openXlsx, writeXlsx } from 'hucre/xlsx';

import { TempWorkspace } from '../../../../test/support/temp-workspace.js';
import type { NodeType } from '../../../engine/node-type.js';
import { dataframe } from '../../dataframe/dataframe.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { placeOf, rangeOf } from './cell-range.js';
import { CreateWorkbook, SaveWorkbook } from './files.js';
import { AutoFitColumns, FormatCells } from './layout.js';
import { DataFrameToExcel, ExcelToDataFrame } from './tables.js';

const assets = new TrialAssets();

const run = async (type: NodeType, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
  (await tryNodeType(type, inputs, { services: { assets } })).outputs['output']?.[0];

const people = dataframe(
  [
    { name: 'name', data_type: 'object', description: '' },
    { name: 'age', data_type: 'float', description: '' },
  ],
  [
    ['Ann', 30],
    ['Bob', null],
  ],
);

const open = async (reference: unknown) => openXlsx(await assets.read(reference), { readStyles: true });

const filled = async (): Promise<unknown> =>
  run(DataFrameToExcel, { workbook: await run(CreateWorkbook), dataframe: people });

describe('node types of lib.excel', () => {
  it('makes a workbook with one empty worksheet', async () => {
    const workbook = await run(CreateWorkbook, { sheet_name: 'Data' });
    expect(workbook).toMatchObject({ type: 'excel' });
    expect((await open(workbook)).sheets).toMatchObject([{ name: 'Data', rows: [] }]);
  });

  it('gives back the table that it wrote', async () => {
    expect(await run(ExcelToDataFrame, { workbook: await filled() })).toMatchObject({
      columns: [
        { name: 'name', data_type: 'object' },
        { name: 'age', data_type: 'float' },
      ],
      data: [
        ['Ann', 30],
        ['Bob', NaN],
      ],
    });
  });

  it('writes from the start cell on, into a worksheet of its own', async () => {
    const inputs = { workbook: await filled(), dataframe: people, sheet_name: 'More', start_cell: 'B2' };
    const { sheets } = await open(await run(DataFrameToExcel, { ...inputs, include_header: false }));
    expect(sheets.map(({ name }) => name)).toEqual(['Sheet1', 'More']);
    expect(sheets[1]?.rows.slice(1).map((row) => row.slice(1))).toEqual([
      ['Ann', 30],
      ['Bob', null],
    ]);
    expect(sheets[0]?.rows[0]).toEqual(['name', 'age']);
  });

  it('numbers the columns of a worksheet without a header', async () => {
    expect(await run(ExcelToDataFrame, { workbook: await filled(), has_header: false })).toMatchObject({
      columns: [{ name: '0' }, { name: '1' }],
      data: [
        ['name', 'age'],
        ['Ann', 30],
        ['Bob', NaN],
      ],
    });
  });

  it('reads dates as texts', async () => {
    const rows = [
      ['day', 'time'],
      [new Date(Date.UTC(2026, 0, 31)), new Date(Date.UTC(2026, 0, 31, 8, 30))],
    ];
    const data = await writeXlsx({ sheets: [{ name: 'Sheet1', rows }] });
    const table = await run(ExcelToDataFrame, { workbook: { type: 'excel', uri: '', asset_id: null, data } });
    expect(table).toMatchObject({ data: [['2026-01-31', '2026-01-31T08:30:00']] });
  });

  it('formats the cells of a range and keeps what they hold, also when others are written later', async () => {
    const formatted = await run(FormatCells, {
      workbook: await filled(),
      cell_range: 'B1:A1',
      bold: true,
      background_color: '#00ff00',
    });
    const [sheet] = (await open(await run(DataFrameToExcel, { workbook: formatted, dataframe: people }))).sheets;
    expect(sheet?.rows[0]).toEqual(['name', 'age']);
    expect(sheet?.cells?.get('0,0')?.style).toMatchObject({ font: { bold: true }, fill: { pattern: 'solid' } });
    expect(sheet?.cells?.get('0,1')?.style?.fill).toMatchObject({ fgColor: { rgb: '00FF00' } });
    expect(sheet?.cells?.get('1,0')?.style).toBeUndefined();
  });

  it('makes columns as wide as their longest text', async () => {
    const [sheet] = (await open(await run(AutoFitColumns, { workbook: await filled() }))).sheets;
    expect(sheet?.columns?.map(({ width }) => width)).toEqual([6, 5]);
  });

  it('saves a workbook into a folder of the workspace', async () => {
    const workspace = await TempWorkspace.open();
    try {
      await mkdir(join(workspace.folder, 'out'));
      const inputs = { workbook: await filled(), folder: { type: 'file_path', path: 'out' }, filename: 'a-%Y.xlsx' };
      const now = (): Date => new Date('2026-05-01T00:00:00Z');
      await tryNodeType(SaveWorkbook, inputs, { services: { assets, workspace }, now });
      const saved = await openXlsx(await readFile(join(workspace.folder, 'out', 'a-2026.xlsx')));
      expect(saved.sheets[0]?.rows[0]).toEqual(['name', 'age']);
    } finally {
      await workspace.close();
    }
  });

  it.each([
    [ExcelToDataFrame, { sheet_name: 'None' }, 'Worksheet None does not exist; the workbook has: Sheet1'],
    [FormatCells, { cell_range: 'A1:B2:C3' }, 'is no range'],
    [FormatCells, { cell_range: 'A1:XFD1048576' }, 'at most'],
    [FormatCells, { text_color: 'red' }, 'is no colour'],
    [DataFrameToExcel, { dataframe: people, start_cell: '1A' }, 'is no cell'],
    [SaveWorkbook, {}, 'Path is not set'],
  ])('%# says what is wrong', async (type, inputs, message) => {
    await expect(run(type, { workbook: await run(CreateWorkbook), ...inputs })).rejects.toThrow(message);
  });

  it('asks for a workbook', async () => {
    await expect(run(AutoFitColumns)).rejects.toThrow('workbook is not set');
  });
});

describe('names of cells', () => {
  it.each([
    ['A1', { row: 0, column: 0 }],
    ['$ab$10', { row: 9, column: 27 }],
    ['XFD1048576', { row: 1_048_575, column: 16_383 }],
  ])('reads %s', (name, place) => {
    expect(placeOf(name)).toEqual(place);
  });

  it.each(['', 'A', '1', 'A0', 'XFE1', 'A1048577', 'A1B'])('refuses %j', (name) => {
    expect(() => placeOf(name)).toThrow('is no cell');
  });

  it('takes corners in any order', () => {
    expect(rangeOf('C1:A3')).toEqual({ from: { row: 0, column: 0 }, to: { row: 2, column: 2 } });
  });
});
