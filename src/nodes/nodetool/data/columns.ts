import { any, list, str } from '../../../engine/property.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { fillAverage, fillFrom, fillWith } from '../../dataframe/fill.js';
import { readTable } from '../../dataframe/read-table.js';
import type { Series } from '../../dataframe/series.js';
import { seriesOf } from '../../dataframe/series.js';
import type { Table } from '../../dataframe/table.js';
import { columnOf, columnsOf, tableOf } from '../../dataframe/table.js';
import { ValueError } from '../../python/errors.js';
import { strip } from '../../python/text.js';
import { defineFrameType, frame } from './frame-type.js';

/** `nodetool.data.SelectColumn`: some of the columns; blanks around a name count only when a column has them. */
export const SelectColumn = defineFrameType({
  name: 'SelectColumn',
  title: 'Select Columns',
  description: 'Keeps the named columns of a table, in the order of the names.',
  tags: ['columns', 'select'],
  properties: {
    dataframe: frame('The table.'),
    columns: str('', { description: 'Names of the columns, with commas between them.' }),
  },
  change: async ({ dataframe, columns }, read) => {
    const table = await read(dataframe);
    const present = new Set(table.columns.map(({ name }) => name));
    const names = columns.split(',').map((name) => (present.has(name) ? name : strip(name)));
    return { columns: columnsOf(table, names), height: table.height };
  },
});

/** `nodetool.data.ExtractColumn`: the values of one column. */
export const ExtractColumn = defineNodeType({
  type: 'nodetool.data.ExtractColumn',
  title: 'Extract Column',
  description: 'Gives the values of one column as a list.',
  tags: ['dataframe', 'table', 'column', 'list'],
  properties: { dataframe: frame('The table.'), column_name: str('', { description: 'Name of the column.' }) },
  outputs: { output: 'list[any]' },
  exposeAsTool: true,
  process: async ({ dataframe, column_name: name }, context) => ({
    output: columnOf(await readTable(dataframe, context), name).values,
  }),
});

/** `nodetool.data.AddColumn`: a further column, or other values for one that is there. */
export const AddColumn = defineFrameType({
  name: 'AddColumn',
  title: 'Add Column',
  description: 'Adds a column of values, one per row; a column of that name is replaced.',
  tags: ['column', 'add', 'list'],
  properties: {
    dataframe: frame('The table.'),
    column_name: str('', { description: 'Name of the column.' }),
    values: list('any', [], { description: 'Its values, from the first row to the last.' }),
  },
  change: async ({ dataframe, column_name: name, values }, read) => {
    const table = await read(dataframe);
    if (table.height > 0 && values.length !== table.height) {
      throw new ValueError(`Length of values (${values.length}) does not match length of index (${table.height})`);
    }
    return tableOf(replaceColumn(table.columns, seriesOf(name, values)));
  },
});

/** `nodetool.data.Rename`: other names for columns. */
export const Rename = defineFrameType({
  name: 'Rename',
  title: 'Rename Columns',
  description: 'Gives columns other names; names that no column has are passed over.',
  tags: ['columns', 'rename'],
  properties: {
    dataframe: frame('The table.'),
    rename_map: str('', { description: 'Old and new names, as old:new,other:another.' }),
  },
  change: async ({ dataframe, rename_map: text }, read) => {
    const table = await read(dataframe);
    const names = new Map(text.split(',').flatMap(renamingOf));
    return {
      ...table,
      columns: table.columns.map((column) => ({ ...column, name: names.get(column.name) ?? column.name })),
    };
  },
});

/** `nodetool.data.FillNA`: values for the missing ones. */
export const FillNA = defineFrameType({
  name: 'FillNA',
  title: 'Fill Missing Values',
  description:
    'Puts something where a value is missing: a fixed value, the one before or behind, or the mean or median of the column.',
  tags: ['missing', 'na', 'fill', 'clean'],
  properties: {
    dataframe: frame('The table.'),
    value: any(0, { description: 'The fixed value, or a dictionary of values by column.' }),
    method: str('value', { description: 'One of value, forward, backward, mean, median.' }),
    columns: str('', { description: 'Names of the columns, with commas between them; none means all.' }),
  },
  change: async ({ dataframe, value, method, columns }, read) => {
    const table = await read(dataframe);
    const fill = fillerOf(method, value);
    const names = columns === '' ? null : columns.split(',').map((name) => strip(name));
    if (names) checkNames(table, names, method);
    return {
      ...table,
      columns: table.columns.map((column) => (!names || names.includes(column.name) ? fill(column) : column)),
    };
  },
});

const fillerOf = (method: string, value: unknown): ((column: Series) => Series) => {
  if (method === 'value') return fillWith(value);
  if (method === 'forward') return fillFrom('before');
  if (method === 'backward') return fillFrom('behind');
  if (method === 'mean' || method === 'median') return fillAverage(method);
  throw new ValueError(`Unknown fill method: ${method}`);
};

const checkNames = (table: Table, names: readonly string[], method: string): void => {
  if (method === 'mean' || method === 'median') for (const name of names) columnOf(table, name);
  else columnsOf(table, names);
};

const renamingOf = (entry: string): readonly (readonly [string, string])[] => {
  const colon = entry.indexOf(':');
  return colon === -1 ? [] : [[strip(entry.slice(0, colon)), strip(entry.slice(colon + 1))]];
};

const replaceColumn = (columns: readonly Series[], added: Series): readonly Series[] =>
  columns.some(({ name }) => name === added.name)
    ? columns.map((column) => (column.name === added.name ? added : column))
    : [...columns, added];
