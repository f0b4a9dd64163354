import { isRecord } from '../../../common/json.js';
import { codePointsOf } from '../../python/code-points.js';
import { isTruthy } from '../../python/equality.js';
import { ValueError } from '../../python/errors.js';
import { reprValue } from '../../python/format-value.js';
import { parseFloatText, parseInteger, plainNumber } from '../../python/number.js';
import { typeName } from '../../python/type-name.js';

/**
 * Makes a whole number of a value: fractions are cut off, texts are read, truth values count as 1 and 0.
 *
 * @throws ValueError when the value has no whole number
 */
export const toInteger = (value: unknown): number => {
  const plain = plainNumber(value);
  if (typeof plain === 'boolean') return Number(plain);
  if (typeof plain === 'number') return truncate(plain);
  if (typeof plain !== 'string') {
    throw new ValueError(
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(plain)}'`,
    );
  }
  const number = parseInteger(plain);
  if (number === undefined) throw new ValueError(`invalid literal for int() with base 10: ${reprValue(plain)}`);
  return number;
};

/**
 * Makes a number of a value: texts are read, truth values count as 1 and 0.
 *
 * @throws ValueError when the value has no number
 */
export const toFloat = (value: unknown): number => {
  const plain = plainNumber(value);
  if (typeof plain === 'number' || typeof plain === 'boolean') return Number(plain);
  if (typeof plain !== 'string') {
    throw new ValueError(`float() argument must be a string or a real number, not '${typeName(plain)}'`);
  }
  const number = parseFloatText(plain);
  if (number === undefined) throw new ValueError(`could not convert string to float: ${reprValue(plain)}`);
  return number;
};

/** Makes a truth value: zero, everything empty and the text `false` (in any case) are false. */
export const toBoolean = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' && value.trim().toLowerCase() !== 'false' : isTruthy(value);

/**
 * Makes a list: a text gives its characters, a dictionary its keys.
 *
 * @throws ValueError when the value has no members
 */
export const toList = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return codePointsOf(value);
  if (isRecord(value) && typeName(value) === 'dict') return Object.keys(value);
  throw new ValueError(`'${typeName(value)}' object is not iterable`);
};

/**
 * Makes a dictionary: a list must consist of pairs of key and value.
 *
 * @throws ValueError when the value is neither
 */
export const toDictionary = (value: unknown): Readonly<Record<string, unknown>> => {
  if (isRecord(value) && typeName(value) === 'dict') return value;
  const pairs = toList(value).map((pair, index): [string, unknown] => {
    if (!Array.isArray(pair) && typeof pair !== 'string') {
      throw new ValueError(`cannot convert dictionary update sequence element #${index} to a sequence`);
    }
    const members = toList(pair);
    if (members.length !== 2) {
      throw new ValueError(`dictionary update sequence element #${index} has length ${members.length}; 2 is required`);
    }
    return [String(members[0]), members[1]];
  });
  return Object.fromEntries(pairs);
};

const truncate = (value: number): number => {
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw new ValueError('cannot convert float infinity to integer');
  return Math.trunc(value) + 0;
};
