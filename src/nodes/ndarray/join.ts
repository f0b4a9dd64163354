import { ValueError } from '../python/errors.js';
import type { NdArray } from './ndarray.js';
import { commonDtype, seenAlong, settle, sizeOf, spellShape, zeros } from './ndarray.js';
import { broadcastShape } from './element-wise.js';

/**
 * Lays arrays of one shape behind each other along a new axis.
 *
 * @throws ValueError for none, for different shapes, and for an axis beyond the last
 */
export const stack = (arrays: readonly NdArray[], axis: number): NdArray => {
  const [first] = arrays;
  if (!first) throw new ValueError('need at least one array to stack');
  const { shape } = first;
  if (arrays.some((array) => array.shape.join() !== shape.join())) {
    throw new ValueError('all input arrays must have the same shape');
  }
  const rank = shape.length + 1;
  if (axis < -rank || axis >= rank) {
    throw new ValueError(`axis ${axis} is out of bounds for array of dimension ${rank}`);
  }
  const along = axis < 0 ? axis + rank : axis;
  const dtype = arrays.reduce((common, array) => commonDtype(common, array.dtype), first.dtype);
  const result = zeros(dtype, shape.toSpliced(along, 0, arrays.length));
  const { outer, length, inner } = seenAlong(result.shape, along);
  arrays.forEach(({ data }, at) => {
    for (let block = 0; block < outer; block++) {
      result.data.set(data.subarray(block * inner, (block + 1) * inner), (block * length + at) * inner);
    }
  });
  return result;
};

/**
 * Multiplies matrices, the last two axes of each; an array with one axis is a row on the left and a column on the right.
 *
 * @throws ValueError when the shapes don't fit
 */
export const matrixProduct = (a: NdArray, b: NdArray): NdArray => {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new ValueError('a matrix product needs arrays with at least one axis; multiply by a number instead');
  }
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [rows = 1, depth = 1] = left.slice(-2);
  const [depthBelow = 1, columns = 1] = right.slice(-2);
  if (depth !== depthBelow) {
    throw new ValueError(
      `the shapes ${spellShape(a.shape)} and ${spellShape(b.shape)} don't fit: ${depth} columns meet ${depthBelow} rows`,
    );
  }
  const [leftHeads, rightHeads] = [left.slice(0, -2), right.slice(0, -2)];
  const heads = broadcastShape(leftHeads, rightHeads);
  const result = zeros(commonDtype(a.dtype, b.dtype), [...heads, rows, columns]);
  for (let head = 0; head < sizeOf(heads); head++) {
    const [fromA, fromB] = [headIn(head, heads, leftHeads), headIn(head, heads, rightHeads)];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0;
        for (let index = 0; index < depth; index++) {
          const one = a.data[(fromA * rows + row) * depth + index] ?? NaN;
          total += one * (b.data[(fromB * depth + index) * columns + column] ?? NaN);
        }
        result.data[(head * rows + row) * columns + column] = total;
      }
    }
  }
  const shape = [...heads, ...(a.shape.length === 1 ? [] : [rows]), ...(b.shape.length === 1 ? [] : [columns])];
  return settle({ ...result, shape });
};

/** The matrix of a repeated stack that stands at a place of the whole stack. */
const headIn = (head: number, whole: readonly number[], own: readonly number[]): number => {
  let [rest, place, stride] = [head, 0, 1];
  for (let axis = whole.length - 1; axis >= 0; axis--) {
    const length = whole[axis] ?? 1;
    const ownLength = own[axis - whole.length + own.length] ?? 1;
    if (ownLength !== 1) place += (rest % length) * stride;
    stride *= ownLength;
    rest = Math.floor(rest / length);
  }
  return place;
};
