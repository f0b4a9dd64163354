import { defineNodeType } from '../../../engine/node-type.js';
import { any, int, list } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { elementAt, rangeOf, sliceList } from '../../python/slice.js';

/** Numbers of a list that are made at once; `GenerateSequence` needs no memory for them. */
const MAX_LENGTH = 10_000_000;

const values = list('any', [], { description: 'List to take from.' });

/** `nodetool.list.Length`: how many items. */
export const Length = defineNodeType({
  type: 'nodetool.list.Length',
  title: 'List Length',
  description: 'Counts the items of a list.',
  tags: ['list', 'count', 'size'],
  properties: { values },
  outputs: { output: 'int' },
  process: (inputs) => ({ output: inputs.values.length }),
});

/** `nodetool.list.GetElement`: one item by its position. */
export const GetElement = defineNodeType({
  type: 'nodetool.list.GetElement',
  title: 'Get Item',
  description: 'Takes one item of a list by its position. Negative positions count from the end.',
  tags: ['list', 'index', 'pick'],
  properties: { values, index: int(0, { description: 'Position; the first item is 0, the last -1.' }) },
  outputs: { output: 'any' },
  process: (inputs) => ({ output: elementAt(inputs.values, inputs.index) }),
});

/** `nodetool.list.SelectElements`: several items by their positions. */
export const SelectElements = defineNodeType({
  type: 'nodetool.list.SelectElements',
  title: 'Select Items',
  description: 'Takes the items at the given positions, in the order of the positions.',
  tags: ['list', 'index', 'pick'],
  properties: { values, indices: list<number>('int', [], { description: 'Positions; one may occur several times.' }) },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({ output: inputs.indices.map((index) => elementAt(inputs.values, index)) }),
});

/** `nodetool.list.Slice`: `values[start:stop:step]`, where a `stop` of 0 is the end. */
export const Slice = defineNodeType({
  type: 'nodetool.list.Slice',
  title: 'Slice List',
  description: 'Takes every n-th item between two positions. Negative positions count from the end.',
  tags: ['list', 'cut', 'range'],
  properties: {
    values,
    start: int(0, { description: 'First position.' }),
    stop: int(0, { description: 'Position before which it ends; 0 goes to the end.' }),
    step: int(1, { description: 'Distance between two items; a negative one goes backwards.' }),
  },
  outputs: { output: 'list[any]' },
  process: ({ values: items, start, stop, step }) => ({
    output: sliceList(items, { start, stop: stop === 0 ? null : stop, step }),
  }),
});

/** `nodetool.list.Chunk`: sub-lists of a size. */
export const Chunk = defineNodeType({
  type: 'nodetool.list.Chunk',
  title: 'Split into Batches',
  description: 'Cuts a list into smaller lists of a size; the last one may be shorter.',
  tags: ['list', 'batch', 'group', 'cut'],
  properties: { values, chunk_size: int(1, { description: 'Items of a batch.' }) },
  outputs: { output: 'list[list[any]]' },
  process: ({ values: items, chunk_size: size }) => ({
    output: Array.from(rangeOf(0, items.length, size), (start) => items.slice(start, start + size)),
  }),
});

const bounds = {
  start: int(0, { description: 'First number.' }),
  stop: int(0, { description: 'Number before which it ends.' }),
  step: int(1, { description: 'Distance between two numbers; a negative one counts down.' }),
};

/** `nodetool.list.ListRange`: consecutive numbers as a list. */
export const ListRange = defineNodeType({
  type: 'nodetool.list.ListRange',
  title: 'Number Range',
  description: 'Makes a list of evenly spaced whole numbers.',
  tags: ['list', 'numbers', 'sequence'],
  properties: bounds,
  outputs: { output: 'list[int]' },
  process: ({ start, stop, step }) => {
    const length = (stop - start) / step;
    if (step !== 0 && length > MAX_LENGTH) {
      throw new ValueError(`${length} numbers are more than the ${MAX_LENGTH} of a list: use Generate Sequence`);
    }
    return { output: [...rangeOf(start, stop, step)] };
  },
});

/** `nodetool.list.GenerateSequence`: consecutive numbers, one at a time. */
export const GenerateSequence = defineNodeType({
  type: 'nodetool.list.GenerateSequence',
  title: 'Number Sequence',
  description: 'Sends evenly spaced whole numbers one after another, to run the following steps for each.',
  tags: ['stream', 'numbers', 'sequence', 'loop'],
  properties: bounds,
  outputs: { output: 'int' },
  *generate({ start, stop, step }) {
    for (const output of rangeOf(start, stop, step)) yield { output };
  },
});

/** `nodetool.list.Append`: a list with one more item. */
export const Append = defineNodeType({
  type: 'nodetool.list.Append',
  title: 'Append Item',
  description: 'Adds one item at the end of a list.',
  tags: ['list', 'add'],
  properties: { values, value: any([], { description: 'Item to add; a list is added as one item.' }) },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({ output: [...inputs.values, inputs.value] }),
});

/** `nodetool.list.Extend`: one list behind another. */
export const Extend = defineNodeType({
  type: 'nodetool.list.Extend',
  title: 'Extend List',
  description: 'Puts the items of a second list behind those of the first.',
  tags: ['list', 'add', 'combine'],
  properties: { values, other_values: list('any', [], { description: 'Items to add.' }) },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({ output: [...inputs.values, ...inputs.other_values] }),
});
