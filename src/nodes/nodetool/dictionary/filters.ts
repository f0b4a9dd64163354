import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, dict, float, str } from '../../../engine/property.js';
import { lengthOf } from '../../python/code-points.js';
import { numberOf } from '../../python/equality.js';
import { formatValue } from '../../python/format-value.js';
import { parseInteger } from '../../python/number.js';
import { compileQuery } from '../../python/query.js';
import { compileIfValid } from '../../python/regex.js';
import { typeName } from '../../python/type-name.js';

const value = dict('', {}, { isUnchecked: true, description: 'Stream of dictionaries; anything else is left out.' });
const key = str('', { description: 'Key whose value is checked; a dictionary without it does not pass.' });

/** Passes a dictionary on when it has the key and its value meets the condition. */
const passing = (item: unknown, name: string, test: (value: unknown) => boolean) =>
  isRecord(item) && Object.hasOwn(item, name) && test(item[name]) ? { output: item } : null;

/** `nodetool.dictionary.FilterDictByValue`: lets dictionaries pass by the text, type or length of a value. */
export const FilterDictByValue = defineNodeType({
  type: 'nodetool.dictionary.FilterDictByValue',
  title: 'Filter by Value',
  description: 'Lets only those dictionaries of a stream pass whose value under a key has a text, a type or a length.',
  tags: ['dictionary', 'stream', 'condition'],
  properties: {
    value,
    key,
    filter_type: choice(
      'nodetool.nodes.nodetool.dictionary.FilterDictByValue.FilterType',
      ['contains', 'starts_with', 'ends_with', 'equals', 'type_is', 'length_greater', 'length_less', 'exact_length'],
      'contains',
    ),
    criteria: str('', { description: 'Text to look for, name of a type (`str`, `int`, `list`…) or a length.' }),
  },
  outputs: { output: 'dict' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, key: name, filter_type: filter, criteria }) =>
    passing(item, name, (found) => TESTS[filter](found, criteria)),
});

const sizeOf = (found: unknown): number | undefined => {
  if (typeof found === 'string') return lengthOf(found);
  if (Array.isArray(found)) return found.length;
  return isRecord(found) ? Object.keys(found).length : undefined;
};

const bySize =
  (passes: (size: number, bound: number) => boolean) =>
  (found: unknown, criteria: string): boolean => {
    const size = sizeOf(found);
    const bound = parseInteger(criteria);
    return size !== undefined && bound !== undefined && passes(size, bound);
  };

const TESTS = {
  contains: (found: unknown, criteria: string) => formatValue(found).includes(criteria),
  starts_with: (found: unknown, criteria: string) => formatValue(found).startsWith(criteria),
  ends_with: (found: unknown, criteria: string) => formatValue(found).endsWith(criteria),
  equals: (found: unknown, criteria: string) => formatValue(found) === criteria,
  type_is: (found: unknown, criteria: string) => typeName(found) === criteria,
  length_greater: bySize((size, bound) => size > bound),
  length_less: bySize((size, bound) => size < bound),
  exact_length: bySize((size, bound) => size === bound),
} as const;

/** `nodetool.dictionary.FilterDictByRange`: lets dictionaries pass whose value is within bounds. */
export const FilterDictByRange = defineNodeType({
  type: 'nodetool.dictionary.FilterDictByRange',
  title: 'Filter by Range',
  description: 'Lets only those dictionaries of a stream pass whose number under a key lies between two bounds.',
  tags: ['dictionary', 'stream', 'numbers', 'between'],
  properties: {
    value,
    key,
    min_value: float(0, { description: 'Lower bound.' }),
    max_value: float(0, { description: 'Upper bound.' }),
    inclusive: bool(true, { description: 'Lets the bounds themselves pass.' }),
  },
  outputs: { output: 'dict' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, key: name, min_value: min, max_value: max, inclusive: isInclusive }) =>
    passing(item, name, (found) => {
      const number = numberOf(found);
      if (number === undefined) return false;
      return isInclusive ? min <= number && number <= max : min < number && number < max;
    }),
});

/** `nodetool.dictionary.FilterDictByNumber`: lets dictionaries pass by a number's size, sign or parity. */
export const FilterDictByNumber = defineNodeType({
  type: 'nodetool.dictionary.FilterDictByNumber',
  title: 'Filter by Number',
  description: 'Lets only those dictionaries of a stream pass whose number under a key meets a condition.',
  tags: ['dictionary', 'stream', 'numbers', 'condition'],
  properties: {
    value,
    key,
    filter_type: choice(
      'nodetool.nodes.nodetool.dictionary.FilterDictByNumber.FilterDictNumberType',
      ['greater_than', 'less_than', 'equal_to', 'even', 'odd', 'positive', 'negative'],
      'greater_than',
    ),
    compare_value: float(0, { description: 'Number to compare with.' }),
  },
  outputs: { output: 'dict' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, key: name, filter_type: filter, compare_value: other }) =>
    passing(item, name, (found) => {
      const number = numberOf(found);
      return number !== undefined && NUMBER_TESTS[filter](number, other);
    }),
});

const NUMBER_TESTS = {
  greater_than: (number: number, other: number) => number > other,
  less_than: (number: number, other: number) => number < other,
  equal_to: (number: number, other: number) => number === other,
  even: (number: number) => Number.isInteger(number) && number % 2 === 0,
  odd: (number: number) => Number.isInteger(number) && number % 2 !== 0,
  positive: (number: number) => number > 0,
  negative: (number: number) => number < 0,
} as const;

/** `nodetool.dictionary.FilterDictRegex`: lets dictionaries pass whose value matches a pattern. */
export const FilterDictRegex = defineNodeType({
  type: 'nodetool.dictionary.FilterDictRegex',
  title: 'Filter by Pattern',
  description:
    'Lets only those dictionaries of a stream pass whose value under a key, as text, matches a regular expression.',
  tags: ['dictionary', 'stream', 'regex', 'condition'],
  properties: {
    value,
    key,
    pattern: str('', { description: 'Regular expression in the syntax of Python; an invalid one lets nothing pass.' }),
    full_match: bool(false, { description: 'Asks the whole text to match, not just a part of it.' }),
  },
  outputs: { output: 'dict' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, key: name, pattern, full_match: isWhole }) => {
    const compiled = compileIfValid(pattern);
    return passing(item, name, (found) => {
      const text = formatValue(found);
      return (isWhole ? compiled?.fullMatch(text) : compiled?.search(text)) != null;
    });
  },
});

/** `nodetool.dictionary.FilterDictByQuery`: lets dictionaries pass for which an expression is true. */
export const FilterDictByQuery = defineNodeType({
  type: 'nodetool.dictionary.FilterDictByQuery',
  title: 'Filter by Query',
  description:
    'Lets only those dictionaries of a stream pass for which a condition holds, such as `price > 10 and name in ["a", "b"]`.',
  tags: ['dictionary', 'stream', 'query', 'condition'],
  properties: {
    value,
    condition: str('', { description: 'Condition on the keys; empty lets everything pass, an invalid one nothing.' }),
  },
  outputs: { output: 'dict' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, condition }) => {
    const record: unknown = item;
    return isRecord(record) && (condition === '' || holds(condition, record)) ? { output: record } : null;
  },
});

const holds = (condition: string, record: Record<string, unknown>): boolean => {
  try {
    return compileQuery(condition).test(record);
  } catch {
    // A filter leaves out what its condition can't judge: a missing key, values of different kinds.
    return false;
  }
};
