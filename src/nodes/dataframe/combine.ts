import { ValueError } from '../python/errors.js';
import { reprValue } from '../python/format-value.js';
import { keyOf } from './order.js';
import type { Kind, Series } from './series.js';
import { commonKind } from './series.js';
import type { Table } from './table.js';
import { columnOf, indexText, pickRows, tableOf } from './table.js';

/** Puts two tables side by side, row by row; the shorter one is filled up with missing values. */
export const beside = (a: Table, b: Table): Table => tableOf([...a.columns, ...b.columns]);

/**
 * Puts the rows of a table below those of another; one without rows or columns counts as nothing.
 *
 * @throws ValueError when their columns have other names or another order
 */
export const below = (a: Table, b: Table): Table => {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const [namesA, namesB] = [a, b].map(({ columns }) => columns.map(({ name }) => name));
  if (reprValue(namesA) !== reprValue(namesB)) {
    throw new ValueError(
      `Columns in dataframe A (${indexText(namesA ?? [])}) do not match columns in dataframe B (${indexText(namesB ?? [])})`,
    );
  }
  const columns = a.columns.map((column, index) => stacked(column, b.columns[index] ?? column));
  return { columns, height: a.height + b.height };
};

/**
 * Makes a row of each two rows that have the same value in a column, in the order of the first table; other columns of the
 * same name become `<name>_x` and `<name>_y`.
 *
 * @throws ValueError when a table lacks the column, or one has texts there and the other numbers
 */
export const joinOn = (a: Table, b: Table, name: string): Table => {
  const keys = [keyColumn(a, name, 'A'), keyColumn(b, name, 'B')] as const;
  checkKinds(keys[0].kind, keys[1].kind, name);
  const matches = new Map<string, number[]>();
  keys[1].values.forEach((value, row) => {
    const key = keyOf([value]);
    const rows = matches.get(key);
    if (rows) rows.push(row);
    else matches.set(key, [row]);
  });
  const pairs = keys[0].values.flatMap((value, row) =>
    (matches.get(keyOf([value])) ?? []).map((other) => [row, other] as const),
  );
  const left = pickRows(
    a,
    pairs.map(([row]) => row),
  );
  const right = pickRows(
    { ...b, columns: b.columns.filter((column) => column.name !== name) },
    pairs.map(([, row]) => row),
  );
  return { columns: suffixed(left, right, name), height: pairs.length };
};

const isEmpty = ({ columns, height }: Table): boolean => columns.length === 0 || height === 0;

const stacked = (a: Series, b: Series): Series => ({
  name: a.name,
  kind: commonKind(a.kind, b.kind),
  values: [...a.values, ...b.values],
});

const keyColumn = (table: Table, name: string, which: 'A' | 'B'): Series => {
  if (table.columns.some((column) => column.name === name)) return columnOf(table, name);
  const names = table.columns.map((column) => column.name).join(', ');
  throw new ValueError(`dataframe ${which} has no column ${reprValue(name)} to join on; it has: ${names}`);
};

const PANDAS_KINDS: Readonly<Record<Kind, string>> = {
  int: 'int64',
  float: 'float64',
  bool: 'bool',
  str: 'str',
  object: 'object',
};

const checkKinds = (a: Kind, b: Kind, name: string): void => {
  const isText = [a, b].map((kind) => kind === 'str');
  if (isText[0] === isText[1] || a === 'object' || b === 'object') return;
  throw new ValueError(
    `You are trying to merge on ${PANDAS_KINDS[a]} and ${PANDAS_KINDS[b]} columns for key ${reprValue(name)}. ` +
      'If you wish to proceed you should use pd.concat',
  );
};

const suffixed = (left: Table, right: Table, key: string): Series[] => {
  const names = (table: Table): ReadonlySet<string> => new Set(table.columns.map(({ name }) => name));
  const [inLeft, inRight] = [names(left), names(right)];
  const rename = (column: Series, others: ReadonlySet<string>, suffix: string): Series =>
    column.name !== key && others.has(column.name) ? { ...column, name: column.name + suffix } : column;
  return [
    ...left.columns.map((column) => rename(column, inRight, '_x')),
    ...right.columns.map((column) => rename(column, inLeft, '_y')),
  ];
};
