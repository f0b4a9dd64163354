import { assertNever } from '../../common/assert-never.js';
import type { ArithmeticOperator } from './expression/ast.js';
import { numberOf } from './equality.js';
import { ValueError } from './errors.js';
import { asFloat, Float } from './number.js';
import { typeName } from './type-name.js';

/** Longest text or list that an operator may make: a template can't be used to fill the memory. */
const MAX_REPEATED = 10_000_000;

/**
 * Computes `left operator right` as Python does: true division, floor division and modulus, `+` and `*` of texts and
 * lists. A whole result of floats keeps its `Float` mark.
 *
 * @throws ValueError with Python's text when the operands don't fit
 */
export const compute = (operator: ArithmeticOperator, left: unknown, right: unknown): unknown => {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) {
    const isFloat = [left, right].some((operand) => operand instanceof Float || typeName(operand) === 'float');
    const result = computeNumber(operator, a, b, isFloat);
    const isWhole = operator !== '/' && !isFloat && !(operator === '**' && b < 0);
    return isWhole ? result : asFloat(result);
  }
  if (operator === '+') return add(left, right);
  if (operator === '*') return repeat(left, right);
  return unsupported(operator, left, right);
};

/** Negates a number. */
export const negate = (operand: unknown): unknown => {
  const number = numberOf(operand);
  if (number === undefined) throw new ValueError(`bad operand type for unary -: '${typeName(operand)}'`);
  return operand instanceof Float ? new Float(-number) : number === 0 ? 0 : -number;
};

const computeNumber = (operator: ArithmeticOperator, a: number, b: number, isFloat: boolean): number => {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? divisionByZero(isFloat ? 'float division by zero' : 'division by zero') : a / b;
    case '//':
      return b === 0
        ? divisionByZero(isFloat ? 'float floor division by zero' : 'integer division or modulo by zero')
        : Math.floor(a / b);
    case '%':
      return b === 0 ? divisionByZero(isFloat ? 'float modulo' : 'integer modulo by zero') : floorModulus(a, b);
    case '**':
      return a === 0 && b < 0 ? divisionByZero('0.0 cannot be raised to a negative power') : a ** b;
    default:
      return assertNever(operator);
  }
};

const divisionByZero = (text: string): never => {
  throw new ValueError(text);
};

/** The remainder with the sign of the divisor. */
export const floorModulus = (a: number, b: number): number => {
  const remainder = a % b;
  return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
};

const add = (left: unknown, right: unknown): unknown => {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...(left as unknown[]), ...(right as unknown[])];
  if (typeof left === 'string') throw new ValueError(`can only concatenate str (not "${typeName(right)}") to str`);
  if (Array.isArray(left)) throw new ValueError(`can only concatenate list (not "${typeName(right)}") to list`);
  return unsupported('+', left, right);
};

const repeat = (left: unknown, right: unknown): unknown => {
  const isSequence = (value: unknown): value is string | unknown[] => typeof value === 'string' || Array.isArray(value);
  const [sequence, count] = isSequence(left) ? [left, right] : [right, left];
  if (!isSequence(sequence)) return unsupported('*', left, right);
  const times = numberOf(count);
  if (times === undefined || typeName(count) === 'float') {
    throw new ValueError(`can't multiply sequence by non-int of type '${typeName(count)}'`);
  }
  if (times * sequence.length > MAX_REPEATED) throw new ValueError('the repeated text or list is too long');
  if (typeof sequence === 'string') return sequence.repeat(Math.max(0, times));
  return Array.from({ length: Math.max(0, times) }, () => sequence).flat();
};

const unsupported = (operator: string, left: unknown, right: unknown): never => {
  const sign = operator === '**' ? '** or pow()' : operator;
  throw new ValueError(`unsupported operand type(s) for ${sign}: '${typeName(left)}' and '${typeName(right)}'`);
};
