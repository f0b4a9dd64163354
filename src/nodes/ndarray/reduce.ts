import { ValueError } from '../python/errors.js';
import type { Dtype, NdArray } from './ndarray.js';
import { axisOf, isFloat, seenAlong, settle, zeros } from './ndarray.js';

/** Makes one number of the elements along an axis: `count` of them, read by `at`. */
export interface Reduction {
  readonly name: string;
  readonly reduce: (at: (index: number) => number, count: number) => number;
  readonly dtypeOf: (dtype: Dtype) => Dtype;
  /** False where no elements at all have a result, as a sum has. */
  readonly needsElements: boolean;
}

const sum = (at: (index: number) => number, count: number): number => pairwise(at, 0, count);

export const SUM: Reduction = {
  name: 'sum',
  reduce: sum,
  dtypeOf: (dtype) => (isFloat(dtype) ? dtype : dtype[1] === 'u' ? '<u8' : '<i8'),
  needsElements: false,
};
/** Of no elements: NaN. */
export const MEAN: Reduction = {
  name: 'mean',
  reduce: (at, count) => sum(at, count) / count,
  dtypeOf: (dtype) => (isFloat(dtype) ? dtype : '<f8'),
  needsElements: false,
};
export const MAX: Reduction = {
  name: 'maximum',
  reduce: (at, count) => at(bestOf(at, count, (a, b) => a > b)),
  dtypeOf: (dtype) => dtype,
  needsElements: true,
};
export const MIN: Reduction = {
  name: 'minimum',
  reduce: (at, count) => at(bestOf(at, count, (a, b) => a < b)),
  dtypeOf: (dtype) => dtype,
  needsElements: true,
};
export const ARG_MAX: Reduction = {
  name: 'argmax',
  reduce: (at, count) => bestOf(at, count, (a, b) => a > b),
  dtypeOf: () => '<i8',
  needsElements: true,
};
export const ARG_MIN: Reduction = {
  name: 'argmin',
  reduce: (at, count) => bestOf(at, count, (a, b) => a < b),
  dtypeOf: () => '<i8',
  needsElements: true,
};

/**
 * Folds an array along one axis, which is gone then.
 *
 * @throws ValueError for an axis that isn't there, and where nothing can come out of no elements
 */
export const reduceAlong = (array: NdArray, axis: number, reduction: Reduction): NdArray => {
  const along = axisOf(axis, array.shape.length);
  const { outer, length, inner } = seenAlong(array.shape, along);
  if (length === 0 && reduction.needsElements) {
    throw new ValueError(`the ${reduction.name} of an empty axis is not defined`);
  }
  const result = zeros(reduction.dtypeOf(array.dtype), array.shape.toSpliced(along, 1));
  const { data } = array;
  for (let block = 0; block < outer; block++) {
    for (let offset = 0; offset < inner; offset++) {
      const start = block * length * inner + offset;
      result.data[block * inner + offset] = reduction.reduce((index) => data[start + index * inner] ?? NaN, length);
    }
  }
  return settle(result);
};

/** The first of the best; NaN is better than everything, as in NumPy. */
const bestOf = (at: (index: number) => number, count: number, isBetter: (a: number, b: number) => boolean): number => {
  let best = 0;
  for (let index = 0; index < count; index++) {
    const value = at(index);
    if (Number.isNaN(value)) return index;
    if (isBetter(value, at(best))) best = index;
  }
  return best;
};

/** Halves are summed first: errors of rounding stay small. */
const pairwise = (at: (index: number) => number, start: number, end: number): number => {
  if (end - start <= 128) {
    let total = 0;
    for (let index = start; index < end; index++) total += at(index);
    return total;
  }
  const middle = (start + end) >> 1;
  return pairwise(at, start, middle) + pairwise(at, middle, end);
};
