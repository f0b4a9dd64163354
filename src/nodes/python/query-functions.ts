import { lengthOf } from './code-points.js';
import { isEqual, isLess, numberOf } from './equality.js';
import { ValueError } from './errors.js';
import { compilePattern } from './regex.js';
import { strip } from './text.js';

/** Tells whether a value counts as missing: null or NaN. */
export const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));

type Named = Readonly<Record<string, unknown>>;
type Method = (value: unknown, args: readonly unknown[], named: Named) => unknown;

const FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  floor: Math.floor,
  ceil: Math.ceil,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
};

/** A method of texts gives a missing value for anything else. */
const onText =
  (method: (text: string, args: readonly unknown[], named: Named) => unknown): Method =>
  (value, args, named) =>
    typeof value === 'string' ? method(value, args, named) : (named['na'] ?? null);

const contains: Method = onText((text, [pattern = ''], { case: isExact = true, regex: isPattern = true }) => {
  if (isPattern) return compilePattern(String(pattern), { ignoreCase: isExact === false }).search(text) !== null;
  const fold = (part: string): string => (isExact === false ? part.toLowerCase() : part);
  return fold(text).includes(fold(String(pattern)));
});

const METHODS: Readonly<Record<string, Method>> = {
  isna: isMissing,
  isnull: isMissing,
  notna: (value) => !isMissing(value),
  notnull: (value) => !isMissing(value),
  isin: (value, [list]) => Array.isArray(list) && list.some((item) => isEqual(item, value)),
  between: (value, [low, high]) => !isMissing(value) && !isLess(value, low) && !isLess(high, value),
  abs: (value) => callFunction('abs', [value]),
  'str.contains': contains,
  'str.startswith': onText((text, [prefix = '']) => text.startsWith(String(prefix))),
  'str.endswith': onText((text, [suffix = '']) => text.endsWith(String(suffix))),
  'str.match': onText((text, [pattern = '']) => compilePattern(String(pattern)).match(text) !== null),
  'str.fullmatch': onText((text, [pattern = '']) => compilePattern(String(pattern)).fullMatch(text) !== null),
  'str.lower': onText((text) => text.toLowerCase()),
  'str.upper': onText((text) => text.toUpperCase()),
  'str.strip': onText((text) => strip(text)),
  'str.len': (value) => (typeof value === 'string' ? lengthOf(value) : Array.isArray(value) ? value.length : null),
};

/**
 * Calls a function of a condition by its name.
 *
 * @throws ValueError when there's none of that name or the argument is no number
 */
export const callFunction = (name: string, [argument]: readonly unknown[]): number => {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) throw new ValueError(`"${name}" is not a supported function`);
  const number = isMissing(argument) ? NaN : numberOf(argument);
  if (number === undefined) throw new ValueError(`${name}() takes a number`);
  return known(number);
};

/**
 * Calls a method of a field's value by its name.
 *
 * @param name `isin`, or `str.contains` for one of the methods of texts
 * @throws ValueError when there's none of that name
 */
export const callMethod = (name: string, value: unknown, args: readonly unknown[], named: Named): unknown => {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) throw new ValueError(`"${name}" is not a supported method`);
  return method(value, args, named);
};
