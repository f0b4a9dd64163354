import { Failure } from '../failure.js';
import type { Token } from '../run/token.js';
import { End, SKIPPED } from '../run/token.js';
import { heldFileOf } from '../services/held-place.js';

/**
 * Writes a token as JSON text from which `decodeValue` makes an equal one. What JSON has no word for is an object with
 * the key `$`; null for what can't be made again from text, such as an instance of a class,
 * or names a file that is gone with its run.
 */
export const encodeToken = (token: Token): string | null => {
  if (token === SKIPPED) return '{"$":"skipped"}';
  if (token instanceof Failure) return JSON.stringify({ $: 'failure', message: token.message });
  if (token instanceof End) return `{"$":"end","depth":${token.depth},"isSkipped":${token.isSkipped}}`;
  if (typeof token === 'string' || typeof token === 'boolean' || token === null) return JSON.stringify(token);
  if (typeof token === 'number' && isPlainNumber(token)) return String(token);
  return encodeContainer(token);
};

/** Reads the tokens of each output. */
export const decodeOutputs = (text: string): Readonly<Record<string, readonly Token[]>> => {
  const tracks: unknown = JSON.parse(text);
  const isMarked = text.includes('"$"');
  return Object.fromEntries(
    Object.entries(Object(tracks)).map(([name, tokens]) => {
      if (!Array.isArray(tokens)) throw new SyntaxError(`the checkpoint of output ${name} must hold a list`);
      return [name, isMarked ? tokens.map(unwrap) : tokens];
    }),
  );
};

/** Reads one value. */
export const decodeValue = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  return text.includes('"$"') ? unwrap(value) : value;
};

/** Containers inside containers that are followed; deeper ones are taken for circles. */
const MAX_DEPTH = 200;

class UnwritableError extends Error {}

const encodeContainer = (value: unknown): string | null => {
  try {
    return JSON.stringify(isPlain(value, 0) ? value : wrap(value, 0));
  } catch (error) {
    if (error instanceof UnwritableError) return null;
    throw error;
  }
};

const isPlainNumber = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);

/** Tells whether JSON alone brings a value back as it was. */
const isPlain = (value: unknown, depth: number): boolean => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return isPlainNumber(value);
  if (depth > MAX_DEPTH) throw new UnwritableError();
  if (isList(value)) return value.every((item) => isPlain(item, depth + 1));
  if (!isDictionary(value)) return false;
  assertLasting(value);
  for (const key in value) if (key === '$' || !isPlain(value[key], depth + 1)) return false;
  return true;
};

/** A file that is lent to one run isn't there any more for the next one. */
const assertLasting = ({ uri }: Readonly<Record<string, unknown>>): void => {
  if (heldFileOf(uri) !== null) throw new UnwritableError();
};

const wrap = (value: unknown, depth: number): unknown => {
  if (depth > MAX_DEPTH) throw new UnwritableError();
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return isPlainNumber(value) ? value : { $: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', text: String(value) };
  if (value instanceof Uint8Array) return { $: 'bytes', base64: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return { $: 'date', ms: wrap(value.getTime(), depth + 1) };
  if (isList(value)) return value.map((item) => wrap(item, depth + 1));
  if (!isDictionary(value)) throw new UnwritableError();
  assertLasting(value);
  const entries = Object.entries(value).map(([key, item]) => [key, wrap(item, depth + 1)] as const);
  return Object.hasOwn(value, '$') ? { $: 'object', entries } : Object.fromEntries(entries);
};

const unwrap = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== 'object' || value === null) return value;
  const kind: unknown = Reflect.get(value, '$');
  if (typeof kind === 'string') return READERS[kind]?.(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item)]));
};

const READERS: Readonly<Record<string, (value: object) => unknown>> = {
  skipped: () => SKIPPED,
  failure: (value) => new Failure(String(Reflect.get(value, 'message'))),
  end: (value) => End.of(Number(Reflect.get(value, 'depth')), Reflect.get(value, 'isSkipped') === true),
  number: (value) => Number(Reflect.get(value, 'text')),
  undefined: () => undefined,
  bigint: (value) => BigInt(String(Reflect.get(value, 'text'))),
  bytes: (value) => new Uint8Array(Buffer.from(String(Reflect.get(value, 'base64')), 'base64')),
  date: (value) => new Date(Number(unwrap(Reflect.get(value, 'ms')))),
  object: (value) => {
    const entries: unknown = Reflect.get(value, 'entries');
    // Only `wrap` writes this form: pairs of a key and a value.
    return Object.fromEntries((entries as [string, unknown][]).map(([key, item]) => [key, unwrap(item)]));
  },
};

/** A list of exactly the class that reading gives back, without gaps. */
const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype;

const isDictionary = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
