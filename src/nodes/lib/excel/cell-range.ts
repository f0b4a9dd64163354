import { ValueError } from '../../python/errors.js';

/** Where a cell is: row and column, counted from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Sizes of a worksheet in Excel. */
const MAX_ROWS = 1_048_576;
const MAX_COLUMNS = 16_384;
const CELL = /^\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})$/;

/**
 * Reads the name of a cell, such as `B12`.
 *
 * @throws ValueError when there's no such cell
 */
export const placeOf = (name: string): Place => {
  const [, letters = '', digits = ''] = CELL.exec(name.trim()) ?? [];
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits);
  if (column === 0 || column > MAX_COLUMNS || row > MAX_ROWS) {
    throw new ValueError(`"${name}" is no cell: write a column and a row, such as B12`);
  }
  return { row: row - 1, column: column - 1 };
};

/**
 * Reads a range of cells, such as `A1:B10`, or one cell; the corners may come in any order.
 *
 * @throws ValueError when there's no such range
 */
export const rangeOf = (text: string): { readonly from: Place; readonly to: Place } => {
  const [first = '', second = first, ...more] = text.split(':');
  if (more.length > 0) throw new ValueError(`"${text}" is no range of cells: write two corners, such as A1:B10`);
  const [a, b] = [placeOf(first), placeOf(second)];
  return {
    from: { row: Math.min(a.row, b.row), column: Math.min(a.column, b.column) },
    to: { row: Math.max(a.row, b.row), column: Math.max(a.column, b.column) },
  };
};
