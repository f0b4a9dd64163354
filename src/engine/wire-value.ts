import type { JsonValue } from '../common/json.js';

/** A value that JSON can't carry, with the place where it stands. */
export class UnrepresentableValueError extends Error {
  constructor(path: string, what: string) {
    super(`${path} holds ${what}, which can't be sent`);
    this.name = 'UnrepresentableValueError';
  }
}

/** Containers inside containers that a value may have. */
const MAX_DEPTH = 200;

/**
 * Turns a value of the engine into what travels: JSON, with `NaN` and infinities as
 * `{ type: 'float', value: 'NaN' | 'Infinity' | '-Infinity' }` and arrays of numbers in base64. Absent keys stay absent.
 *
 * @param path names the place in error messages, for example `output 'report'`
 * @throws UnrepresentableValueError for bytes, functions, symbols, big integers, maps, cycles: never a silent null
 */
export const toWire = (value: unknown, path: string): JsonValue => convert(value, path, 0);

const convert = (value: unknown, path: string, depth: number): JsonValue => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { type: 'float', value: String(value) };
  if (depth > MAX_DEPTH)
    throw new UnrepresentableValueError(path, 'a structure that is nested too deeply or in a circle');
  if (Array.isArray(value)) return value.map((item, index) => convert(item, `${path}[${index}]`, depth + 1));
  if (isPlainObject(value)) return convertObject(value, path, depth);
  throw new UnrepresentableValueError(path, nameOf(value));
};

/** The bytes of a small array of numbers travel with it, in base64: `keepBytes` has seen to the large ones. */
const isArrayOfNumbers = (value: Readonly<Record<string, unknown>>): value is { readonly value: Uint8Array } =>
  value['type'] === 'np_array' && value['value'] instanceof Uint8Array;

const convertObject = (value: Readonly<Record<string, unknown>>, path: string, depth: number): JsonValue => {
  if (isArrayOfNumbers(value)) {
    return convertObject({ ...value, value: Buffer.from(value.value).toString('base64') }, path, depth);
  }
  const converted: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) converted[key] = convert(item, `${path}.${key}`, depth + 1);
  }
  return converted;
};

const isPlainObject = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const nameOf = (value: unknown): string => {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (typeof value === 'object') return `an object of class ${value?.constructor.name ?? 'unknown'}`;
  return value === undefined ? 'nothing' : `a ${typeof value}`;
};
