import { compareText } from '../python/code-points.js';
import { identityKey, numberOf, sortValues } from '../python/equality.js';
import { isMissing } from '../python/query-functions.js';
import type { Table } from './table.js';
import { columnOf, pickRows, rowsWhere } from './table.js';

/**
 * Sorts the rows by a column, rising; equal ones keep their order, those without a value come last.
 *
 * @throws ValueError when there is no such column, or it mixes values that have no order
 */
export const sortRows = (table: Table, name: string): Table => {
  const { values } = columnOf(table, name);
  const present = rowsWhere(table, (row) => !isMissing(values[row]));
  const missing = rowsWhere(table, (row) => isMissing(values[row]));
  return pickRows(table, [...sortValues(present, (row) => values[row]), ...missing]);
};

/** Keeps the first of rows that have the same values; missing ones are the same. */
export const distinctRows = (table: Table): Table => {
  const seen = new Set<string>();
  return pickRows(
    table,
    rowsWhere(table, (row) => {
      const size = seen.size;
      return seen.add(keyOf(table.columns.map(({ values }) => values[row]))).size > size;
    }),
  );
};

/** A text that two lists of values share exactly when they are the same. */
export const keyOf = (values: readonly unknown[]): string =>
  values.map((value) => (isMissing(value) ? '-' : identityKey(value))).join(' ');

/** Orders any two values: numbers first, then texts, then the others. */
export const compareValues = (left: unknown, right: unknown): number => {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const difference = rankOf(left) - rankOf(right);
  return difference === 0 ? compareText(identityKey(left), identityKey(right)) : difference;
};

const rankOf = (value: unknown): number => {
  if (numberOf(value) !== undefined) return 0;
  return typeof value === 'string' ? 1 : 2;
};
