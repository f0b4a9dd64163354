import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of } from '../../../engine/property.js';
import type { BinaryOperation } from '../../ndarray/element-wise.js';
import { ADD, combine, DIVIDE, MODULUS, MULTIPLY, SUBTRACT } from '../../ndarray/element-wise.js';
import { readOperand, resultOf } from './array-types.js';

const OPERANDS = {
  a: of('int|float|np_array', 0, { description: 'The first number or array.' }),
  b: of('int|float|np_array', 0, { description: 'The second number or array.' }),
};
const OUTPUTS = { output: 'int|float|np_array' };

const defineArithmetic = (options: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly operation: BinaryOperation;
}): NodeType =>
  defineNodeType({
    type: `lib.numpy.arithmetic.${options.name}`,
    title: options.title,
    description: `${options.description} Axes of length 1 are repeated; shapes that don't fit are an error.`,
    tags: ['array', 'arithmetic', ...options.tags],
    properties: OPERANDS,
    outputs: OUTPUTS,
    process: async ({ a, b }, context) => ({
      output: resultOf(combine(await readOperand(a, context), await readOperand(b, context), options.operation)),
    }),
  });

/** Adds arrays element by element. */
export const AddArray = defineArithmetic({
  name: 'AddArray',
  title: 'Add Array',
  description: 'Adds numbers or arrays, element by element.',
  tags: ['add', 'plus', 'sum'],
  operation: ADD,
});

/** Subtracts arrays element by element. */
export const SubtractArray = defineArithmetic({
  name: 'SubtractArray',
  title: 'Subtract Array',
  description: 'Takes the second number or array from the first, element by element.',
  tags: ['subtract', 'minus', 'difference'],
  operation: SUBTRACT,
});

/** Multiplies arrays element by element. */
export const MultiplyArray = defineArithmetic({
  name: 'MultiplyArray',
  title: 'Multiply Array',
  description: 'Multiplies numbers or arrays, element by element.',
  tags: ['multiply', 'times', 'product'],
  operation: MULTIPLY,
});

/** Divides arrays element by element. */
export const DivideArray = defineArithmetic({
  name: 'DivideArray',
  title: 'Divide Array',
  description: 'Divides the first number or array by the second, element by element. By zero it gives infinity or NaN.',
  tags: ['divide', 'ratio', 'quotient'],
  operation: DIVIDE,
});

/** Takes the remainder of arrays element by element. */
export const ModulusArray = defineArithmetic({
  name: 'ModulusArray',
  title: 'Modulus Array',
  description: 'Gives the remainder of a division, element by element, with the sign of the divisor.',
  tags: ['modulo', 'remainder'],
  operation: MODULUS,
});

/** The abstract class behind the arithmetic types, which the reference lists too. */
export const BinaryOperationType = defineNodeType({
  type: 'lib.numpy.utils.BinaryOperation',
  title: 'Binary Operation',
  description: 'What the arithmetic of arrays has in common; it says not which operation.',
  tags: ['array', 'arithmetic'],
  properties: OPERANDS,
  outputs: OUTPUTS,
  unavailable: 'it names no operation; use AddArray, SubtractArray, MultiplyArray, DivideArray or ModulusArray',
  process: () => null,
});
