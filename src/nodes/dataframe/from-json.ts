import { isRecord } from '../../common/json.js';
import { ValueError } from '../python/errors.js';
import { seriesOf } from './series.js';
import type { Table } from './table.js';
import { tableOf, tableOfRecords, tableOfRows } from './table.js';

/**
 * Makes a table of data as pandas does: a list of dictionaries or of lists is rows, a dictionary of lists or of
 * dictionaries is columns.
 *
 * @throws ValueError when the data has no such shape
 */
export const tableOfJson = (data: unknown): Table => {
  if (data === null) return tableOf([]);
  if (Array.isArray(data)) return tableOfList(data);
  if (isRecord(data)) return tableOfColumns(data);
  throw new ValueError('DataFrame constructor not properly called!');
};

const tableOfList = (rows: readonly unknown[]): Table => {
  if (rows.length === 0) return tableOf([]);
  if (rows.every(isRecord)) return tableOfRecords(rows);
  const lists = rows.map((row) => (Array.isArray(row) ? (row as readonly unknown[]) : [row]));
  let width = 0;
  for (const { length } of lists) width = Math.max(width, length);
  return tableOfRows(
    Array.from({ length: width }, (_, index) => String(index)),
    lists,
  );
};

const tableOfColumns = (columns: Readonly<Record<string, unknown>>): Table => {
  const entries = Object.entries(columns);
  if (entries.length === 0) return tableOf([]);
  const labels = [...new Set(entries.flatMap(([, column]) => (isRecord(column) ? Object.keys(column) : [])))];
  const lists = entries.flatMap(([, column]) => (Array.isArray(column) ? [column.length] : []));
  if (labels.length === 0 && lists.length === 0) {
    throw new ValueError('If using all scalar values, you must pass an index');
  }
  const height = lists[0] ?? labels.length;
  if (lists.some((length) => length !== height)) throw new ValueError('All arrays must be of the same length');
  if (labels.length > 0 && lists.length > 0) {
    throw new ValueError('Mixing dicts with non-Series may lead to ambiguous ordering.');
  }
  return tableOf(entries.map(([name, column]) => seriesOf(name, cellsOf(column, labels, height))));
};

const cellsOf = (column: unknown, labels: readonly string[], height: number): readonly unknown[] => {
  if (Array.isArray(column)) return column;
  if (!isRecord(column)) return Array.from({ length: height }, () => column);
  return labels.map((label) => (Object.hasOwn(column, label) ? column[label] : NaN));
};
