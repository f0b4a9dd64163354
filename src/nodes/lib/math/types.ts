import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice } from '../../../engine/property.js';
import { numeric } from '../../nodetool/numeric-property.js';
import {
  arcCosine,
  arcSine,
  cosine,
  divide,
  modulo,
  naturalLogarithm,
  power,
  sine,
  squareRoot,
  tangent,
  withoutNegativeZero,
} from './real-functions.js';

const outputs = { output: 'int|float' };

const OPERATIONS = [
  'negate',
  'absolute',
  'square',
  'cube',
  'square_root',
  'cube_root',
  'sine',
  'cosine',
  'tangent',
  'arcsin',
  'arccos',
  'arctan',
  'log',
] as const;

const FUNCTIONS: Readonly<Record<(typeof OPERATIONS)[number], (x: number) => number>> = {
  negate: (x) => 0 - x,
  absolute: Math.abs,
  square: (x) => x * x,
  cube: (x) => x * x * x,
  square_root: squareRoot,
  cube_root: Math.cbrt,
  sine,
  cosine,
  tangent,
  arcsin: arcSine,
  arccos: arcCosine,
  arctan: Math.atan,
  log: naturalLogarithm,
};

/** Sum of two numbers. */
export const Add = defineNodeType({
  type: 'lib.math.Add',
  title: 'Add',
  description: 'Adds two numbers.',
  tags: ['math', 'sum', 'plus'],
  properties: { a: numeric(0, { title: 'A' }), b: numeric(0, { title: 'B' }) },
  outputs,
  exposeAsTool: true,
  process: ({ a, b }) => ({ output: Number(a) + Number(b) }),
});

/** Difference of two numbers. */
export const Subtract = defineNodeType({
  type: 'lib.math.Subtract',
  title: 'Subtract',
  description: 'Takes the second number away from the first.',
  tags: ['math', 'difference', 'minus'],
  properties: { a: numeric(0, { title: 'A' }), b: numeric(0, { title: 'B' }) },
  outputs,
  exposeAsTool: true,
  process: ({ a, b }) => ({ output: Number(a) - Number(b) }),
});

/** Product of two numbers. */
export const Multiply = defineNodeType({
  type: 'lib.math.Multiply',
  title: 'Multiply',
  description: 'Multiplies two numbers.',
  tags: ['math', 'product', 'times'],
  properties: { a: numeric(0, { title: 'A' }), b: numeric(0, { title: 'B' }) },
  outputs,
  exposeAsTool: true,
  process: ({ a, b }) => ({ output: withoutNegativeZero(Number(a) * Number(b)) }),
});

/** Quotient of two numbers; dividing by zero fails. */
export const Divide = defineNodeType({
  type: 'lib.math.Divide',
  title: 'Divide',
  description: 'Divides the first number by the second. A divisor of zero is an error.',
  tags: ['math', 'quotient', 'ratio'],
  properties: { a: numeric(0, { title: 'A' }), b: numeric(1, { title: 'B' }) },
  outputs,
  exposeAsTool: true,
  process: ({ a, b }) => ({ output: withoutNegativeZero(divide(Number(a), Number(b))) }),
});

/** Remainder with the sign of the divisor; dividing by zero fails. */
export const Modulus = defineNodeType({
  type: 'lib.math.Modulus',
  title: 'Modulus',
  description: 'Gives the remainder of a division; it has the sign of the divisor, so -7 modulo 3 is 2.',
  tags: ['math', 'remainder', 'modulo'],
  properties: { a: numeric(0, { title: 'A' }), b: numeric(1, { title: 'B' }) },
  outputs,
  exposeAsTool: true,
  process: ({ a, b }) => ({ output: modulo(Number(a), Number(b)) }),
});

/** A power; what no real number can hold fails. */
export const Power = defineNodeType({
  type: 'lib.math.Power',
  title: 'Power',
  description: 'Raises a number to a power.',
  tags: ['math', 'exponent', 'root'],
  properties: { base: numeric(0, { title: 'Base' }), exponent: numeric(1, { title: 'Exponent' }) },
  outputs,
  exposeAsTool: true,
  process: ({ base, exponent }) => ({ output: power(Number(base), Number(exponent)) }),
});

/** Square root; a negative number fails. */
export const Sqrt = defineNodeType({
  type: 'lib.math.Sqrt',
  title: 'Square Root',
  description: 'Gives the square root of a number that is not negative.',
  tags: ['math', 'root'],
  properties: { x: numeric(0, { title: 'X' }) },
  outputs,
  exposeAsTool: true,
  process: ({ x }) => ({ output: squareRoot(Number(x)) }),
});

/** Sine of an angle in radians. */
export const Sine = defineNodeType({
  type: 'lib.math.Sine',
  title: 'Sine',
  description: 'Gives the sine of an angle in radians.',
  tags: ['math', 'trigonometry', 'angle'],
  properties: { angle_rad: numeric(0, { title: 'Angle (rad)' }) },
  outputs,
  exposeAsTool: true,
  process: ({ angle_rad }) => ({ output: sine(Number(angle_rad)) }),
});

/** Cosine of an angle in radians. */
export const Cosine = defineNodeType({
  type: 'lib.math.Cosine',
  title: 'Cosine',
  description: 'Gives the cosine of an angle in radians.',
  tags: ['math', 'trigonometry', 'angle'],
  properties: { angle_rad: numeric(0, { title: 'Angle (rad)' }) },
  outputs,
  exposeAsTool: true,
  process: ({ angle_rad }) => ({ output: cosine(Number(angle_rad)) }),
});

/** One of the usual functions of one number. */
export const MathFunction = defineNodeType({
  type: 'lib.math.MathFunction',
  title: 'Math Function',
  description: 'Applies the chosen function, such as a root, a sine or a logarithm, to a number.',
  tags: ['math', 'function', 'trigonometry', 'logarithm'],
  properties: {
    input: numeric(0, { title: 'Input' }),
    operation: choice('nodetool.nodes.lib.math.MathFunction.Operation', OPERATIONS, 'negate', {
      description: 'The function.',
    }),
  },
  outputs,
  exposeAsTool: true,
  process: ({ input, operation }) => ({ output: FUNCTIONS[operation](Number(input)) }),
});

/** Node types of `lib.math`. */
export const libMathTypes: readonly NodeType[] = [
  Add,
  Cosine,
  Divide,
  MathFunction,
  Modulus,
  Multiply,
  Power,
  Sine,
  Sqrt,
  Subtract,
];
