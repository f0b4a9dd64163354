import { defineNodeType } from '../../../engine/node-type.js';
import { list } from '../../../engine/property.js';
import { isLess, numberOf } from '../../python/equality.js';
import { ValueError } from '../../python/errors.js';

const properties = { values: list<number>('float', [], { description: 'Numbers.' }) };

/** Refuses an empty list and anything that isn't a number; truth values count as 0 and 1. */
const numbersOf = (values: readonly unknown[], whenEmpty: string): number[] => {
  if (values.length === 0) throw new ValueError(whenEmpty);
  return values.map((value) => {
    const number = numberOf(value);
    if (number === undefined) throw new ValueError('All values must be numbers');
    return number;
  });
};

/** `nodetool.list.Sum`: all numbers added up. */
export const Sum = defineNodeType({
  type: 'nodetool.list.Sum',
  title: 'Sum',
  description: 'Adds up the numbers of a list.',
  tags: ['list', 'numbers', 'total'],
  properties,
  outputs: { output: 'float' },
  process: ({ values }) => ({
    output: numbersOf(values, 'Cannot sum empty list').reduce((sum, value) => sum + value, 0),
  }),
});

/** `nodetool.list.Average`: the arithmetic mean. */
export const Average = defineNodeType({
  type: 'nodetool.list.Average',
  title: 'Average',
  description: 'Computes the arithmetic mean of a list of numbers.',
  tags: ['list', 'numbers', 'mean'],
  properties,
  outputs: { output: 'float' },
  process: ({ values }) => {
    const numbers = numbersOf(values, 'Cannot average empty list');
    return { output: numbers.reduce((sum, value) => sum + value, 0) / numbers.length };
  },
});

/** `nodetool.list.Product`: all numbers multiplied. */
export const Product = defineNodeType({
  type: 'nodetool.list.Product',
  title: 'Product',
  description: 'Multiplies all numbers of a list.',
  tags: ['list', 'numbers', 'multiply'],
  properties,
  outputs: { output: 'float' },
  process: ({ values }) => ({
    output: numbersOf(values, 'Cannot calculate product of empty list').reduce((product, value) => product * value, 1),
  }),
});

/** `nodetool.list.Minimum`: the smallest number. */
export const Minimum = defineNodeType({
  type: 'nodetool.list.Minimum',
  title: 'Minimum',
  description: 'Finds the smallest number of a list.',
  tags: ['list', 'numbers', 'smallest'],
  properties,
  outputs: { output: 'float' },
  process: ({ values }) => {
    numbersOf(values, 'Cannot find minimum of empty list');
    return { output: values.reduce((least, value) => (isLess(value, least) ? value : least)) };
  },
});

/** `nodetool.list.Maximum`: the largest number. */
export const Maximum = defineNodeType({
  type: 'nodetool.list.Maximum',
  title: 'Maximum',
  description: 'Finds the largest number of a list.',
  tags: ['list', 'numbers', 'largest'],
  properties,
  outputs: { output: 'float' },
  process: ({ values }) => {
    numbersOf(values, 'Cannot find maximum of empty list');
    return { output: values.reduce((most, value) => (isLess(most, value) ? value : most)) };
  },
});
