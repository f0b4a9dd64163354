import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, bool, int, str } from '../../../engine/property.js';
import { reprValue } from '../../python/format-value.js';
import { isEqual } from '../../python/equality.js';
import { evaluate } from './predicate.js';

/** A counter that a type with a memory keeps for each iteration. */
const counter = (): { seen: number } => ({ seen: 0 });

const item = any(null, { description: 'The items, one after the other.' });

/** Lets the first items of an iteration through. */
export const Take = defineNodeType({
  type: 'nodetool.control.Take',
  title: 'Take',
  description: 'Passes on the first items of a loop or stream and leaves out the others.',
  tags: ['control', 'stream', 'first', 'limit'],
  properties: { input_item: item, n: int(1, { description: 'How many items pass.' }) },
  outputs: { output: 'any', index: 'int' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  scan: {
    start: counter,
    step: ({ input_item: output, n }, state) => {
      const index = state.seen++;
      return index < n ? { output, index } : null;
    },
  },
});

/** Leaves the first items of an iteration out. */
export const Drop = defineNodeType({
  type: 'nodetool.control.Drop',
  title: 'Drop',
  description: 'Leaves out the first items of a loop or stream and passes on the others.',
  tags: ['control', 'stream', 'skip', 'offset'],
  properties: { input_item: item, n: int(1, { description: 'How many items are left out.' }) },
  outputs: { output: 'any', index: 'int' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  scan: {
    start: counter,
    step: ({ input_item: output, n }, state) => {
      const index = state.seen++ - Math.max(n, 0);
      return index >= 0 ? { output, index } : null;
    },
  },
});

/** Lets items through for as long as an expression holds. */
export const TakeWhile = defineNodeType({
  type: 'nodetool.control.TakeWhile',
  title: 'Take While',
  description: 'Passes on items until the first one for which an expression does not hold.',
  tags: ['control', 'stream', 'while', 'condition'],
  properties: { input_item: item, predicate: str('true', { description: 'JavaScript about `item`.' }) },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  scan: {
    start: () => ({ isOver: false }),
    step: async ({ input_item: output, predicate }, state) => {
      state.isOver ||= !(await evaluate(predicate, output, true));
      return state.isOver ? null : { output };
    },
  },
});

/** Leaves items out for as long as an expression holds. */
export const DropWhile = defineNodeType({
  type: 'nodetool.control.DropWhile',
  title: 'Drop While',
  description:
    'Leaves out items until the first one for which an expression does not hold, and passes on all from there.',
  tags: ['control', 'stream', 'while', 'condition'],
  properties: { input_item: item, predicate: str('false', { description: 'JavaScript about `item`.' }) },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  scan: {
    start: () => ({ hasBegun: false }),
    step: async ({ input_item: output, predicate }, state) => {
      state.hasBegun ||= !(await evaluate(predicate, output, true));
      return state.hasBegun ? { output } : null;
    },
  },
});

/** Lets items through that equal a value. */
export const FilterEqual = defineNodeType({
  type: 'nodetool.control.FilterEqual',
  title: 'Filter Equal',
  description: 'Passes on the items that equal a value, or those that do not.',
  tags: ['control', 'stream', 'filter', 'equal'],
  properties: {
    input_item: item,
    value: any(null, { description: 'What an item is compared with.' }),
    invert: bool(false, { description: 'Passes on the items that differ.' }),
  },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  process: ({ input_item: output, value, invert }) => (isEqual(output, value) === invert ? null : { output }),
});

/** Lets items through for which an expression holds. */
export const FilterCode = defineNodeType({
  type: 'nodetool.control.FilterCode',
  title: 'Filter (Code)',
  description: 'Passes on the items for which a JavaScript expression holds.',
  tags: ['control', 'stream', 'filter', 'javascript'],
  properties: { input_item: item, predicate: str('true', { description: 'JavaScript about `item`.' }) },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  process: async ({ input_item: output, predicate }) => ((await evaluate(predicate, output, true)) ? { output } : null),
});

/** Lets each item through once. */
export const Distinct = defineNodeType({
  type: 'nodetool.control.Distinct',
  title: 'Distinct',
  description: 'Passes on each item only when it comes for the first time, whole or by a key.',
  tags: ['control', 'stream', 'unique', 'duplicates'],
  properties: {
    input_item: item,
    key: str('', { description: 'JavaScript about `item` that gives what is compared; empty for the whole item.' }),
  },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  scan: {
    start: () => ({ seen: new Set<string>() }),
    step: async ({ input_item: output, key }, { seen }) => {
      const text = reprValue(await evaluate(key, output, output));
      if (seen.has(text)) return null;
      seen.add(text);
      return { output };
    },
  },
});

/** Writes each item to the job's log. */
export const Tap = defineNodeType({
  type: 'nodetool.control.Tap',
  title: 'Tap',
  description: 'Passes everything on unchanged and writes it to the log of the job.',
  tags: ['control', 'stream', 'log', 'debug'],
  properties: { input_item: item, label: str('tap', { description: 'What stands before each line.' }) },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  streamedInput: 'input_item',
  process: ({ input_item: output, label }, context) => {
    context.log(`[${label}] ${reprValue(output)}`);
    return { output };
  },
});

/** Closes an iteration: its last item. */
export const Last = defineNodeType({
  type: 'nodetool.control.Last',
  title: 'Last',
  description: 'Gives the last item of a loop or stream; nothing when there was none.',
  tags: ['control', 'stream', 'last', 'final'],
  properties: { input_item: item },
  outputs: { output: 'any' },
  streamedInput: 'input_item',
  reduce: {
    handle: 'input_item',
    start: (): { readonly output?: unknown } => ({}),
    add: (_, output) => ({ output }),
    finish: (last) => last,
  },
});

/** Closes an iteration: the number of its items. */
export const Count = defineNodeType({
  type: 'nodetool.control.Count',
  title: 'Count',
  description: 'Gives the number of items of a loop or stream, once the last one is there.',
  tags: ['control', 'stream', 'count', 'total'],
  properties: { input_item: item },
  outputs: { output: 'int' },
  streamedInput: 'input_item',
  reduce: {
    handle: 'input_item',
    start: () => 0,
    add: (count: number) => count + 1,
    finish: (output) => ({ output }),
  },
});

/** Closes an iteration and opens one of lists. */
export const Chunk = defineNodeType({
  type: 'nodetool.control.Chunk',
  title: 'Chunk',
  description: 'Gathers every few items of a loop or stream into a list; the last list may be shorter.',
  tags: ['control', 'stream', 'batch', 'group'],
  properties: { input_item: item, size: int(10, { min: 1, description: 'Items in a list.' }) },
  outputs: { output: 'list[any]', index: 'int' },
  streamedInput: 'input_item',
  streams: ['input_item'],
  async *consume({ input_item: items, size }) {
    let index = 0;
    let output: unknown[] = [];
    for await (const value of items) {
      output.push(value);
      if (output.length < size) continue;
      yield { output, index: index++ };
      output = [];
    }
    if (output.length > 0) yield { output, index };
  },
});

/** Opens an iteration of a given number of steps. */
export const RepeatCount = defineNodeType({
  type: 'nodetool.control.RepeatCount',
  title: 'Repeat Count',
  description: 'Runs what follows a number of times, with the number of each time.',
  tags: ['control', 'loop', 'repeat', 'times'],
  properties: { count: int(1, { min: 0, description: 'How many times.' }) },
  outputs: { output: 'int', index: 'int' },
  *generate({ count }) {
    for (let index = 0; index < count; index += 1) yield { output: index, index };
  },
});

/** Opens an iteration that gives the same value in each step. */
export const RepeatValue = defineNodeType({
  type: 'nodetool.control.RepeatValue',
  title: 'Repeat Value',
  description: 'Runs what follows a number of times, with the same value each time.',
  tags: ['control', 'loop', 'repeat', 'times'],
  properties: {
    value: any(null, { description: 'What is given each time.' }),
    count: int(1, { min: 0, description: 'How many times.' }),
  },
  outputs: { output: 'any', index: 'int' },
  *generate({ value, count }) {
    for (let index = 0; index < count; index += 1) yield { output: value, index };
  },
});

/** Node types that let items through, count them and cut iterations anew. */
export const streamTypes: readonly NodeType[] = [
  Chunk,
  Count,
  Distinct,
  Drop,
  DropWhile,
  FilterCode,
  FilterEqual,
  Last,
  RepeatCount,
  RepeatValue,
  Take,
  TakeWhile,
  Tap,
];
