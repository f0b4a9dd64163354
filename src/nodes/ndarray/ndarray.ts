import { ValueError } from '../python/errors.js';

/** Kinds of elements, as NumPy spells them: truth values, whole numbers with and without sign, floating-point numbers. */
export const DTYPES = ['|b1', '|i1', '|u1', '<i2', '<u2', '<i4', '<u4', '<i8', '<u8', '<f2', '<f4', '<f8'] as const;
export type Dtype = (typeof DTYPES)[number];

/**
 * An array of numbers with any number of axes, the last one varying fastest. Elements of every kind are held as double
 * floats; whole numbers beyond 2^53 don't fit and are refused wherever they would come up.
 */
export interface NdArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Elements of the largest array that is made: 1 GiB of memory while it lasts. */
export const MAX_ELEMENTS = 134_217_728;

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** Makes an array of zeros. */
export const zeros = (dtype: Dtype, shape: readonly number[]): NdArray => {
  const size = sizeOf(shape);
  if (size > MAX_ELEMENTS) {
    throw new ValueError(`an array of shape ${spellShape(shape)} is too large: ${MAX_ELEMENTS} elements are the limit`);
  }
  return { dtype, shape, data: new Float64Array(size) };
};

/** Makes an array without axes out of one number. */
export const scalarArray = (value: number, dtype: Dtype): NdArray => ({
  dtype,
  shape: [],
  data: Float64Array.of(value),
});

/** Elements between one place and the next along each axis. */
export const stridesOf = (shape: readonly number[]): number[] => {
  const strides = Array.from({ length: shape.length }, () => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
};

/**
 * Counts an axis from the front; negative ones count from the back.
 *
 * @throws ValueError when the array has no such axis
 */
export const axisOf = (axis: number, rank: number): number => {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ValueError(`axis ${axis} is out of bounds for array of dimension ${rank}`);
};

/** The shape of an array seen along one axis: `outer` times `length` times `inner` elements. */
export const seenAlong = (shape: readonly number[], axis: number) => ({
  outer: sizeOf(shape.slice(0, axis)),
  length: shape[axis] ?? 1,
  inner: sizeOf(shape.slice(axis + 1)),
});

/** Tells whether elements are floating-point numbers. */
export const isFloat = (dtype: Dtype): boolean => dtype[1] === 'f';

/** Tells whether elements are whole numbers (truth values are not). */
export const isWhole = (dtype: Dtype): boolean => dtype[1] === 'i' || dtype[1] === 'u';

/** Bytes of an element. */
export const itemSize = (dtype: Dtype): number => Number(dtype[2]);

/** The kind that holds the elements of both, by NumPy's rules. */
export const commonDtype = (a: Dtype, b: Dtype): Dtype => {
  if (a === b || b === '|b1') return a;
  if (a === '|b1') return b;
  if (isFloat(a) && isFloat(b)) return itemSize(a) >= itemSize(b) ? a : b;
  if (isFloat(a)) return floatFor(a, b);
  if (isFloat(b)) return floatFor(b, a);
  if (a[1] === b[1]) return itemSize(a) >= itemSize(b) ? a : b;
  const [signed, unsigned] = a[1] === 'i' ? [a, b] : [b, a];
  if (itemSize(signed) > itemSize(unsigned)) return signed;
  return SIGNED_ABOVE[itemSize(unsigned)] ?? '<f8';
};

/** The kind in which functions such as sine work on elements of a kind: whole numbers become double floats. */
export const floatDtype = (dtype: Dtype): Dtype => (isFloat(dtype) ? dtype : '<f8');

/** Brings computed elements into the precision of their kind, and refuses whole numbers that aren't exact any more. */
export const settle = (array: NdArray): NdArray => {
  const { dtype, data } = array;
  if (dtype === '<f4') for (let index = 0; index < data.length; index++) data[index] = Math.fround(data[index] ?? 0);
  if (!isWhole(dtype)) return array;
  const [low, high] = wholeRange(dtype);
  for (const value of data) {
    if (!(value >= low && value <= high)) {
      throw new ValueError(`${value} is outside of what ${dtype} holds exactly, ${low} to ${high}`);
    }
  }
  return array;
};

/** Writes a shape as Python writes a tuple. */
export const spellShape = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`;

const SIGNED_ABOVE: Readonly<Record<number, Dtype>> = { 1: '<i2', 2: '<i4', 4: '<i8' };

const floatFor = (float: Dtype, whole: Dtype): Dtype => {
  const needed = { 1: 2, 2: 4, 4: 8, 8: 8 }[itemSize(whole)] ?? 8;
  return itemSize(float) >= needed ? float : needed === 4 ? '<f4' : '<f8';
};

const wholeRange = (dtype: Dtype): readonly [number, number] => {
  const bits = itemSize(dtype) * 8;
  const isSigned = dtype[1] === 'i';
  if (bits === 64) return [isSigned ? -Number.MAX_SAFE_INTEGER : 0, Number.MAX_SAFE_INTEGER];
  return isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
};
