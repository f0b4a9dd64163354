import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any } from '../../../engine/property.js';
import { readTable } from '../../dataframe/read-table.js';
import { recordsOf } from '../../dataframe/table.js';
import { frame } from './frame-type.js';

/** `nodetool.data.ToList`: the rows as dictionaries. */
export const ToList = defineNodeType({
  type: 'nodetool.data.ToList',
  title: 'Table to List',
  description: 'Gives the rows of a table as a list of dictionaries.',
  tags: ['dataframe', 'table', 'list', 'convert'],
  properties: { dataframe: frame('The table.') },
  outputs: { output: 'list[dict]' },
  exposeAsTool: true,
  process: async ({ dataframe }, context) => ({ output: [...recordsOf(await readTable(dataframe, context))] }),
});

/** `nodetool.data.RowIterator`: a step per row, with the row and its number. */
export const RowIterator = defineNodeType({
  type: 'nodetool.data.RowIterator',
  title: 'Row Iterator',
  description: 'Goes through the rows of a table one by one; each comes as a dictionary, with its number from 0.',
  tags: ['dataframe', 'table', 'iterate', 'rows'],
  properties: { dataframe: frame('The table.') },
  outputs: { dict: 'dict', index: 'any' },
  generate: async function* ({ dataframe }, context) {
    for await (const [row, index] of rowsOf(dataframe, context)) yield { dict: row, index };
  },
});

/** `nodetool.data.ForEachRow`: a step per row, with the row and its number. */
export const ForEachRow = defineNodeType({
  type: 'nodetool.data.ForEachRow',
  title: 'For Each Row',
  description: 'Hands on each row of a table as a dictionary, with its number from 0.',
  tags: ['dataframe', 'table', 'loop', 'rows'],
  properties: { dataframe: frame('The table.') },
  outputs: { row: 'dict', index: 'any' },
  exposeAsTool: true,
  generate: async function* ({ dataframe }, context) {
    for await (const [row, index] of rowsOf(dataframe, context)) yield { row, index };
  },
});

/** `nodetool.data.FilterNone`: all values of a stream but null. */
export const FilterNone = defineNodeType({
  type: 'nodetool.data.FilterNone',
  title: 'Filter None',
  description: 'Lets all values of a stream pass but null.',
  tags: ['stream', 'filter', 'null'],
  properties: { value: any([], { isUnchecked: true, description: 'The stream.' }) },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value }) => (value === null || value === undefined ? null : { output: value }),
});

async function* rowsOf(
  value: unknown,
  context: NodeContext,
): AsyncGenerator<readonly [Readonly<Record<string, unknown>>, number], void, void> {
  let index = 0;
  for (const record of recordsOf(await readTable(value, context))) {
    yield [record, index];
    index += 1;
  }
}
