import { ValueError } from '../python/errors.js';
import { reprValue } from '../python/format-value.js';
import { isMissing } from '../python/query-functions.js';
import type { Column, DataFrame } from './dataframe.js';
import { dataframe } from './dataframe.js';
import type { Series } from './series.js';
import { padded, seriesOf, withValues } from './series.js';

/** A table by columns, as node types compute with it; the rows are numbered from 0. */
export interface Table {
  readonly columns: readonly Series[];
  /** Number of rows. */
  readonly height: number;
}

/** Makes a table of columns that are equally long, or fills the shorter ones up with missing values. */
export const tableOf = (columns: readonly Series[]): Table => {
  const height = columns.reduce((longest, { values }) => Math.max(longest, values.length), 0);
  return { columns: columns.map((column) => padded(column, height)), height };
};

/**
 * Makes a table of rows; a short row lacks its last values.
 *
 * @param floats names of columns whose whole numbers count as `float`
 */
export const tableOfRows = (
  names: readonly string[],
  rows: readonly (readonly unknown[])[],
  floats: ReadonlySet<string> = new Set(),
): Table => ({
  columns: names.map((name, index) =>
    seriesOf(
      name,
      rows.map((row) => row[index] ?? null),
      floats.has(name),
    ),
  ),
  height: rows.length,
});

/** Makes a table of records; its columns are all their keys, in the order of appearance. */
export const tableOfRecords = (records: readonly Readonly<Record<string, unknown>>[]): Table => {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const columns = names.map((name) =>
    seriesOf(
      name,
      records.map((record) => (Object.hasOwn(record, name) ? record[name] : NaN)),
    ),
  );
  return { columns, height: records.length };
};

/** Writes a table as it travels. */
export const toDataFrame = ({ columns, height }: Table): DataFrame => {
  const rows = Array.from({ length: height }, (_, row) =>
    columns.map(({ values }) => (isMissing(values[row]) ? NaN : values[row])),
  );
  return dataframe(columns.map(describe), rows);
};

/** The rows of a table as dictionaries; of columns of the same name the last one counts. */
export function* recordsOf({ columns, height }: Table): Generator<Readonly<Record<string, unknown>>, void, void> {
  for (let row = 0; row < height; row += 1) {
    yield Object.fromEntries(columns.map(({ name, values }) => [name, values[row]]));
  }
}

/** The rows with these numbers, in this order. */
export const pickRows = ({ columns }: Table, rows: readonly number[]): Table => ({
  columns: columns.map((column) =>
    withValues(
      column,
      rows.map((row) => column.values[row]),
    ),
  ),
  height: rows.length,
});

/** The numbers of the rows that meet a condition. */
export const rowsWhere = (table: Table, condition: (row: number) => boolean): number[] => {
  const found: number[] = [];
  for (let row = 0; row < table.height; row += 1) if (condition(row)) found.push(row);
  return found;
};

/**
 * Gives the column of a name.
 *
 * @throws ValueError with the name, when there's none
 */
export const columnOf = (table: Table, name: string): Series => {
  const found = table.columns.find((column) => column.name === name);
  if (!found) throw new ValueError(reprValue(name));
  return found;
};

/**
 * Gives the columns of several names.
 *
 * @throws ValueError that names those that aren't there
 */
export const columnsOf = (table: Table, names: readonly string[]): Series[] => {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const missing = names.filter((name) => !byName.has(name));
  if (missing.length === 0) return names.map((name) => columnOf(table, name));
  const text =
    missing.length === names.length
      ? `None of [${indexText(missing)}] are in the [columns]`
      : `${reprValue(missing)} not in index`;
  throw new ValueError(reprValue(text));
};

/** Names of columns, as error messages spell them. */
export const indexText = (names: readonly string[]): string => `Index(${reprValue(names)}, dtype='str')`;

const describe = ({ name, kind }: Series): Column => ({
  name,
  data_type: kind === 'int' || kind === 'float' ? kind : 'object',
  description: '',
});
