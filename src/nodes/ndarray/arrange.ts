import { ValueError } from '../python/errors.js';
import type { NdArray } from './ndarray.js';
import { axisOf, seenAlong, sizeOf, spellShape, stridesOf, zeros } from './ndarray.js';

/**
 * Gives the same elements another shape. One length may be -1: it follows from the others.
 *
 * @throws ValueError when the numbers of elements differ
 */
export const reshape = (array: NdArray, shape: readonly number[]): NdArray => {
  const open = shape.indexOf(-1);
  const known = sizeOf(shape.filter((_, index) => index !== open));
  const full = open < 0 ? shape : shape.with(open, known === 0 ? 0 : array.data.length / known);
  if (full.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(full) === array.data.length) {
    return { ...array, shape: full };
  }
  throw new ValueError(`cannot reshape array of size ${array.data.length} into shape ${spellShape(shape)}`);
};

/** Turns the order of the axes around. */
export const transpose = (array: NdArray): NdArray => {
  const shape = array.shape.toReversed();
  const result = zeros(array.dtype, shape);
  const [from, to] = [stridesOf(array.shape).toReversed(), stridesOf(shape)];
  for (let index = 0; index < result.data.length; index++) {
    let source = 0;
    let rest = index;
    for (let axis = 0; axis < shape.length; axis++) {
      const at = Math.floor(rest / (to[axis] ?? 1));
      rest -= at * (to[axis] ?? 1);
      source += at * (from[axis] ?? 1);
    }
    result.data[index] = array.data[source] ?? NaN;
  }
  return result;
};

/** Takes the given places of an axis, in their order. */
export const takeAlong = (array: NdArray, axis: number, places: readonly number[]): NdArray => {
  const { outer, length, inner } = seenAlong(array.shape, axis);
  const result = zeros(array.dtype, array.shape.with(axis, places.length));
  for (let block = 0; block < outer; block++) {
    places.forEach((place, at) => {
      const start = (block * length + place) * inner;
      result.data.set(array.data.subarray(start, start + inner), (block * places.length + at) * inner);
    });
  }
  return result;
};

/**
 * Cuts an axis into parts, the first ones longer by one where the length can't be divided.
 *
 * @throws ValueError for less than one part
 */
export const splitAlong = (array: NdArray, axis: number, count: number): NdArray[] => {
  if (count < 1) throw new ValueError('number sections must be larger than 0.');
  const along = axisOf(axis, array.shape.length);
  const length = array.shape[along] ?? 0;
  let next = 0;
  return Array.from({ length: count }, (_, part) => {
    const partLength = Math.floor(length / count) + (part < length % count ? 1 : 0);
    const places = Array.from({ length: partLength }, (_place, index) => next + index);
    next += partLength;
    return takeAlong(array, along, places);
  });
};
