import type { ChannelCount, Picture } from '../pixels/picture.js';
import { toByte } from '../pixels/picture.js';
import { wavOf } from '../media/wav.js';
import { ValueError } from '../python/errors.js';
import type { NdArray } from './ndarray.js';
import { isFloat, spellShape, zeros } from './ndarray.js';

/** Sounds have at most so many channels; a second axis that is longer is refused. */
const MAX_SOUND_CHANNELS = 8;

/** Makes an array of a picture: rows, columns and channels, each value 0 to 1. */
export const arrayOfPicture = ({ width, height, channels, data }: Picture): NdArray => {
  const array = zeros('<f8', [height, width, channels]);
  data.forEach((value, index) => (array.data[index] = value / 255));
  return array;
};

/**
 * Makes a picture of an array of rows and columns, with 1 (grey), 3 or 4 channels. Fractions run from 0 to 1; where some lie
 * outside of that, the smallest becomes black and the largest white. Whole numbers are taken as they are, 0 to 255.
 *
 * @throws ValueError for other shapes
 */
export const pictureOfArray = ({ dtype, shape, data }: NdArray): Picture => {
  const [height = 0, width = 0, depth = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || data.length === 0) {
    throw new ValueError(
      `an array of shape ${spellShape(shape)} is no image: it takes rows, columns, and channels if any`,
    );
  }
  if (depth !== 1 && depth !== 3 && depth !== 4) throw new ValueError(`an image has 1, 3 or 4 channels, not ${depth}`);
  const channels: ChannelCount = depth;
  if (!isFloat(dtype)) {
    const unit = dtype === '|b1' ? 255 : 1;
    return { width, height, channels, data: Uint8Array.from(data, (value) => toByte(value * unit)) };
  }
  const [low, high] = rangeOf(data);
  const isShare = low >= 0 && high <= 1;
  const scale = isShare ? 255 : high > low ? 255 / (high - low) : 0;
  const start = isShare ? 0 : low;
  return { width, height, channels, data: Uint8Array.from(data, (value) => toByte((value - start) * scale)) };
};

/**
 * Writes a sound as a WAV file of 16 bits: samples of one channel, or rows of samples of several. Fractions run from -1 to 1,
 * whole numbers are taken as they are.
 *
 * @throws ValueError for other shapes and for a sample rate of 0
 */
export const wavOfArray = ({ dtype, shape, data }: NdArray, sampleRate: number): Uint8Array => {
  const [frames = 0, channels = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || channels < 1 || channels > MAX_SOUND_CHANNELS) {
    const expected = `samples, or rows of samples of up to ${MAX_SOUND_CHANNELS} channels`;
    throw new ValueError(`an array of shape ${spellShape(shape)} is no sound: it takes ${expected}`);
  }
  if (sampleRate < 1) throw new ValueError('sample_rate is 0: a sound has at least 1 sample per second');
  const scale = isFloat(dtype) ? 32_767 : 1;
  const samples = Int16Array.from(data.subarray(0, frames * channels), (value) => toSample(value * scale));
  return wavOf({ sampleRate, channels, samples });
};

/** Writes an array as NumPy's own file format, version 1. */
export const npyOfArray = (bytes: Uint8Array, { dtype, shape }: Pick<NdArray, 'dtype' | 'shape'>): Uint8Array => {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The elements begin at a multiple of 64 bytes.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    size,
    Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1'),
    bytes,
  ]);
};

/** The smallest and the largest finite element. */
export const rangeOf = (data: Float64Array): readonly [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
};

const toSample = (value: number): number =>
  Number.isNaN(value) ? 0 : Math.round(Math.min(32_767, Math.max(-32_768, value)));
