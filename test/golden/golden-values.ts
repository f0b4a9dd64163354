import { Buffer } from 'node:buffer';

import { isRecord } from '../../src/common/json.js';

const TOLERANCE = 1e-9;

/** Turns a recorded value into the one the engine carries: `$float`, `$bytes`, `$map` and `$values` are resolved. */
export const decodeGolden = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(decodeGolden);
  if (!isRecord(value)) return value;
  if ('$float' in value) return { nan: NaN, inf: Infinity, '-inf': -Infinity }[String(value['$float'])];
  if (typeof value['$bytes'] === 'string') return new Uint8Array(Buffer.from(value['$bytes'], 'base64'));
  if (Array.isArray(value['$map'])) {
    // Keys that aren't texts are spelled as JSON spells them: that's what reaches a client.
    return Object.fromEntries(value['$map'].map(([key, item]) => [wireKey(key), decodeGolden(item)]));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$values')
      .map(([key, item]) => [key, decodeGolden(item)]),
  );
};

const wireKey = (key: unknown): string => (typeof key === 'string' ? key : JSON.stringify(key));

/** Tells whether two values are the same: numbers within 1e-9 of each other, NaN equal to itself. */
export const isSameValue = (actual: unknown, expected: unknown): boolean => {
  if (typeof actual === 'number' && typeof expected === 'number') return isSameNumber(actual, expected);
  if (actual instanceof Uint8Array && expected instanceof Uint8Array) return Buffer.compare(actual, expected) === 0;
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.length === expected.length && actual.every((item, index) => isSameValue(item, expected[index]));
  }
  if (isRecord(actual) && isRecord(expected)) {
    const keys = Object.keys(actual);
    return (
      keys.length === Object.keys(expected).length &&
      keys.every((key) => Object.hasOwn(expected, key) && isSameValue(actual[key], expected[key]))
    );
  }
  return actual === expected;
};

const isSameNumber = (actual: number, expected: number): boolean =>
  Object.is(actual, expected) ||
  actual === expected ||
  Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(actual), Math.abs(expected));
