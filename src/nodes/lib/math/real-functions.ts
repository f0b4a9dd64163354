import { ValueError } from '../../python/errors.js';

/** The argument lies where the function has no real value. */
const domainError = (): ValueError => new ValueError('math domain error');

/**
 * Wraps a function of one number: NaN stays NaN, an argument outside its domain is an error and never gives NaN.
 *
 * @throws ValueError from the returned function, outside the domain
 */
const total =
  (compute: (x: number) => number) =>
  (x: number): number => {
    const result = compute(x);
    if (Number.isNaN(result) && !Number.isNaN(x)) throw domainError();
    return result;
  };

/** Square root; not of negative numbers. */
export const squareRoot = total(Math.sqrt);
/** Sine of an angle in radians; not of infinity. */
export const sine = total(Math.sin);
/** Cosine of an angle in radians; not of infinity. */
export const cosine = total(Math.cos);
/** Tangent of an angle in radians; not of infinity. */
export const tangent = total(Math.tan);
/** Angle with a given sine, -1 to 1. */
export const arcSine = total(Math.asin);
/** Angle with a given cosine, -1 to 1. */
export const arcCosine = total(Math.acos);
/** Logarithm to base e of a number above zero. */
export const naturalLogarithm = total((x) => (x === 0 ? NaN : Math.log(x)));

/**
 * Divides two numbers.
 *
 * @throws ValueError when the divisor is zero
 */
export const divide = (a: number, b: number): number => {
  if (b === 0) throw new ValueError(areWhole(a, b) ? 'division by zero' : 'float division by zero');
  return a / b;
};

/**
 * Remainder with the sign of the divisor.
 *
 * @throws ValueError when the divisor is zero
 */
export const modulo = (a: number, b: number): number => {
  if (b === 0) throw new ValueError(areWhole(a, b) ? 'integer modulo by zero' : 'float modulo');
  const remainder = a % b;
  if (remainder === 0) return 0;
  return remainder < 0 === b < 0 ? remainder : remainder + b;
};

/**
 * Raises a number to a power with the C library's rules for NaN and infinity: `1` to any power is `1`.
 *
 * @throws ValueError where there is no real result, or none that a number can hold
 */
export const power = (base: number, exponent: number): number => {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  const result = base ** exponent;
  if (!Number.isFinite(base) || !Number.isFinite(exponent)) return result;
  if (Number.isNaN(result) || (base === 0 && exponent < 0)) throw domainError();
  if (!Number.isFinite(result)) throw new ValueError('math range error');
  return result;
};

/** Turns negative zero, which whole numbers don't have, into zero. */
export const withoutNegativeZero = (value: number): number => (value === 0 ? 0 : value);

const areWhole = (a: number, b: number): boolean => Number.isInteger(a) && Number.isInteger(b);
