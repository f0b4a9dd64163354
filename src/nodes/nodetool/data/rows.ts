import { int, str } from '../../../engine/property.js';
import { distinctRows, sortRows } from '../../dataframe/order.js';
import { findRows } from '../../dataframe/table-query.js';
import { pickRows, rowsWhere } from '../../dataframe/table.js';
import { sliceIndices } from '../../python/slice.js';
import { isMissing } from '../../python/query-functions.js';
import { defineFrameType, frame } from './frame-type.js';

const condition = str('', { description: 'Condition on the columns, such as age > 30 and city in ["Rome", "Oslo"].' });

/** `nodetool.data.Filter`: the rows that meet a condition. */
export const Filter = defineFrameType({
  name: 'Filter',
  title: 'Filter Rows',
  description: 'Keeps the rows of a table that meet a condition in the syntax of pandas.',
  tags: ['filter', 'query', 'condition'],
  properties: { df: frame('The table.'), condition },
  change: async ({ df, condition: wanted }, read) => {
    const table = await read(df);
    return pickRows(table, findRows(table, wanted));
  },
});

/** `nodetool.data.FindRow`: the first row that meets a condition. */
export const FindRow = defineFrameType({
  name: 'FindRow',
  title: 'Find Row',
  description: 'Gives a table of the first row that meets a condition; without rows when none does.',
  tags: ['find', 'query', 'condition'],
  properties: { df: frame('The table to search.'), condition },
  change: async ({ df, condition: wanted }, read) => {
    const table = await read(df);
    return pickRows(table, findRows(table, wanted, 1));
  },
});

/** `nodetool.data.Slice`: rows from one number up to another; an end of -1 is the end of the table. */
export const Slice = defineFrameType({
  name: 'Slice',
  title: 'Slice Rows',
  description: 'Takes the rows from one number up to another, counted from 0; negative ones count from the end.',
  tags: ['slice', 'rows', 'range'],
  properties: {
    dataframe: frame('The table.'),
    start_index: int(0, { description: 'Number of the first row.' }),
    end_index: int(-1, { description: 'Number of the row behind the last one; -1 takes all to the end.' }),
  },
  change: async ({ dataframe, start_index: start, end_index: end }, read) => {
    const table = await read(dataframe);
    return pickRows(table, sliceIndices(table.height, { start, stop: end === -1 ? table.height : end, step: 1 }));
  },
});

/** `nodetool.data.SortByColumn`: rows in rising order of a column. */
export const SortByColumn = defineFrameType({
  name: 'SortByColumn',
  title: 'Sort by Column',
  description: 'Sorts the rows by a column, rising; rows without a value there come last.',
  tags: ['sort', 'order'],
  exposeAsTool: false,
  properties: { df: frame('The table.'), column: str('', { description: 'Name of the column.' }) },
  change: async ({ df, column }, read) => sortRows(await read(df), column),
});

/** `nodetool.data.DropDuplicates`: each row once. */
export const DropDuplicates = defineFrameType({
  name: 'DropDuplicates',
  title: 'Drop Duplicates',
  description: 'Keeps the first of rows that have the same values in all columns.',
  tags: ['duplicates', 'unique', 'clean'],
  properties: { df: frame('The table.') },
  change: async ({ df }, read) => distinctRows(await read(df)),
});

/** `nodetool.data.DropNA`: the rows without a missing value. */
export const DropNA = defineFrameType({
  name: 'DropNA',
  title: 'Drop Rows with Missing Values',
  description: 'Leaves out the rows that lack a value in any column. An empty text is a value.',
  tags: ['missing', 'na', 'clean'],
  properties: { df: frame('The table.') },
  change: async ({ df }, read) => {
    const table = await read(df);
    const isWhole = (row: number): boolean => table.columns.every(({ values }) => !isMissing(values[row]));
    return pickRows(table, rowsWhere(table, isWhole));
  },
});
