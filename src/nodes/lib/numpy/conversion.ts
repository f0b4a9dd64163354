import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, of } from '../../../engine/property.js';
import { arrayValue, readArray } from '../../ndarray/array-value.js';
import { arrayOfPicture, pictureOfArray, wavOfArray } from '../../ndarray/media.js';
import { arrayOfList, itemOf, listOfArray } from '../../ndarray/nested-list.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import { checkSize, holdPicture, readPicture } from '../../pixels/picture-codec.js';
import { ValueError } from '../../python/errors.js';
import { arrayProperty, defineArrayType, readOperand } from './array-types.js';
import { reshape } from '../../ndarray/arrange.js';

/** Writes an array as a list. */
export const ArrayToList = defineArrayType({
  type: 'lib.numpy.conversion.ArrayToList',
  title: 'Array to List',
  description: 'Writes an array as a list, of lists where it has several axes.',
  tags: ['array', 'list', 'convert'],
  properties: {},
  output: 'list[any]',
  compute: listOfArray,
});

/** Takes the one number out of an array. */
export const ArrayToScalar = defineArrayType({
  type: 'lib.numpy.conversion.ArrayToScalar',
  title: 'Array to Scalar',
  description: 'Takes the number out of an array that holds one.',
  tags: ['array', 'number', 'convert'],
  properties: {},
  output: 'float|int',
  compute: (array) => {
    if (array.data.length === 1) return Number(itemOf(array, 0));
    throw new ValueError('can only convert an array of size 1 to a Python scalar');
  },
});

/** Makes an array of an image. */
export const ConvertToArray = defineNodeType({
  type: 'lib.numpy.conversion.ConvertToArray',
  title: 'Convert to Array',
  description: 'Makes an array of an image: rows, columns and channels, each value from 0 to 1.',
  tags: ['array', 'image', 'convert', 'pixels'],
  properties: { image: of('image', emptyValue('image'), { description: 'The image.' }) },
  outputs: { output: 'np_array' },
  process: async ({ image }, context) => ({ output: arrayValue(arrayOfPicture(await readPicture(image, context))) }),
});

/** Makes a sound of an array. */
export const ConvertToAudio = defineNodeType({
  type: 'lib.numpy.conversion.ConvertToAudio',
  title: 'Convert to Audio',
  description:
    'Makes a sound of samples: fractions from -1 to 1, or whole numbers of 16 bits; of several channels row by row.',
  tags: ['array', 'audio', 'convert', 'samples'],
  properties: {
    values: arrayProperty('The samples.'),
    sample_rate: int(44_100, { min: 0, max: 44_100, description: 'Samples per second.' }),
  },
  outputs: { output: 'audio' },
  process: async ({ values, sample_rate }, context) => {
    const bytes = wavOfArray(await readArray(values, context), sample_rate);
    return { output: await context.assets.hold({ content: { bytes }, type: 'audio', contentType: 'audio/wav' }) };
  },
});

/** Makes an image of an array. */
export const ConvertToImage = defineNodeType({
  type: 'lib.numpy.conversion.ConvertToImage',
  title: 'Convert to Image',
  description:
    'Makes an image of an array of rows, columns and channels: fractions from 0 to 1, or whole numbers from 0 to 255. ' +
    'Fractions outside of 0 to 1 are stretched from the smallest, black, to the largest, white.',
  tags: ['array', 'image', 'convert', 'pixels'],
  properties: { values: arrayProperty('The values of the pixels.') },
  outputs: { output: 'image' },
  process: async ({ values }, context) => {
    const array = await readArray(values, context);
    checkSize(array.shape[0] ?? 0, array.shape[1] ?? 0);
    return { output: await holdPicture(pictureOfArray(array), context) };
  },
});

/** Makes an array of a list. */
export const ListToArray = defineNodeType({
  type: 'lib.numpy.conversion.ListToArray',
  title: 'List to Array',
  description: 'Makes an array of a list of numbers, or of lists of the same length.',
  tags: ['array', 'list', 'convert'],
  properties: { values: list('any', [], { description: 'The numbers.' }) },
  outputs: { output: 'np_array' },
  process: ({ values }) => ({ output: arrayValue(arrayOfList(values)) }),
});

/** Makes an array of a number. */
export const ScalarToArray = defineNodeType({
  type: 'lib.numpy.conversion.ScalarToArray',
  title: 'Scalar to Array',
  description: 'Makes an array that holds one number.',
  tags: ['array', 'number', 'convert'],
  properties: { value: of('float|int', 0, { description: 'The number.' }) },
  outputs: { output: 'np_array' },
  process: async ({ value }, context) => ({ output: arrayValue(reshape(await readOperand(value, context), [1])) }),
});
