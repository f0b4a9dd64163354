import { floorModulus } from '../arithmetic.js';
import { isLess, numberOf } from '../equality.js';
import { ValueError } from '../errors.js';
import { typeName } from '../type-name.js';
import { isMember, isSame } from './membership.js';
import { Callable, defined, isDictionary, textOf, Undefined } from './values.js';

type Test = (value: unknown, args: readonly unknown[]) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value !== 'boolean' && numberOf(value) !== undefined;
const remainderOf = (value: unknown, divisor: unknown): number | undefined => {
  const [number, by] = [numberOf(defined(value)), numberOf(divisor)];
  if (number === undefined || by === undefined) throw new ValueError(`not a number: ${textOf(value)}`);
  if (by === 0) throw new ValueError('integer modulo by zero');
  return floorModulus(number, by);
};

const isEqualTo: Test = (value, [other]) => isSame(value, other);
const isUnequalTo: Test = (value, [other]) => !isSame(value, other);
const isBelow: Test = (value, [other]) => isLess(defined(value), defined(other));
const isAbove: Test = (value, [other]) => isLess(defined(other), defined(value), '>');
const isAtMost: Test = (value, args) => isBelow(value, args) || isEqualTo(value, args);
const isAtLeast: Test = (value, args) => isAbove(value, args) || isEqualTo(value, args);

const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  true: (value) => value === true,
  false: (value) => value === false,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => numberOf(value) !== undefined,
  integer: (value) => typeName(value) === 'int',
  float: (value) => isNumber(value) && typeName(value) === 'float',
  string: isText,
  mapping: isDictionary,
  sequence: (value) => isText(value) || Array.isArray(value) || isDictionary(value),
  iterable: (value) => isText(value) || Array.isArray(value) || isDictionary(value) || value instanceof Undefined,
  callable: (value) => value instanceof Callable,
  even: (value) => remainderOf(value, 2) === 0,
  odd: (value) => remainderOf(value, 2) === 1,
  divisibleby: (value, [divisor]) => remainderOf(value, divisor) === 0,
  lower: (value) => textOf(value) === textOf(value).toLowerCase() && /\p{Cased}/u.test(textOf(value)),
  upper: (value) => textOf(value) === textOf(value).toUpperCase() && /\p{Cased}/u.test(textOf(value)),
  in: (value, [container]) => isMember(value, container),
  sameas: (value, [other]) => value === other,
  escaped: () => false,
  eq: isEqualTo,
  equalto: isEqualTo,
  '==': isEqualTo,
  ne: isUnequalTo,
  '!=': isUnequalTo,
  lt: isBelow,
  lessthan: isBelow,
  '<': isBelow,
  le: isAtMost,
  '<=': isAtMost,
  gt: isAbove,
  greaterthan: isAbove,
  '>': isAbove,
  ge: isAtLeast,
  '>=': isAtLeast,
};

/**
 * Finds a test of templates by its name.
 *
 * @throws ValueError when there's none
 */
export const testNamed = (name: string): Test => {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (!test) throw new ValueError(`No test named '${name}'.`);
  return test;
};
