import { isRecord } from '../../common/json.js';
import { compareText } from './code-points.js';
import { reprValue } from './format-value.js';
import { Float } from './number.js';
import { typeName } from './type-name.js';
import { ValueError } from './errors.js';

/** Tells a value's truth as Python does: zero, None and everything empty are false. */
export const isTruthy = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Uint8Array) return value.length > 0;
  if (isRecord(value)) return Object.getPrototypeOf(value) !== Object.prototype || Object.keys(value).length > 0;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
};

/** Gives the number that a value counts as (`True` is 1), or `undefined` when it isn't numeric. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
};

/** Python's `==`: by value, containers member by member, `1 == True`, NaN never. */
export const isEqual = (left: unknown, right: unknown): boolean => {
  const leftNumber = numberOf(left);
  if (leftNumber !== undefined) return leftNumber === numberOf(right);
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => isEqual(item, right[i]));
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0;
  if (isRecord(left)) {
    if (!isRecord(right)) return false;
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
    );
  }
  return (left ?? null) === (right ?? null);
};

/**
 * Python's `<` of two values: numbers, texts by code point, lists item by item.
 *
 * @param sign operator for the error's text
 * @throws ValueError when the two have no order
 */
export const isLess = (left: unknown, right: unknown, sign = '<'): boolean => {
  const leftNumber = numberOf(left);
  const rightNumber = numberOf(right);
  if (leftNumber !== undefined && rightNumber !== undefined) return leftNumber < rightNumber;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right) < 0;
  if (Array.isArray(left) && Array.isArray(right)) {
    const differing = left.findIndex((item, index) => index >= right.length || !isEqual(item, right[index]));
    if (differing === -1) return left.length < right.length;
    return differing < right.length && isLess(left[differing], right[differing], sign);
  }
  const names = sign.startsWith('>') ? [typeName(right), typeName(left)] : [typeName(left), typeName(right)];
  throw new ValueError(`'${sign}' not supported between instances of '${names[0]}' and '${names[1]}'`);
};

/** Sorts a copy as Python's `sorted()` does: stable, with its errors for values that have no order. */
export const sortValues = <T>(values: readonly T[], keyOf: (value: T) => unknown = (value) => value): T[] =>
  values
    .map((value) => ({ value, key: keyOf(value) }))
    .sort((a, b) => (isLess(a.key, b.key) ? -1 : Number(isLess(b.key, a.key))))
    .map(({ value }) => value);

/** Sorts a copy in falling order; equal values keep their order. */
export const sortValuesDown = <T>(values: readonly T[], keyOf?: (value: T) => unknown): T[] =>
  sortValues(values.toReversed(), keyOf).toReversed();

/** A text that two values share exactly when they're equal: members of sets and keys of groups. */
export const identityKey = (value: unknown): string => {
  const number = numberOf(value);
  if (number !== undefined) return `n${number === 0 ? 0 : number}`;
  if (Array.isArray(value)) return `[${value.map(identityKey).join(',')}]`;
  if (isRecord(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${identityKey(value[key])}`).join(',')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : reprValue(value);
};
