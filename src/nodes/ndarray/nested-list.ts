import { ValueError } from '../python/errors.js';
import type { Dtype, NdArray } from './ndarray.js';
import { isFloat, seenAlong, settle, zeros } from './ndarray.js';

/** Axes that an array may have, as in NumPy. */
const MAX_RANK = 64;

/**
 * Makes an array of a list of numbers, or of lists of the same length. Truth values stay so; whole numbers stay whole
 * unless another kind of number is among them.
 *
 * @throws ValueError for lists of different lengths, and for anything but numbers
 */
export const arrayOfList = (list: readonly unknown[]): NdArray => {
  const shape = shapeOf(list);
  const kinds = new Set<string>();
  const leaves: number[] = [];
  collect(list, shape, 0, (value) => {
    kinds.add(kindOf(value));
    leaves.push(Number(value));
  });
  const array = zeros(dtypeOf(kinds), shape);
  array.data.set(leaves);
  return settle(array);
};

/** Writes an array as a list, of lists where it has several axes; one without axes is its number. */
export const listOfArray = (array: NdArray): unknown => listFrom(array, 0, 0);

/** The number that stands at a place, a truth value where the array holds these. */
export const itemOf = ({ dtype, data }: NdArray, index: number): number | boolean => {
  const value = data[index] ?? NaN;
  return dtype === '|b1' ? value !== 0 : value;
};

const listFrom = (array: NdArray, axis: number, start: number): unknown => {
  if (axis === array.shape.length) return itemOf(array, start);
  const { length, inner } = seenAlong(array.shape, axis);
  return Array.from({ length }, (_, index) => listFrom(array, axis + 1, start + index * inner));
};

/** The shape that the first items have. */
const shapeOf = (list: readonly unknown[]): number[] => {
  const shape: number[] = [];
  for (let item: unknown = list; Array.isArray(item); item = item[0]) {
    if (shape.length === MAX_RANK) throw new ValueError(`the lists are nested more than ${MAX_RANK} times`);
    shape.push(item.length);
  }
  return shape;
};

const collect = (value: unknown, shape: readonly number[], depth: number, take: (leaf: unknown) => void): void => {
  const isList = Array.isArray(value);
  if (isList !== depth < shape.length || (isList && value.length !== shape[depth])) throw unevenError(shape, depth);
  if (isList) for (const item of value) collect(item, shape, depth + 1, take);
  else take(value);
};

const unevenError = (shape: readonly number[], depth: number): ValueError => {
  const regular = shape.slice(0, depth);
  const tuple = regular.length === 1 ? `(${regular[0]},)` : `(${regular.join(', ')})`;
  return new ValueError(
    'setting an array element with a sequence. The requested array has an inhomogeneous shape after ' +
      `${depth} dimensions. The detected shape was ${tuple} + inhomogeneous part.`,
  );
};

const kindOf = (value: unknown): string => {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'float';
  throw new ValueError(`an array holds numbers and truth values, not ${value === null ? 'null' : `a ${typeof value}`}`);
};

const dtypeOf = (kinds: ReadonlySet<string>): Dtype => {
  if (kinds.has('float') || kinds.size === 0) return '<f8';
  return kinds.has('int') ? '<i8' : '|b1';
};

/** What leaves a computation: the bare number where the array has no axes. */
export const numberOrArray = (array: NdArray): number | NdArray =>
  array.shape.length === 0 ? settledNumber(array) : array;

const settledNumber = ({ dtype, data }: NdArray): number =>
  isFloat(dtype) ? (data[0] ?? NaN) : Math.trunc(data[0] ?? 0);
