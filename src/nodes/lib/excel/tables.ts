import type { CellValue, Workbook } from 'hucre/xlsx';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { readTable } from '../../dataframe/read-table.js';
import type { Table } from '../../dataframe/table.js';
import { tableOfRows, toDataFrame } from '../../dataframe/table.js';
import { frame } from '../../nodetool/data/frame-type.js';
import { formatValue } from '../../python/format-value.js';
import { isMissing } from '../../python/query-functions.js';
import { placeOf } from './cell-range.js';
import { sheetName, workbook } from './properties.js';
import { changeWorkbook, openWorkbook, sheetOf, sheetOrNew, writeCell } from './workbook.js';

/** `lib.excel.DataFrameToExcel`: a table as cells of a worksheet. */
export const DataFrameToExcel = defineNodeType({
  type: 'lib.excel.DataFrameToExcel',
  title: 'Table to Excel',
  description: 'Writes a table into a worksheet, which is added when the workbook has none of that name.',
  tags: ['excel', 'dataframe', 'table', 'export'],
  properties: {
    workbook,
    dataframe: frame('The table.'),
    sheet_name: sheetName,
    start_cell: str('A1', { description: 'The cell for the upper left corner.' }),
    include_header: bool(true, { description: 'Writes the names of the columns above the rows.' }),
  },
  outputs: { output: 'any' },
  process: async ({ workbook: reference, dataframe, sheet_name, start_cell, include_header }, context) => {
    const table = await readTable(dataframe, context);
    const { row: top, column: left } = placeOf(start_cell);
    const lines = linesOf(table, include_header);
    const change = (into: Workbook): void => {
      const sheet = sheetOrNew(into, sheet_name);
      for (const [row, line] of lines.entries()) {
        for (const [column, value] of line.entries())
          writeCell(sheet, { row: top + row, column: left + column }, value);
      }
    };
    return { output: await changeWorkbook(reference, change, context) };
  },
});

/** `lib.excel.ExcelToDataFrame`: the cells of a worksheet as a table; dates become texts. */
export const ExcelToDataFrame = defineNodeType({
  type: 'lib.excel.ExcelToDataFrame',
  title: 'Excel to Table',
  description: 'Reads a worksheet as a table. Dates become texts, such as 2026-01-31 or 2026-01-31T08:30:00.',
  tags: ['excel', 'dataframe', 'table', 'import'],
  properties: {
    workbook,
    sheet_name: sheetName,
    has_header: bool(true, { description: 'Takes the first row for the names of the columns.' }),
  },
  outputs: { output: 'dataframe' },
  process: async ({ workbook: reference, sheet_name, has_header }, context) => {
    const { rows } = sheetOf(await openWorkbook(reference, context), sheet_name);
    const cells = rows.map((row) => row.map(fromCell));
    let width = 0;
    for (const { length } of cells) width = Math.max(width, length);
    const header = has_header ? (cells[0] ?? []) : [];
    const names = Array.from({ length: width }, (_, index) => nameOf(header[index], index, has_header));
    return { output: toDataFrame(tableOfRows(names, has_header ? cells.slice(1) : cells)) };
  },
});

const linesOf = ({ columns, height }: Table, withHeader: boolean): readonly (readonly CellValue[])[] => {
  const rows = Array.from({ length: height }, (_, row) => columns.map(({ values }) => toCell(values[row])));
  return withHeader ? [columns.map(({ name }) => name), ...rows] : rows;
};

const toCell = (value: unknown): CellValue => {
  if (isMissing(value)) return null;
  const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  // What is plain by this test is a text, a truth value or a finite number.
  return isPlain ? (value as CellValue) : formatValue(value);
};

const fromCell = (value: CellValue): unknown => {
  if (!(value instanceof Date)) return value;
  const [day = '', time = ''] = value
    .toISOString()
    .replace(/(\.000)?Z$/, '')
    .split('T');
  return time === '00:00:00' ? day : `${day}T${time}`;
};

const nameOf = (cell: unknown, index: number, hasHeader: boolean): string => {
  if (!hasHeader) return String(index);
  return isMissing(cell) ? `Unnamed: ${index}` : formatValue(cell);
};
