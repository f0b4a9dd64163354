import { ValueError } from '../python/errors.js';
import type { Dtype, NdArray } from './ndarray.js';
import { commonDtype, floatDtype, isWhole, settle, sizeOf, spellShape, stridesOf, zeros } from './ndarray.js';

/** An operation on two numbers and the kind of what comes out. */
export interface BinaryOperation {
  readonly compute: (a: number, b: number) => number;
  readonly dtypeOf: (common: Dtype) => Dtype;
}

const sameKind = (dtype: Dtype): Dtype => dtype;
/** Truth values count as small whole numbers where NumPy's operation knows no truth values. */
const numberKind = (dtype: Dtype): Dtype => (dtype === '|b1' ? '|i1' : dtype);

export const ADD: BinaryOperation = { compute: (a, b) => a + b, dtypeOf: sameKind };
export const SUBTRACT: BinaryOperation = {
  compute: (a, b) => a - b,
  dtypeOf: (dtype) => {
    if (dtype === '|b1') throw new ValueError('truth values can not be subtracted: make numbers of them first');
    return dtype;
  },
};
export const MULTIPLY: BinaryOperation = { compute: (a, b) => a * b, dtypeOf: sameKind };
/** By zero: infinite, or NaN for zero by zero. */
export const DIVIDE: BinaryOperation = { compute: (a, b) => a / b, dtypeOf: floatDtype };
/** The remainder has the sign of the divisor; by zero it is NaN, and 0 for whole numbers. */
export const MODULUS: BinaryOperation = {
  compute: (a, b) => {
    const remainder = a % b;
    if (Math.abs(b) === Infinity && Number.isFinite(a)) return a === 0 || a < 0 === b < 0 ? a : b;
    return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
  },
  dtypeOf: numberKind,
};
export const POWER: BinaryOperation = {
  // By C's rules, 1 to any power is 1, and so is anything to the power 0.
  compute: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
  dtypeOf: numberKind,
};

/**
 * Joins two arrays element by element; axes of length 1, and missing ones in front, are repeated.
 *
 * @throws ValueError when the shapes don't fit
 */
export const combine = (a: NdArray, b: NdArray, { compute, dtypeOf }: BinaryOperation): NdArray => {
  const shape = broadcastShape(a.shape, b.shape);
  const result = zeros(dtypeOf(commonDtype(a.dtype, b.dtype)), shape);
  const [left, right] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
  const { data } = result;
  for (let index = 0; index < data.length; index++) {
    data[index] = compute(a.data[left(index)] ?? NaN, b.data[right(index)] ?? NaN);
  }
  if (result.dtype === '|b1') return { ...result, data: data.map((value) => (value === 0 ? 0 : 1)) };
  if (isWhole(result.dtype)) withoutNaN(data);
  return settle(result);
};

/** Applies a function to each element; what comes out has the given kind. */
export const mapArray = (array: NdArray, dtype: Dtype, compute: (value: number) => number): NdArray =>
  settle({ dtype, shape: array.shape, data: array.data.map(compute) });

/** The shape that two shapes have in common. */
export const broadcastShape = (a: readonly number[], b: readonly number[]): number[] => {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    const shapes = `${spellShape(a)} ${spellShape(b)}`;
    throw new ValueError(`operands could not be broadcast together with shapes ${shapes}`);
  });
};

/** Finds the element of a repeated array that stands at a place of the whole. */
const placesIn = (shape: readonly number[], whole: readonly number[]): ((index: number) => number) => {
  if (sizeOf(shape) === sizeOf(whole)) return (index) => index;
  if (sizeOf(shape) === 1) return () => 0;
  const missing = whole.length - shape.length;
  const [own, all] = [stridesOf(shape), stridesOf(whole)];
  return (index) => {
    let place = 0;
    let rest = index;
    for (let axis = 0; axis < whole.length; axis++) {
      const stride = all[axis] ?? 1;
      const at = Math.floor(rest / stride);
      rest -= at * stride;
      if (axis >= missing && shape[axis - missing] !== 1) place += at * (own[axis - missing] ?? 1);
    }
    return place;
  };
};

/** Whole numbers know no NaN: the remainder by zero is 0 there. */
const withoutNaN = (data: Float64Array): void => {
  for (let index = 0; index < data.length; index++) if (Number.isNaN(data[index])) data[index] = 0;
};
