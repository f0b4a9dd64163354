import { assertNever } from '../../../common/assert-never.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, bool, choice, list } from '../../../engine/property.js';
import { isEqual } from '../../python/equality.js';
import { numeric } from '../numeric-property.js';

const OPERATIONS = ['and', 'or', 'xor', 'nand', 'nor'] as const;
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;

/** True when every value of a list is; also for the empty list. */
export const All = defineNodeType({
  type: 'nodetool.boolean.All',
  title: 'All',
  description: 'Tells whether every value of a list is true. An empty list counts as true.',
  tags: ['boolean', 'logic', 'every'],
  properties: { values: list<boolean>('bool', [], { description: 'The values to check.' }) },
  outputs: { output: 'bool' },
  process: ({ values }) => ({ output: values.every(Boolean) }),
});

/** True when at least one value of a list is. */
export const Some = defineNodeType({
  type: 'nodetool.boolean.Some',
  title: 'Some',
  description: 'Tells whether at least one value of a list is true.',
  tags: ['boolean', 'logic', 'any'],
  properties: { values: list<boolean>('bool', [], { description: 'The values to check.' }) },
  outputs: { output: 'bool' },
  process: ({ values }) => ({ output: values.some(Boolean) }),
});

/** Compares two numbers. */
export const Compare = defineNodeType({
  type: 'nodetool.boolean.Compare',
  title: 'Compare',
  description: 'Compares two numbers and tells whether the comparison holds.',
  tags: ['boolean', 'compare', 'number'],
  properties: {
    a: numeric(0, { description: 'Left side.' }),
    b: numeric(0, { description: 'Right side.' }),
    comparison: choice('nodetool.nodes.nodetool.boolean.Compare.Comparison', COMPARISONS, '==', {
      description: 'How the two sides are compared.',
    }),
  },
  outputs: { output: 'bool' },
  process: ({ a, b, comparison }) => ({ output: holds(Number(a), comparison, Number(b)) }),
});

/** Chooses one of two values; both must be there before it fires. */
export const ConditionalSwitch = defineNodeType({
  type: 'nodetool.boolean.ConditionalSwitch',
  title: 'Conditional Switch',
  description: 'Gives the first value when the condition holds, else the second.',
  tags: ['boolean', 'condition', 'choose'],
  properties: {
    condition: bool(false, { description: 'Which value is given.' }),
    if_true: any([], { description: 'Given when the condition holds.' }),
    if_false: any([], { description: 'Given when it does not.' }),
  },
  outputs: { output: 'any' },
  process: ({ condition, if_true, if_false }) => ({ output: condition ? if_true : if_false }),
});

/** Looks a value up among options; values are equal when their contents are. */
export const IsIn = defineNodeType({
  type: 'nodetool.boolean.IsIn',
  title: 'Is In',
  description: 'Tells whether a value is one of the options.',
  tags: ['boolean', 'member', 'contains'],
  properties: {
    value: any([], { description: 'The value to look for.' }),
    options: list('any', [], { description: 'Where to look.' }),
  },
  outputs: { output: 'bool' },
  process: ({ value, options }) => ({ output: options.some((option) => isEqual(value, option)) }),
});

/** True for null only: zero, empty texts and empty lists are values. */
export const IsNone = defineNodeType({
  type: 'nodetool.boolean.IsNone',
  title: 'Is None',
  description: 'Tells whether a value is null. Zero and empty texts or lists are not.',
  tags: ['boolean', 'null', 'missing'],
  properties: { value: any([], { description: 'The value to check.' }) },
  outputs: { output: 'bool' },
  process: ({ value }) => ({ output: value === null || value === undefined }),
});

/** Combines two truth values. */
export const LogicalOperator = defineNodeType({
  type: 'nodetool.boolean.LogicalOperator',
  title: 'Logical Operator',
  description: 'Combines two truth values: both, either, exactly one, not both, or neither.',
  tags: ['boolean', 'logic', 'and', 'or'],
  properties: {
    a: bool(false, { description: 'First value.' }),
    b: bool(false, { description: 'Second value.' }),
    operation: choice('nodetool.nodes.nodetool.boolean.LogicalOperator.BooleanOperation', OPERATIONS, 'and', {
      description: 'How the two are combined.',
    }),
  },
  outputs: { output: 'bool' },
  process: ({ a, b, operation }) => ({ output: combine(a, operation, b) }),
});

/** Turns a truth value round. */
export const Not = defineNodeType({
  type: 'nodetool.boolean.Not',
  title: 'Not',
  description: 'Turns true into false and false into true.',
  tags: ['boolean', 'logic', 'negate'],
  properties: { value: bool(false, { description: 'The value to turn round.' }) },
  outputs: { output: 'bool' },
  process: ({ value }) => ({ output: !value }),
});

/** Node types of `nodetool.boolean`. */
export const nodetoolBooleanTypes: readonly NodeType[] = [
  All,
  Compare,
  ConditionalSwitch,
  IsIn,
  IsNone,
  LogicalOperator,
  Not,
  Some,
];

const holds = (a: number, comparison: (typeof COMPARISONS)[number], b: number): boolean => {
  switch (comparison) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    default:
      return assertNever(comparison);
  }
};

const combine = (a: boolean, operation: (typeof OPERATIONS)[number], b: boolean): boolean => {
  switch (operation) {
    case 'and':
      return a && b;
    case 'or':
      return a || b;
    case 'xor':
      return a !== b;
    case 'nand':
      return !(a && b);
    case 'nor':
      return !(a || b);
    default:
      return assertNever(operation);
  }
};
