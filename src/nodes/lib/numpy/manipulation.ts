import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, str } from '../../../engine/property.js';
import { arrayValue, readArray } from '../../ndarray/array-value.js';
import { splitAlong, takeAlong, transpose } from '../../ndarray/arrange.js';
import { matrixProduct, stack } from '../../ndarray/join.js';
import { axisOf } from '../../ndarray/ndarray.js';
import { ValueError } from '../../python/errors.js';
import { reprValue } from '../../python/format-value.js';
import { parseInteger } from '../../python/number.js';
import { sliceIndices } from '../../python/slice.js';
import { arrayProperty, axisProperty, defineArrayType } from './array-types.js';

/** Takes chosen places of an axis. */
export const IndexArray = defineArrayType({
  type: 'lib.numpy.manipulation.IndexArray',
  title: 'Index Array',
  description: 'Takes the elements at the given places of an axis, in the given order.',
  tags: ['array', 'index', 'select', 'pick'],
  properties: {
    indices: str('', { description: 'The places, counted from 0 and divided by commas; negative ones from the end.' }),
    ...axisProperty('The axis.'),
  },
  compute: (array, { indices, axis }) => {
    const along = axisOf(axis, array.shape.length);
    const length = array.shape[along] ?? 0;
    return arrayValue(
      takeAlong(
        array,
        along,
        indices.split(',').map((text) => placeOf(text, length, axis)),
      ),
    );
  },
});

/** Takes a stretch of an axis. */
export const SliceArray = defineArrayType({
  type: 'lib.numpy.manipulation.SliceArray',
  title: 'Slice Array',
  description: 'Takes a stretch of an axis; with the default stop of 0 nothing is left.',
  tags: ['array', 'slice', 'range', 'part'],
  properties: {
    start: int(0, { description: 'First place; negative ones count from the end.' }),
    stop: int(0, { description: 'Place behind the last one.' }),
    step: int(1, { description: 'From one place to the next; a negative step goes backwards.' }),
    ...axisProperty('The axis.'),
  },
  compute: (array, { start, stop, step, axis }) => {
    const along = axisOf(axis, array.shape.length);
    return arrayValue(takeAlong(array, along, sliceIndices(array.shape[along] ?? 0, { start, stop, step })));
  },
});

/** Cuts an array into parts. */
export const SplitArray = defineArrayType({
  type: 'lib.numpy.manipulation.SplitArray',
  title: 'Split Array',
  description: 'Cuts an axis into a number of parts of about the same length.',
  tags: ['array', 'split', 'divide', 'parts'],
  properties: { num_splits: int(0, { description: 'Number of parts.' }), ...axisProperty('The axis.') },
  output: 'list[np_array]',
  compute: (array, { num_splits, axis }) => splitAlong(array, axis, num_splits).map(arrayValue),
});

/** Turns the order of the axes around. */
export const TransposeArray = defineArrayType({
  type: 'lib.numpy.manipulation.TransposeArray',
  title: 'Transpose Array',
  description: 'Turns the order of the axes around: of a table the rows become columns.',
  tags: ['array', 'transpose', 'axes'],
  properties: {},
  compute: (array) => arrayValue(transpose(array)),
});

/** Multiplies matrices. */
export const MatMul = defineNodeType({
  type: 'lib.numpy.manipulation.MatMul',
  title: 'Matrix Multiply',
  description: 'Multiplies two matrices, stacks of matrices, or a matrix and a vector.',
  tags: ['array', 'matrix', 'multiply', 'linear algebra'],
  properties: { a: arrayProperty('The left array.'), b: arrayProperty('The right array.') },
  outputs: { output: 'np_array' },
  process: async ({ a, b }, context) => ({
    output: arrayValue(matrixProduct(await readArray(a, context), await readArray(b, context))),
  }),
});

/** Lays arrays behind each other along a new axis. */
export const Stack = defineNodeType({
  type: 'lib.numpy.manipulation.Stack',
  title: 'Stack',
  description: 'Lays arrays of the same shape behind each other, along a new axis.',
  tags: ['array', 'stack', 'join', 'combine'],
  properties: {
    arrays: list('np_array', [], { description: 'The arrays.' }),
    axis: int(0, { min: 0, description: 'Where the new axis comes.' }),
  },
  outputs: { output: 'np_array' },
  process: async ({ arrays, axis }, context) => {
    const read = await Promise.all(arrays.map((array) => readArray(array, context)));
    return { output: arrayValue(stack(read, axis)) };
  },
});

const placeOf = (text: string, length: number, axis: number): number => {
  const place = parseInteger(text);
  if (place === undefined) throw new ValueError(`invalid literal for int() with base 10: ${reprValue(text)}`);
  if (place >= -length && place < length) return place < 0 ? place + length : place;
  throw new ValueError(`index ${place} is out of bounds for axis ${axis} with size ${length}`);
};
