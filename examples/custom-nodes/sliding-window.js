// @ts-check
import { defineNodeType, int, list } from 'nodetool-gateway/nodes';

/** A node type that streams: each value goes on through the graph while the next is being made. */
export const SlidingWindow = defineNodeType({
  type: 'custom_nodes.SlidingWindow',
  title: 'Sliding Window',
  description: 'Goes through a list and gives each run of neighbouring items.',
  tags: ['list', 'window', 'neighbours', 'series'],
  properties: {
    values: list('any', [], { description: 'The list.' }),
    size: int(2, { min: 1, max: 1000, description: 'Items of a window.' }),
  },
  outputs: { window: 'list[any]', index: 'int' },
  *generate({ values, size }) {
    for (let index = 0; index + size <= values.length; index += 1) {
      yield { window: values.slice(index, index + size), index };
    }
  },
});
