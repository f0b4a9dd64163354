import { Catalogue } from '../../dist/engine/catalogue.js';
import { defineNodeType } from '../../dist/engine/node-type.js';
import { number } from '../../dist/engine/property.js';
import { builtinCatalogue } from '../../dist/nodes/catalogue.js';

const OUTPUT = 'nodetool.output.Output';

const addOne = defineNodeType({
  type: 'bench.AddOne',
  title: 'Add one',
  description: 'Adds one.',
  properties: { value: number() },
  outputs: { output: 'int' },
  process: ({ value }) => ({ output: value + 1 }),
});

const add = defineNodeType({
  type: 'bench.Add',
  title: 'Add',
  description: 'Adds two numbers, within 1,000.',
  properties: { value: number(), other: number() },
  outputs: { output: 'int' },
  process: ({ value, other }) => ({ output: (value + other + 1) % 1000 }),
});

const count = defineNodeType({
  type: 'bench.Count',
  title: 'Count',
  description: 'Gives the numbers from 0 on, one by one.',
  properties: { limit: number() },
  outputs: { output: 'int' },
  *generate({ limit }) {
    for (let value = 0; value < limit; value += 1) yield { output: value };
  },
});

const sum = defineNodeType({
  type: 'bench.Sum',
  title: 'Sum',
  description: 'Adds up the numbers of a stream.',
  properties: { value: number() },
  outputs: { output: 'int' },
  reduce: {
    handle: 'value',
    start: () => ({ total: 0 }),
    add: (state, value) => {
      state.total += value;
      return state;
    },
    finish: ({ total }) => ({ output: total }),
  },
});

/** The node types of the benchmarks beside the real output node. */
export const benchCatalogue = new Catalogue([addOne, add, count, sum, builtinCatalogue.find(OUTPUT)]);

const vertex = (id, type, data = {}) => ({ id, type, data });
const edge = (source, target, targetHandle = 'value') => ({
  id: `${source}-${target}`,
  source,
  sourceHandle: 'output',
  target,
  targetHandle,
});
const names = (length) => Array.from({ length }, (_, index) => `n${index}`);
const link = (ids) => ids.slice(1).map((id, index) => edge(ids[index], id));
const result = vertex('out', OUTPUT, { name: 'result' });

/** Graph nodes in a row, each adding one; the last one's value is the result. */
export const chainGraph = (length) => {
  const ids = names(length);
  return { nodes: [...ids.map((id) => vertex(id, addOne.type)), result], edges: link([...ids, 'out']) };
};

/** One graph node whose value goes to `width` others. */
export const fanOutGraph = (width) => {
  const ids = names(width);
  return {
    nodes: [vertex('source', addOne.type), ...ids.map((id) => vertex(id, addOne.type))],
    edges: ids.map((id) => edge('source', id)),
  };
};

/** A stream of `items` numbers through `length` graph nodes in a row, added up at the end. */
export const streamGraph = (items, length) => {
  const ids = names(length);
  return {
    nodes: [
      vertex('count', count.type, { limit: items }),
      ...ids.map((id) => vertex(id, addOne.type)),
      vertex('sum', sum.type),
      result,
    ],
    edges: link(['count', ...ids, 'sum', 'out']),
  };
};

/** A square of graph nodes, each fed by the one above and the one to the left; the last one's value is the result. */
export const gridGraph = (size) => {
  const ids = Array.from({ length: size * size }, (_, index) => `n${index}`);
  const edges = ids.flatMap((id, index) => [
    ...(index >= size ? [edge(ids[index - size], id)] : []),
    ...(index % size > 0 ? [edge(ids[index - 1], id, 'other')] : []),
  ]);
  return { nodes: [...ids.map((id) => vertex(id, add.type)), result], edges: [...edges, edge(ids.at(-1), 'out')] };
};
