import type { CellStyle, Sheet } from 'hucre/xlsx';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { lengthOf } from '../../python/code-points.js';
import { ValueError } from '../../python/errors.js';
import { formatValue } from '../../python/format-value.js';
import { rangeOf } from './cell-range.js';
import { sheetName, workbook } from './properties.js';
import { changeWorkbook, restyleCell, sheetOf } from './workbook.js';

/** Cells that one graph node may format. */
const MAX_CELLS = 500_000;
/** Widest column in Excel, in characters. */
const MAX_WIDTH = 255;
const MARGIN = 2;

/** `lib.excel.FormatCells`: weight and colours of a range of cells. */
export const FormatCells = defineNodeType({
  type: 'lib.excel.FormatCells',
  title: 'Format Cells',
  description: 'Sets weight, text colour and background of a range of cells; the rest of their look stays.',
  tags: ['excel', 'format', 'style', 'color'],
  properties: {
    workbook,
    sheet_name: sheetName,
    cell_range: str('A1:B10', { description: 'The cells, such as A1:B10, or one cell.' }),
    bold: bool(false, { description: 'Writes the text bold.' }),
    background_color: str('FFFF00', { description: 'Background as RRGGBB; an empty text leaves it.' }),
    text_color: str('000000', { description: 'Colour of the text as RRGGBB.' }),
  },
  outputs: { output: 'any' },
  process: async ({ workbook: reference, sheet_name, cell_range, bold: isBold, ...colors }, context) => {
    const { from, to } = rangeOf(cell_range);
    const count = (to.row - from.row + 1) * (to.column - from.column + 1);
    if (count > MAX_CELLS)
      throw new ValueError(`${cell_range} has ${count} cells; at most ${MAX_CELLS} can be formatted`);
    const style = styleOf(isBold, colors.text_color, colors.background_color);
    const format = (sheet: Sheet): void => {
      for (let row = from.row; row <= to.row; row += 1) {
        for (let column = from.column; column <= to.column; column += 1) restyleCell(sheet, { row, column }, style);
      }
    };
    return { output: await changeWorkbook(reference, (into) => format(sheetOf(into, sheet_name)), context) };
  },
});

/** `lib.excel.AutoFitColumns`: columns as wide as their longest text. */
export const AutoFitColumns = defineNodeType({
  type: 'lib.excel.AutoFitColumns',
  title: 'Auto-Fit Columns',
  description: 'Makes each column of a worksheet as wide as its longest text.',
  tags: ['excel', 'format', 'columns', 'width'],
  properties: { workbook, sheet_name: sheetName },
  outputs: { output: 'any' },
  process: async ({ workbook: reference, sheet_name }, context) => ({
    output: await changeWorkbook(reference, (into) => fitColumns(sheetOf(into, sheet_name)), context),
  }),
});

const fitColumns = (sheet: Sheet): void => {
  const widths: number[] = [];
  for (const row of sheet.rows) {
    for (const [column, value] of row.entries()) {
      const length = value === null || value === undefined ? 0 : lengthOf(textOf(value));
      widths[column] = Math.max(widths[column] ?? 0, length);
    }
  }
  const columns = sheet.columns ?? [];
  sheet.columns = Array.from({ length: Math.max(widths.length, columns.length) }, (_, index) => {
    const width = widths[index];
    return { ...columns[index], ...(width !== undefined && { width: Math.min(width + MARGIN, MAX_WIDTH) }) };
  });
};

const textOf = (value: unknown): string =>
  value instanceof Date ? value.toISOString().slice(0, 10) : formatValue(value);

const styleOf = (isBold: boolean, text: string, background: string): ((old: CellStyle) => CellStyle) => {
  const [color, fill] = [colorOf(text), colorOf(background)];
  return (old) => ({
    ...old,
    font: { ...old.font, bold: isBold, ...(color && { color }) },
    ...(fill && { fill: { type: 'pattern', pattern: 'solid', fgColor: fill } }),
  });
};

const colorOf = (text: string): { readonly rgb: string } | null => {
  if (text === '') return null;
  const digits = /^#?(?:[\da-f]{2})?([\da-f]{6})$/i.exec(text.trim())?.[1];
  if (digits === undefined)
    throw new ValueError(`"${text}" is no colour: write six hexadecimal digits, such as FFFF00`);
  return { rgb: digits.toUpperCase() };
};
