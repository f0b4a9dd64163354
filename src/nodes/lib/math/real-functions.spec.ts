import { describe, expect, it } from '@jest/globals';

import { arcSine, divide, modulo, naturalLogarithm, power, sine, squareRoot } from './real-functions.js';

describe('modulo', () => {
  it.each([
    [7, 3, 1],
    [-7, 3, 2],
    [7, -3, -2],
    [-7, -3, -1],
    [6, -3, 0],
    [5.5, 2, 1.5],
    [-5, Infinity, Infinity],
    [5, Infinity, 5],
    [Infinity, 2, NaN],
  ])('%d mod %d is %d', (a, b, expected) => {
    expect(modulo(a, b)).toBe(expected);
  });

  it('names the kind of number that zero divides', () => {
    expect(() => modulo(1, 0)).toThrow('integer modulo by zero');
    expect(() => modulo(1.5, 0)).toThrow('float modulo');
    expect(() => divide(1, 0)).toThrow(/^division by zero$/);
    expect(() => divide(0.5, 0)).toThrow('float division by zero');
  });
});

describe('power', () => {
  it.each([
    [2, 10, 1024],
    [2, -1, 0.5],
    [0, 0, 1],
    [1, NaN, 1],
    [1, Infinity, 1],
    [-1, Infinity, 1],
    [NaN, 0, 1],
    [-Infinity, 3, -Infinity],
    [-8, 2, 64],
  ])('%d to the %d is %d', (base, exponent, expected) => {
    expect(power(base, exponent)).toBe(expected);
  });

  it.each([
    [-8, 0.5, 'math domain error'],
    [0, -1, 'math domain error'],
    [10, 400, 'math range error'],
  ])('refuses %d to the %d: %s', (base, exponent, message) => {
    expect(() => power(base, exponent)).toThrow(message);
  });
});

describe('functions with a domain', () => {
  it('keep NaN and refuse what lies outside', () => {
    expect(squareRoot(NaN)).toBeNaN();
    expect(squareRoot(Infinity)).toBe(Infinity);
    for (const call of [
      () => squareRoot(-1),
      () => sine(Infinity),
      () => arcSine(2),
      () => naturalLogarithm(0),
      () => naturalLogarithm(-1),
    ]) {
      expect(call).toThrow('math domain error');
    }
  });
});
