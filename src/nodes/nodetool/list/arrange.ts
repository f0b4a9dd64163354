import { defineNodeType } from '../../../engine/node-type.js';
import { choice, int, list } from '../../../engine/property.js';
import { sortValues, sortValuesDown } from '../../python/equality.js';

const values = list('any', [], { description: 'List to rearrange.' });

/** `nodetool.list.Reverse`: the last item first. */
export const Reverse = defineNodeType({
  type: 'nodetool.list.Reverse',
  title: 'Reverse List',
  description: 'Turns the order of a list around.',
  tags: ['list', 'order'],
  properties: { values },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({ output: inputs.values.toReversed() }),
});

/** `nodetool.list.Sort`: items in rising or falling order. */
export const Sort = defineNodeType({
  type: 'nodetool.list.Sort',
  title: 'Sort List',
  description: 'Puts numbers, texts or lists in order. Items that cannot be compared are an error.',
  tags: ['list', 'order', 'rank'],
  properties: {
    values,
    order: choice('nodetool.nodes.nodetool.list.Sort.SortOrder', ['ascending', 'descending'], 'ascending'),
  },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({
    output: inputs.order === 'descending' ? sortValuesDown(inputs.values) : sortValues(inputs.values),
  }),
});

/** `nodetool.list.Randomize`: items in an order of chance. */
export const Randomize = defineNodeType({
  type: 'nodetool.list.Randomize',
  title: 'Shuffle List',
  description: 'Puts the items of a list in a random order.',
  tags: ['list', 'order', 'random', 'shuffle'],
  properties: { values },
  outputs: { output: 'list[any]' },
  isPure: false,
  isRetrySafe: true,
  process: (inputs, context) => {
    const shuffled: unknown[] = [...inputs.values];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = Math.floor(context.random() * (last + 1));
      [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
    }
    return { output: shuffled };
  },
});

/** `nodetool.list.Flatten`: the items of nested lists on one level. */
export const Flatten = defineNodeType({
  type: 'nodetool.list.Flatten',
  title: 'Flatten List',
  description: 'Takes the items of nested lists up into one list, through all levels or only some.',
  tags: ['list', 'nested', 'merge'],
  properties: { values, max_depth: int(-1, { min: -1, description: 'Levels to open; -1 opens all.' }) },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({
    output: inputs.values.flat(inputs.max_depth === -1 ? Infinity : inputs.max_depth),
  }),
});
