import { str } from '../../../engine/property.js';
import { aggregationOf } from '../../dataframe/aggregate.js';
import { aggregateBy, pivot } from '../../dataframe/group.js';
import { strip } from '../../python/text.js';
import { defineFrameType, frame } from './frame-type.js';

/** `nodetool.data.Aggregate`: one row per group. */
export const Aggregate = defineFrameType({
  name: 'Aggregate',
  title: 'Aggregate Groups',
  description: 'Makes one row of all rows that share the values of some columns; the others are aggregated.',
  tags: ['group', 'aggregate', 'sum', 'mean', 'count'],
  properties: {
    dataframe: frame('The table.'),
    columns: str('', { description: 'Names of the columns to group by, with commas between them.' }),
    aggregation: str('sum', {
      description: 'One of sum, mean, count, min, max, std, var, median, first, last.',
    }),
  },
  change: async ({ dataframe, columns, aggregation }, read) => {
    const names = columns.split(',').map((name) => strip(name));
    return aggregateBy(await read(dataframe), names, aggregationOf(aggregation));
  },
});

/** `nodetool.data.Pivot`: values of one column become columns. */
export const Pivot = defineFrameType({
  name: 'Pivot',
  title: 'Pivot Table',
  description: 'Turns a long table into a wide one: a row per value of one column, a column per value of another.',
  tags: ['pivot', 'reshape', 'crosstab'],
  properties: {
    dataframe: frame('The table.'),
    index: str('', { description: 'Name of the column whose values become rows.' }),
    columns: str('', { description: 'Name of the column whose values become columns.' }),
    values: str('', { description: 'Name of the column whose values fill the cells.' }),
    aggfunc: str('sum', { description: 'One of sum, mean, count, min, max, first, last.' }),
  },
  change: async ({ dataframe, aggfunc, ...names }, read) => {
    const table = await read(dataframe);
    return pivot(table, names, aggregationOf(aggfunc, PIVOT_AGGREGATIONS));
  },
});

const PIVOT_AGGREGATIONS = ['sum', 'mean', 'count', 'min', 'max', 'first', 'last'] as const;
