import { assertNever } from '../../../common/assert-never.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { bool, choice, float, of } from '../../../engine/property.js';

const FILTERS = ['greater_than', 'less_than', 'equal_to', 'even', 'odd', 'positive', 'negative'] as const;
type Filter = (typeof FILTERS)[number];

const filtered: Property = of('float', 0, { isUnchecked: true, description: 'The numbers to filter.' });

/** Lets the numbers of a stream through that meet a condition. Truth values count as 1 and 0; the rest is skipped. */
export const FilterNumber = defineNodeType({
  type: 'nodetool.numbers.FilterNumber',
  title: 'Filter Number',
  description: 'Passes on the numbers that meet the chosen condition and drops all others.',
  tags: ['filter', 'number', 'stream'],
  properties: {
    value: filtered,
    filter_type: choice('nodetool.nodes.nodetool.numbers.FilterNumber.FilterNumberType', FILTERS, 'greater_than', {
      description: 'The condition.',
    }),
    compare_value: float(0, { description: 'What to compare with, where the condition compares.' }),
  },
  outputs: { output: 'float' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value, filter_type, compare_value }) =>
    isNumeric(value) && passes(Number(value), filter_type, compare_value) ? { output: value } : null,
});

/** Lets the numbers of a stream through that lie within bounds. */
export const FilterNumberRange = defineNodeType({
  type: 'nodetool.numbers.FilterNumberRange',
  title: 'Filter Number Range',
  description: 'Passes on the numbers between two bounds and drops all others.',
  tags: ['filter', 'number', 'range', 'stream'],
  properties: {
    value: filtered,
    min_value: float(0, { description: 'Lower bound.' }),
    max_value: float(0, { description: 'Upper bound.' }),
    inclusive: bool(true, { description: 'Whether the bounds themselves pass.' }),
  },
  outputs: { output: 'float' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value, min_value: min, max_value: max, inclusive }) => {
    if (!isNumeric(value)) return null;
    const number = Number(value);
    const isInside = inclusive ? number >= min && number <= max : number > min && number < max;
    return isInside ? { output: value } : null;
  },
});

/** Node types of `nodetool.numbers`. */
export const nodetoolNumbersTypes: readonly NodeType[] = [FilterNumber, FilterNumberRange];

const isNumeric = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean';

const passes = (value: number, filter: Filter, compareValue: number): boolean => {
  switch (filter) {
    case 'greater_than':
      return value > compareValue;
    case 'less_than':
      return value < compareValue;
    case 'equal_to':
      return value === compareValue;
    case 'even':
      return value % 2 === 0;
    case 'odd':
      return Math.abs(value % 2) === 1;
    case 'positive':
      return value > 0;
    case 'negative':
      return value < 0;
    default:
      return assertNever(filter);
  }
};
