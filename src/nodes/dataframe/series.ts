import { isMissing } from '../python/query-functions.js';

/**
 * What a column holds. Numbers without a missing one are `int` when all are whole; `object` is any mixture, and a missing
 * value stays null there, while it's NaN in `float` and `str`.
 */
export type Kind = 'int' | 'float' | 'bool' | 'str' | 'object';

/** A named column of a table. */
export interface Series {
  readonly name: string;
  readonly kind: Kind;
  readonly values: readonly unknown[];
}

/**
 * Makes a column and finds out what it holds, as pandas does.
 *
 * @param isFloat keeps whole numbers `float`, where the column is known to hold such
 */
export const seriesOf = (name: string, values: readonly unknown[], isFloat = false): Series => {
  const kind = kindOf(values, isFloat);
  return { name, kind, values: kind === 'object' ? values : values.map(nanIfMissing) };
};

/** Puts other values into a column of a known kind. */
export const withValues = (series: Series, values: readonly unknown[]): Series => ({ ...series, values });

/** Adds missing values to the end of a column, until it has a length. */
export const padded = (series: Series, length: number): Series => {
  const { kind, values } = series;
  if (values.length >= length) return series;
  const filler = Array.from({ length: length - values.length }, () => NaN);
  return { ...series, kind: kindWithMissing(kind), values: [...values, ...filler] };
};

/** The kind of a column once a value in it is missing. */
export const kindWithMissing = (kind: Kind): Kind => {
  if (kind === 'int') return 'float';
  return kind === 'bool' ? 'object' : kind;
};

/** The kind of two columns one below the other. */
export const commonKind = (a: Kind, b: Kind): Kind => {
  if (a === b) return a;
  const isNumeric = (kind: Kind): boolean => kind === 'int' || kind === 'float';
  return isNumeric(a) && isNumeric(b) ? 'float' : 'object';
};

const nanIfMissing = (value: unknown): unknown => (isMissing(value) ? NaN : value);

const kindOf = (values: readonly unknown[], isFloat: boolean): Kind => {
  const seen = new Set<string>();
  for (const value of values) seen.add(sortOf(value));
  const hasNan = seen.delete('nan');
  const hasNull = seen.delete('null');
  if (seen.size === 0) return hasNan ? 'float' : 'object';
  if (!isSubset(seen, 'int', 'float')) {
    if (seen.size > 1) return 'object';
    if (seen.has('str')) return 'str';
    return seen.has('bool') && !hasNan && !hasNull ? 'bool' : 'object';
  }
  return seen.has('float') || hasNan || hasNull || isFloat ? 'float' : 'int';
};

const isSubset = (seen: ReadonlySet<string>, ...allowed: readonly string[]): boolean =>
  [...seen].every((sort) => allowed.includes(sort));

const sortOf = (value: unknown): string => {
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return value === null || value === undefined ? 'null' : 'other';
};
