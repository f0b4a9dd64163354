import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, bool, int, list } from '../../../engine/property.js';
import { Loop } from './loop.js';
import { Cross, Zip } from './pairs.js';
import { Switch, TryCatch } from './routes.js';
import { streamTypes } from './streams.js';

/** Sends each value along one of two ways; the other way gets nothing. */
export const If = defineNodeType({
  type: 'nodetool.control.If',
  title: 'If',
  description: 'Sends the value on through the first output when the condition holds, else through the second.',
  tags: ['control', 'condition', 'branch', 'route'],
  properties: {
    condition: bool(false, { description: 'Which way the value goes.' }),
    value: any([], { description: 'What is sent on.' }),
  },
  outputs: { if_true: 'any', if_false: 'any' },
  isStreamingOutput: true,
  process: ({ condition, value }) => (condition ? { if_true: value } : { if_false: value }),
});

/** Opens an iteration with one step for each item; a single value counts as a list of one. */
export const ForEach = defineNodeType({
  type: 'nodetool.control.ForEach',
  title: 'For Each',
  description: 'Runs what follows once for each item of a list. Collect gathers the results again.',
  tags: ['control', 'loop', 'iterate', 'list'],
  properties: {
    input_list: list('any', [], { description: 'The items, in order.' }),
    limit: int(-1, { description: 'Most items that are taken; -1 for all of them.' }),
  },
  outputs: { output: 'any', index: 'int' },
  *generate({ input_list: items, limit }) {
    for (const [index, output] of (Array.isArray(items) ? items : [items]).entries()) {
      if (limit >= 0 && index >= limit) return;
      yield { output, index };
    }
  },
});

/** Closes an iteration: all its items become one list. Null items are kept. */
export const Collect = defineNodeType({
  type: 'nodetool.control.Collect',
  title: 'Collect',
  description: 'Gathers all items of a loop or stream into one list, once the last one is there.',
  tags: ['control', 'gather', 'list', 'stream'],
  properties: { input_item: any([], { description: 'The items to gather.' }) },
  outputs: { output: 'list[any]' },
  reduce: {
    handle: 'input_item',
    start: (): unknown[] => [],
    add: (items, item) => {
      items.push(item);
      return items;
    },
    finish: (items) => ({ output: items }),
  },
});

/** Hands on what arrives. */
export const Reroute = defineNodeType({
  type: 'nodetool.control.Reroute',
  title: 'Reroute',
  description: 'Passes everything on unchanged: a bend in a connection that keeps a large graph readable.',
  tags: ['control', 'layout', 'connection'],
  properties: { input_value: any([], { description: 'What is passed on.' }) },
  outputs: { output: 'any' },
  isStreamingOutput: true,
  process: ({ input_value }) => ({ output: input_value }),
});

/** Node types of `nodetool.control`: branches, loops, and what happens to streams. */
export const nodetoolControlTypes: readonly NodeType[] = [
  Collect,
  Cross,
  ForEach,
  If,
  Loop,
  Reroute,
  Switch,
  TryCatch,
  Zip,
  ...streamTypes,
];
