import { defineNodeType } from '../../../engine/node-type.js';
import { list } from '../../../engine/property.js';
import { identityKey } from '../../python/equality.js';

const both = {
  list1: list('any', [], { title: 'First List' }),
  list2: list('any', [], { title: 'Second List' }),
};

/** Keeps the first of equal values, in the order of their first appearance. */
const distinct = (values: readonly unknown[]): unknown[] => {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = identityKey(value);
    // NaN equals nothing, not even another NaN.
    if (seen.has(key) && !Number.isNaN(value)) return false;
    seen.add(key);
    return true;
  });
};

const keysOf = (values: readonly unknown[]): Set<string> =>
  new Set(values.filter((value) => !Number.isNaN(value)).map(identityKey));

/** `nodetool.list.Dedupe`: every value once. */
export const Dedupe = defineNodeType({
  type: 'nodetool.list.Dedupe',
  title: 'Remove Duplicates',
  description:
    'Keeps the first of equal items, in the order of the list. Lists and dictionaries are compared by content.',
  tags: ['list', 'unique', 'distinct'],
  properties: { values: list('any', [], { description: 'List that may contain duplicates.' }) },
  outputs: { output: 'list[any]' },
  process: (inputs) => ({ output: distinct(inputs.values) }),
});

/** `nodetool.list.Union`: what either list has. */
export const Union = defineNodeType({
  type: 'nodetool.list.Union',
  title: 'Union of Lists',
  description: 'Lists every value once that the first or the second list has.',
  tags: ['list', 'set', 'combine', 'unique'],
  properties: both,
  outputs: { output: 'list[any]' },
  process: ({ list1, list2 }) => ({ output: distinct([...list1, ...list2]) }),
});

/** `nodetool.list.Intersection`: what both lists have. */
export const Intersection = defineNodeType({
  type: 'nodetool.list.Intersection',
  title: 'Common Items',
  description: 'Lists every value once that both lists have, in the order of the first.',
  tags: ['list', 'set', 'common'],
  properties: both,
  outputs: { output: 'list[any]' },
  process: ({ list1, list2 }) => {
    const others = keysOf(list2);
    return { output: distinct(list1).filter((value) => others.has(identityKey(value))) };
  },
});

/** `nodetool.list.Difference`: what only the first list has. */
export const Difference = defineNodeType({
  type: 'nodetool.list.Difference',
  title: 'Difference of Lists',
  description: 'Lists every value once that the first list has and the second has not.',
  tags: ['list', 'set', 'exclude', 'missing'],
  properties: both,
  outputs: { output: 'list[any]' },
  process: ({ list1, list2 }) => {
    const others = keysOf(list2);
    return { output: distinct(list1).filter((value) => !others.has(identityKey(value))) };
  },
});
