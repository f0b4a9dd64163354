import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import { ValueError } from '../python/errors.js';
import type { Dtype, NdArray } from './ndarray.js';
import { DTYPES, itemSize, MAX_ELEMENTS, sizeOf } from './ndarray.js';

/** An array as it travels between graph nodes: little-endian bytes, as NumPy lays them out. */
export interface ArrayValue {
  readonly type: 'np_array';
  readonly value: Uint8Array;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** The unset array of NodeTool. */
export const EMPTY_ARRAY: Readonly<Record<string, unknown>> = {
  type: 'np_array',
  value: null,
  dtype: '<i8',
  shape: [1],
};

/** Makes the value that stands for an array. */
export const arrayValue = ({ dtype, shape, data }: NdArray): ArrayValue => {
  const size = itemSize(dtype);
  const value = new Uint8Array(data.length * size);
  const view = new DataView(value.buffer);
  const write = WRITERS[dtype];
  for (let index = 0; index < data.length; index++) write(view, index * size, data[index] ?? 0);
  return { type: 'np_array', value, dtype, shape };
};

/**
 * Reads the array that a value stands for, wherever its bytes are.
 *
 * @throws ValueError when there is none, or one of another kind of elements
 */
export const readArray = async (value: unknown, { assets }: Pick<NodeContext, 'assets'>): Promise<NdArray> => {
  const { dtype, shape, content } = fieldsOf(value);
  if (content === null || content === undefined) {
    throw new ValueError('the array is not set: connect an array, or give the property one');
  }
  const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : await bytesOf(content, assets);
  return decodeArray(bytes, dtype, shape);
};

/** Reads an array out of its bytes. */
export const decodeArray = (bytes: Uint8Array, dtype: Dtype, shape: readonly number[]): NdArray => {
  const count = sizeOf(shape);
  const size = itemSize(dtype);
  if (bytes.byteLength !== count * size || count > MAX_ELEMENTS) {
    throw new ValueError(`${bytes.byteLength} bytes are no array of ${dtype} with shape (${shape.join(',')})`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[dtype];
  const data = new Float64Array(count);
  for (let index = 0; index < count; index++) data[index] = read(view, index * size);
  return { dtype, shape, data };
};

/** Tells whether a value stands for an array. */
export const isArrayValue = (value: unknown): boolean => isRecord(value) && value['type'] === 'np_array';

const fieldsOf = (value: unknown): { dtype: Dtype; shape: readonly number[]; content: unknown } => {
  if (!isRecord(value) || !isArrayValue(value)) throw new ValueError('the value is no array of numbers');
  const { shape, dtype: spelled } = value;
  const dtype = DTYPES.find((known) => known === spelled || known.slice(1) === String(spelled).replace(/^[<|=]/, ''));
  if (!dtype) throw new ValueError(`arrays with elements of kind ${String(spelled)} can't be read: only of numbers`);
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new ValueError('the array has no shape: a list of lengths, one per axis');
  }
  // Every item was just seen to be a number.
  return { dtype, shape: shape as number[], content: value['value'] };
};

const bytesOf = async (content: unknown, assets: NodeContext['assets']): Promise<Uint8Array> =>
  content instanceof Uint8Array ? content : await assets.read(content, { maxBytes: MAX_ELEMENTS * 8 });

const exact = (value: bigint): number => {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new ValueError(`the array holds ${value}: whole numbers beyond 2^53 are not exact here`);
};

const READERS: Readonly<Record<Dtype, (view: DataView, at: number) => number>> = {
  '|b1': (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  '|i1': (view, at) => view.getInt8(at),
  '|u1': (view, at) => view.getUint8(at),
  '<i2': (view, at) => view.getInt16(at, true),
  '<u2': (view, at) => view.getUint16(at, true),
  '<i4': (view, at) => view.getInt32(at, true),
  '<u4': (view, at) => view.getUint32(at, true),
  '<i8': (view, at) => exact(view.getBigInt64(at, true)),
  '<u8': (view, at) => exact(view.getBigUint64(at, true)),
  '<f2': (view, at) => halfToNumber(view.getUint16(at, true)),
  '<f4': (view, at) => view.getFloat32(at, true),
  '<f8': (view, at) => view.getFloat64(at, true),
};

const WRITERS: Readonly<Record<Dtype, (view: DataView, at: number, value: number) => void>> = {
  '|b1': (view, at, value) => view.setUint8(at, value === 0 ? 0 : 1),
  '|i1': (view, at, value) => view.setInt8(at, value),
  '|u1': (view, at, value) => view.setUint8(at, value),
  '<i2': (view, at, value) => view.setInt16(at, value, true),
  '<u2': (view, at, value) => view.setUint16(at, value, true),
  '<i4': (view, at, value) => view.setInt32(at, value, true),
  '<u4': (view, at, value) => view.setUint32(at, value, true),
  '<i8': (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  '<u8': (view, at, value) => view.setBigUint64(at, BigInt(value), true),
  '<f2': (view, at, value) => view.setUint16(at, numberToHalf(value), true),
  '<f4': (view, at, value) => view.setFloat32(at, value, true),
  '<f8': (view, at, value) => view.setFloat64(at, value, true),
};

/** Half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
const halfToNumber = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

const numberToHalf = (value: number): number => {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // Half way between the largest half and the next one, 65520, rounds up to infinity.
  if (magnitude >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const steps = roundHalfEven((magnitude / 2 ** exponent) * 1024);
  // A fraction that rounds up to the next power of two carries into the exponent by itself.
  return sign | (magnitude < 2 ** -14 ? steps : ((exponent + 15) << 10) + steps - 1024);
};

const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
};
