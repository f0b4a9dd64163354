import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import { arrayValue } from '../../ndarray/array-value.js';
import { combine, mapArray, POWER } from '../../ndarray/element-wise.js';
import { floatDtype } from '../../ndarray/ndarray.js';
import { defineArrayType, readOperand, resultOf } from './array-types.js';

/** Takes away the sign of each element. */
export const AbsArray = defineArrayType({
  type: 'lib.numpy.math.AbsArray',
  title: 'Absolute Array',
  description: 'Gives each element without its sign.',
  tags: ['array', 'absolute', 'magnitude'],
  properties: {},
  compute: (array) => arrayValue(mapArray(array, array.dtype, Math.abs)),
});

const defineFunction = (options: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly compute: (value: number) => number;
}): NodeType =>
  defineArrayType({
    type: `lib.numpy.math.${options.name}`,
    title: options.title,
    description: options.description,
    tags: ['array', 'function', ...options.tags],
    properties: {},
    output: 'float|int|np_array',
    compute: (array) => resultOf(mapArray(array, floatDtype(array.dtype), options.compute)),
  });

/** Raises e to each element. */
export const ExpArray = defineFunction({
  name: 'ExpArray',
  title: 'Exponential Array',
  description: 'Raises e to the power of each element.',
  tags: ['exponential', 'growth'],
  compute: Math.exp,
});

/** Takes the natural logarithm of each element. */
export const LogArray = defineFunction({
  name: 'LogArray',
  title: 'Logarithm Array',
  description: 'Takes the natural logarithm of each element: minus infinity of zero, NaN of what is below.',
  tags: ['logarithm'],
  compute: Math.log,
});

/** Takes the square root of each element. */
export const SqrtArray = defineFunction({
  name: 'SqrtArray',
  title: 'Square Root Array',
  description: 'Takes the square root of each element, NaN of negative ones.',
  tags: ['square root'],
  compute: Math.sqrt,
});

const defineAngleFunction = (options: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly compute: (radians: number) => number;
}): NodeType =>
  defineNodeType({
    type: `lib.numpy.math.${options.name}`,
    title: options.title,
    description: options.description,
    tags: ['array', 'trigonometry', 'angle'],
    properties: {
      angle_rad: of('float|int|np_array', 0, { description: 'The angle or angles, in radians.' }),
    },
    outputs: { output: 'float|np_array' },
    process: async ({ angle_rad }, context) => {
      const angles = await readOperand(angle_rad, context);
      return { output: resultOf(mapArray(angles, floatDtype(angles.dtype), options.compute)) };
    },
  });

/** Takes the sine of angles. */
export const SineArray = defineAngleFunction({
  name: 'SineArray',
  title: 'Sine Array',
  description: 'Takes the sine of an angle, or of each angle of an array.',
  compute: Math.sin,
});

/** Takes the cosine of angles. */
export const CosineArray = defineAngleFunction({
  name: 'CosineArray',
  title: 'Cosine Array',
  description: 'Takes the cosine of an angle, or of each angle of an array.',
  compute: Math.cos,
});

/** Raises elements to powers. */
export const PowerArray = defineNodeType({
  type: 'lib.numpy.math.PowerArray',
  title: 'Power Array',
  description: 'Raises numbers or arrays to a power, element by element.',
  tags: ['array', 'power', 'exponent'],
  properties: {
    base: of('float|int|np_array', 1, { description: 'The number or array to raise.' }),
    exponent: of('float|int|np_array', 2, { description: 'The power, one for all or one for each.' }),
  },
  outputs: { output: 'float|int|np_array' },
  process: async ({ base, exponent }, context) => {
    const powers = await readOperand(exponent, context);
    // A negative power of a whole number is a fraction.
    const dtype = powers.data.some((power) => power < 0) ? floatDtype(powers.dtype) : powers.dtype;
    return { output: resultOf(combine(await readOperand(base, context), { ...powers, dtype }, POWER)) };
  },
});
