import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { NO_SERVICES } from '../../engine/services/node-services.js';
import { reshape, splitAlong, takeAlong, transpose } from './arrange.js';
import { arrayValue, decodeArray, readArray } from './array-value.js';
import { ADD, combine, DIVIDE, MODULUS, POWER, SUBTRACT } from './element-wise.js';
import { matrixProduct, stack } from './join.js';
import type { Dtype, NdArray } from './ndarray.js';
import { commonDtype, DTYPES, sizeOf, zeros } from './ndarray.js';
import { arrayOfList, listOfArray } from './nested-list.js';
import { ARG_MAX, MEAN, MIN, reduceAlong, SUM } from './reduce.js';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
const arrays = shapes.chain((shape) =>
  fc.array(fc.integer({ min: -50, max: 50 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }).map((values) => ({
    dtype: '<i8' as const,
    shape,
    data: Float64Array.from(values),
  })),
);
const nested = (list: readonly unknown[]): NdArray => arrayOfList(list);

describe('an array as a value', () => {
  it.each(DTYPES.map((dtype) => [dtype]))('keeps elements of %s', async (dtype) => {
    const values = dtype === '|b1' ? [0, 1] : dtype[1] === 'f' ? [0.5, -2, NaN, Infinity] : [0, 1, 100];
    const array: NdArray = { dtype, shape: [values.length], data: Float64Array.from(values) };
    expect(await readArray(arrayValue(array), NO_SERVICES)).toEqual(array);
  });

  it('is read from base64, as it comes from the wire', async () => {
    const { value, ...rest } = arrayValue(nested([1, 2]));
    const read = await readArray({ ...rest, value: Buffer.from(value).toString('base64') }, NO_SERVICES);
    expect(listOfArray(read)).toEqual([1, 2]);
  });

  it.each([
    [{ type: 'np_array', value: null, dtype: '<i8', shape: [1] }, 'not set'],
    [{ type: 'np_array', value: new Uint8Array(7), dtype: '<i8', shape: [1] }, '7 bytes are no array'],
    [{ type: 'np_array', value: new Uint8Array(8), dtype: '<U2', shape: [1] }, "<U2 can't be read"],
    [{ type: 'np_array', value: new Uint8Array(8), dtype: '<i8', shape: [-1] }, 'no shape'],
    [{ type: 'np_array', value: new Uint8Array(8).fill(127), dtype: '<i8', shape: [1] }, 'beyond 2^53'],
    [7, 'no array of numbers'],
  ])('is refused: %j', async (value, reason) => {
    await expect(readArray(value, NO_SERVICES)).rejects.toThrow(reason);
  });

  it('rounds to half precision, to even where two are as near', () => {
    const half = (value: number): number => {
      const { value: bytes } = arrayValue({ dtype: '<f2', shape: [1], data: Float64Array.of(value) });
      return decodeArray(bytes, '<f2', [1]).data[0] ?? NaN;
    };
    expect([1 / 3, 2049, 2051, 65_519, 65_520, 2 ** -24, 2 ** -25, 1.9999].map(half)).toEqual([
      0.333251953125,
      2048,
      2052,
      65_504,
      Infinity,
      2 ** -24,
      0,
      2,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bff }), (bits) => {
        const bytes = Uint8Array.of(bits & 255, bits >> 8);
        const array = decodeArray(bytes, '<f2', [1]);
        expect(arrayValue(array).value).toEqual(bytes);
      }),
    );
  });
});

describe('lists', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        const list = listOfArray(array);
        expect(Array.isArray(list) && listOfArray(nested(list))).toEqual(list);
      }),
    );
  });

  it.each<[unknown[], Dtype]>([
    [[true, false], '|b1'],
    [[true, 2], '<i8'],
    [[1, 0.5], '<f8'],
    [[], '<f8'],
  ])('%j have elements of %s', (list, dtype) => {
    expect(nested(list).dtype).toBe(dtype);
  });

  it.each([
    [[[1], [2, 3]], 'after 1 dimensions. The detected shape was (2,)'],
    [[1, [2]], 'inhomogeneous shape'],
    [[[1], 2], 'inhomogeneous shape'],
    [['a'], 'not a string'],
    [[null], 'not null'],
  ])('%j make no array', (list, reason) => {
    expect(() => nested(list)).toThrow(reason);
  });
});

describe('element by element', () => {
  it('repeats axes of length 1 and missing ones', () => {
    const result = combine(nested([[1], [2]]), nested([10, 20, 30]), ADD);
    expect(listOfArray(result)).toEqual([
      [11, 21, 31],
      [12, 22, 32],
    ]);
  });

  it('undoes an addition by a subtraction', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        expect(combine(combine(array, array, ADD), array, SUBTRACT)).toEqual(array);
      }),
    );
  });

  it('refuses shapes that do not fit', () => {
    expect(() => combine(nested([1, 2, 3]), nested([1, 2]), ADD)).toThrow('together with shapes (3,) (2,)');
  });

  it('refuses whole numbers that would not be exact', () => {
    expect(() => combine(nested([2 ** 40]), nested([2]), POWER)).toThrow('holds exactly');
  });

  it('follows NumPy for remainders and zeros', () => {
    expect(listOfArray(combine(nested([7, -7, 7, -7, 5]), nested([3, 3, -3, -3, 0]), MODULUS))).toEqual([
      1, 2, -2, -1, 0,
    ]);
    expect(listOfArray(combine(nested([1, -1, 0]), nested([0, 0, 0]), DIVIDE))).toEqual([Infinity, -Infinity, NaN]);
  });

  it.each<[Dtype, Dtype, Dtype]>([
    ['|b1', '<i4', '<i4'],
    ['|i1', '|u1', '<i2'],
    ['<u8', '<i8', '<f8'],
    ['<i8', '<f4', '<f8'],
    ['<i2', '<f4', '<f4'],
    ['|u1', '<f2', '<f2'],
    ['<f2', '<f4', '<f4'],
  ])('%s and %s make %s', (a, b, common) => {
    expect(commonDtype(a, b)).toBe(common);
    expect(commonDtype(b, a)).toBe(common);
  });
});

describe('arrangements', () => {
  it('are undone by themselves or their opposites', () => {
    fc.assert(
      fc.property(arrays, fc.nat(), (array, seed) => {
        expect(transpose(transpose(array))).toEqual(array);
        expect(reshape(reshape(array, [-1]), array.shape)).toEqual(array);
        const axis = seed % array.shape.length;
        const places = Array.from({ length: array.shape[axis] ?? 0 }, (_, index) => index);
        expect(takeAlong(takeAlong(array, axis, places.toReversed()), axis, places.toReversed())).toEqual(array);
        const layers = places.map((place) => reshape(takeAlong(array, axis, [place]), array.shape.toSpliced(axis, 1)));
        expect(stack(layers, axis)).toEqual(array);
        expect(splitAlong(array, axis, 3).reduce((sum, part) => sum + part.data.length, 0)).toBe(array.data.length);
      }),
    );
  });

  it('refuse shapes of another size, and too large ones', () => {
    expect(() => reshape(nested([1, 2, 3]), [2, -1])).toThrow('cannot reshape array of size 3 into shape (2,-1)');
    expect(() => zeros('<f8', [100_000, 100_000])).toThrow('too large');
    expect(() => stack([], 0)).toThrow('at least one array');
  });
});

describe('reductions', () => {
  it('look along the axis', () => {
    const table = nested([
      [1, 5, 3],
      [4, 2, 6],
    ]);
    expect(listOfArray(reduceAlong(table, 0, SUM))).toEqual([5, 7, 9]);
    expect(listOfArray(reduceAlong(table, -1, MEAN))).toEqual([3, 4]);
    expect(listOfArray(reduceAlong(table, 1, ARG_MAX))).toEqual([1, 2]);
    expect(listOfArray(reduceAlong(table, 0, MIN))).toEqual([1, 2, 3]);
  });

  it('keep NaN and refuse nothing at all', () => {
    expect(listOfArray(reduceAlong(nested([1, NaN, 0]), 0, MIN))).toBeNaN();
    expect(() => reduceAlong(nested([]), 0, MIN)).toThrow('empty axis');
    expect(listOfArray(reduceAlong(nested([]), 0, SUM))).toBe(0);
  });
});

describe('matrix products', () => {
  it.each([
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
      [
        [19, 22],
        [43, 50],
      ],
    ],
    [
      [1, 2],
      [
        [5, 6],
        [7, 8],
      ],
      [19, 22],
    ],
    [
      [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [2, 0],
          [0, 2],
        ],
      ],
      [1, 2],
      [
        [1, 2],
        [2, 4],
      ],
    ],
    [[1, 2, 3], [4, 5, 6], 32],
  ])('%j by %j is %j', (a, b, product) => {
    expect(listOfArray(matrixProduct(nested(a), nested(b)))).toEqual(product);
  });

  it('need rows as long as columns', () => {
    expect(() => matrixProduct(nested([1, 2]), nested([1, 2, 3]))).toThrow('2 columns meet 3 rows');
  });
});
