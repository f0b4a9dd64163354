import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import { isEmptyAsset } from '../nodetool/empty-values.js';
import { ValueError } from '../python/errors.js';
import { reprValue } from '../python/format-value.js';
import { readCsv } from './csv.js';
import type { Table } from './table.js';
import { tableOf, tableOfRows } from './table.js';

/**
 * Reads the table that a value of the type `dataframe` holds, or the CSV text that it refers to.
 *
 * @throws ValueError when nothing was chosen, and when the rows don't fit the columns
 */
export const readTable = async (value: unknown, context: Pick<NodeContext, 'assets'>): Promise<Table> => {
  const { columns, data } = isRecord(value) ? value : {};
  if (Array.isArray(columns) && columns.length > 0) return inlineTable(columns, data);
  if (Array.isArray(columns) && Array.isArray(data) && data.length === 0) return tableOf([]);
  if (!isRecord(value) || isEmptyAsset(value) || Array.isArray(data)) throw new ValueError(emptyText(value));
  return readCsv(new TextDecoder().decode(await context.assets.read(value)));
};

const inlineTable = (columns: readonly unknown[], data: unknown): Table => {
  const names = columns.map((column) => String(isRecord(column) ? column['name'] : column));
  const floats = columns.flatMap((column, index) =>
    isRecord(column) && column['data_type'] === 'float' ? [names[index] ?? ''] : [],
  );
  const rows = Array.isArray(data) ? data.map((row: unknown) => rowOf(row, names)) : [];
  let width = 0;
  for (const row of rows) width = Math.max(width, row.length);
  if (rows.length > 0 && width !== names.length) {
    throw new ValueError(`${names.length} columns passed, passed data had ${width} columns`);
  }
  return tableOfRows(names, rows, new Set(floats));
};

const rowOf = (row: unknown, names: readonly string[]): readonly unknown[] => {
  if (Array.isArray(row)) return row;
  if (isRecord(row)) return names.map((name) => row[name] ?? null);
  throw new ValueError(`a row of a table is a list of values, not ${reprValue(row)}`);
};

const emptyText = (value: unknown): string => {
  const field = (name: string): string => reprValue(isRecord(value) ? (value[name] ?? null) : null);
  const fields = ['data', 'metadata', 'columns'].map((name) => ` ${name}=${field(name)}`).join('');
  return `AssetRef is empty type='dataframe' uri='' asset_id=None${fields}`;
};
