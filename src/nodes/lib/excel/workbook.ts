import type { Cell, CellStyle, CellValue, Sheet, Workbook } from 'hucre/xlsx';

import type { NodeContext } from '../../../engine/node-context.js';
import type { MediaReference } from '../../../engine/services/node-assets.js';
import { isEmptyAsset } from '../../nodetool/empty-values.js';
import { ValueError } from '../../python/errors.js';
import type { Place } from './cell-range.js';

/** Media type of a workbook. */
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const loadLibrary = () => import('hucre/xlsx');

/** Hands on a new workbook with one empty worksheet. */
export const newWorkbook = async (sheetName: string, context: NodeContext): Promise<MediaReference> => {
  const { writeXlsx } = await loadLibrary();
  return hold(await writeXlsx({ sheets: [{ name: sheetName, rows: [] }] }), context);
};

/**
 * Reads the bytes of a workbook.
 *
 * @throws ValueError when none was chosen
 */
export const workbookBytes = (reference: unknown, context: NodeContext): Promise<Uint8Array> => {
  if (isEmptyAsset(reference)) throw new ValueError('workbook is not set: connect one, such as that of CreateWorkbook');
  return context.assets.read(reference);
};

/** Reads a workbook. */
export const openWorkbook = async (reference: unknown, context: NodeContext): Promise<Workbook> => {
  const { openXlsx } = await loadLibrary();
  return openXlsx(await workbookBytes(reference, context), { readStyles: true });
};

/** Hands on a workbook with a change; charts, macros and whatever else it holds stay. */
export const changeWorkbook = async (
  reference: unknown,
  change: (workbook: Workbook) => void,
  context: NodeContext,
): Promise<MediaReference> => {
  const { openXlsx, saveXlsx } = await loadLibrary();
  const workbook = await openXlsx(await workbookBytes(reference, context), { readStyles: true });
  change(workbook);
  return hold(await saveXlsx(workbook), context);
};

/**
 * Gives a worksheet by its name.
 *
 * @throws ValueError that names those that are there
 */
export const sheetOf = ({ sheets }: Workbook, name: string): Sheet => {
  const found = sheets.find((sheet) => sheet.name === name);
  if (found) return found;
  throw new ValueError(
    `Worksheet ${name} does not exist; the workbook has: ${sheets.map((sheet) => sheet.name).join(', ')}`,
  );
};

/** Gives a worksheet by its name, a new one at the end where there is none. */
export const sheetOrNew = (workbook: Workbook, name: string): Sheet => {
  const found = workbook.sheets.find((sheet) => sheet.name === name);
  if (found) return found;
  const added: Sheet = { name, rows: [] };
  workbook.sheets.push(added);
  return added;
};

/** Puts a value into a cell; its style stays, a formula goes. */
export const writeCell = (sheet: Sheet, { row, column }: Place, value: CellValue): void => {
  while (sheet.rows.length <= row) sheet.rows.push([]);
  const values = sheet.rows[row] ?? [];
  while (values.length < column) values.push(null);
  values[column] = value;
  const style = sheet.cells?.get(`${row},${column}`)?.style;
  if (style) sheet.cells?.set(`${row},${column}`, cellOf(value, style));
};

/** Gives a cell a style made of the one that it has. */
export const restyleCell = (sheet: Sheet, { row, column }: Place, style: (old: CellStyle) => CellStyle): void => {
  sheet.cells ??= new Map();
  const key = `${row},${column}`;
  const cell = sheet.cells.get(key) ?? cellOf(sheet.rows[row]?.[column] ?? null);
  sheet.cells.set(key, { ...cell, style: style(cell.style ?? {}) });
};

const cellOf = (value: CellValue, style?: CellStyle): Cell => ({
  value,
  type: value === null ? 'empty' : value instanceof Date ? 'date' : typeOfPlain(value),
  ...(style && { style }),
});

const typeOfPlain = (value: string | number | boolean): 'string' | 'number' | 'boolean' => {
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'boolean';
};

const hold = (bytes: Uint8Array, context: NodeContext): Promise<MediaReference> =>
  context.assets.hold({ content: { bytes }, type: 'excel', contentType: CONTENT_TYPE, name: 'workbook.xlsx' });
