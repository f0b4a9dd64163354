import { str } from '../../../engine/property.js';
import { below, beside, joinOn } from '../../dataframe/combine.js';
import { defineFrameType, frame } from './frame-type.js';

const tables = { dataframe_a: frame('The first table.'), dataframe_b: frame('The second table.') };

/** `nodetool.data.Merge`: two tables side by side. */
export const Merge = defineFrameType({
  name: 'Merge',
  title: 'Merge Side by Side',
  description: 'Puts the columns of two tables side by side, row by row; the shorter one is filled up.',
  tags: ['merge', 'columns'],
  properties: tables,
  change: async ({ dataframe_a: a, dataframe_b: b }, read) => beside(await read(a), await read(b)),
});

/** `nodetool.data.Append`: two tables one below the other. */
export const Append = defineFrameType({
  name: 'Append',
  title: 'Append Rows',
  description: 'Puts the rows of a table below those of another one with the same columns.',
  tags: ['append', 'rows', 'concat'],
  properties: tables,
  change: async ({ dataframe_a: a, dataframe_b: b }, read) => below(await read(a), await read(b)),
});

/** `nodetool.data.Join`: rows that belong together. */
export const Join = defineFrameType({
  name: 'Join',
  title: 'Join on Column',
  description: 'Combines the rows of two tables that have the same value in a column.',
  tags: ['join', 'merge', 'key'],
  properties: { ...tables, join_on: str('', { description: 'Name of the column, which both tables have.' }) },
  change: async ({ dataframe_a: a, dataframe_b: b, join_on: name }, read) => joinOn(await read(a), await read(b), name),
});
