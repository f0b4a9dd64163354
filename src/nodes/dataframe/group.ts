import { isMissing } from '../python/query-functions.js';
import { formatFloat } from '../python/number.js';
import { formatValue } from '../python/format-value.js';
import type { Aggregation } from './aggregate.js';
import { compareValues, keyOf } from './order.js';
import type { Series } from './series.js';
import { kindWithMissing, seriesOf, withValues } from './series.js';
import type { Table } from './table.js';
import { columnOf } from './table.js';

/** Rows that share the values of some columns. */
interface Group {
  readonly keys: readonly unknown[];
  readonly rows: readonly number[];
}

/** Makes one row per group of equal keys, sorted by them, with each other column aggregated; rows without a key are left out. */
export const aggregateBy = (table: Table, names: readonly string[], aggregation: Aggregation): Table => {
  const keys = names.map((name) => columnOf(table, name));
  const groups = groupsOf(keys, table.height);
  const keyColumns = keys.map((column, index) =>
    withValues(
      column,
      groups.map((group) => group.keys[index]),
    ),
  );
  const others = table.columns.filter(({ name }) => !names.includes(name));
  const folded = others.map((column) =>
    foldedColumn(
      column.name,
      groups.map(({ rows }) => fold(column, rows, aggregation)),
      column,
      aggregation,
    ),
  );
  return { columns: [...keyColumns, ...folded], height: groups.length };
};

/** Makes one row per value of `index` and one column per value of `columns`, each cell aggregated from `values`. */
export const pivot = (
  table: Table,
  names: { readonly index: string; readonly columns: string; readonly values: string },
  aggregation: Aggregation,
): Table => {
  const values = columnOf(table, names.values);
  const keys = [columnOf(table, names.index), columnOf(table, names.columns)] as const;
  const cells = groupsOf(keys, table.height)
    .map(({ keys: [row, column], rows }) => ({ row, column, value: fold(values, rows, aggregation) }))
    .filter(({ value }) => !isMissing(value));
  const rowKeys = distinct(cells.map(({ row }) => row));
  const columnKeys = distinct(cells.map(({ column }) => column));
  const byPlace = new Map(cells.map(({ row, column, value }) => [keyOf([row, column]), value]));
  const hasGaps = byPlace.size < rowKeys.length * columnKeys.length;
  const pivoted = columnKeys.map((column) => {
    const found = rowKeys.map((row) => byPlace.get(keyOf([row, column])) ?? NaN);
    const made = foldedColumn(labelOf(column, keys[1]), found, values, aggregation);
    // The cells of a pivot are one block: what one column lacks makes all of them able to lack it.
    return hasGaps ? { ...made, kind: kindWithMissing(made.kind) } : made;
  });
  return { columns: [withValues(keys[0], rowKeys), ...pivoted], height: rowKeys.length };
};

const groupsOf = (keys: readonly Series[], height: number): readonly Group[] => {
  const groups = new Map<string, { readonly keys: readonly unknown[]; readonly rows: number[] }>();
  for (let row = 0; row < height; row += 1) {
    const values = keys.map((column) => column.values[row]);
    if (values.some(isMissing)) continue;
    const key = keyOf(values);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { keys: values, rows: [row] });
  }
  return [...groups.values()].sort((a, b) => compareKeys(a.keys, b.keys));
};

const compareKeys = (left: readonly unknown[], right: readonly unknown[]): number => {
  for (const [index, key] of left.entries()) {
    const difference = compareValues(key, right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
};

const fold = ({ values, kind }: Series, rows: readonly number[], aggregation: Aggregation): unknown =>
  aggregation.fold(
    rows.map((row) => values[row]).filter((value) => !isMissing(value)),
    kind,
  );

const foldedColumn = (name: string, values: readonly unknown[], of: Series, { result }: Aggregation): Series =>
  seriesOf(name, values, result === 'float' || (result === 'as the column' && of.kind === 'float'));

const distinct = (values: readonly unknown[]): unknown[] =>
  [...new Map(values.map((value) => [keyOf([value]), value])).values()].sort(compareValues);

const labelOf = (value: unknown, { kind }: Series): string =>
  kind === 'float' && typeof value === 'number' ? formatFloat(value) : formatValue(value);
