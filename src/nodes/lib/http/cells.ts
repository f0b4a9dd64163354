import { DateTime } from 'luxon';

import type { ColumnType } from '../../dataframe/dataframe.js';
import { formatValue } from '../../python/format-value.js';
import { momentAt, writeDateTime } from '../date/moment.js';

const NUMBER = /^\s*[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** The narrowest type that all values of a column fit into: texts that are numbers count as numbers. */
export const inferColumnType = (values: readonly unknown[]): ColumnType => {
  const present = values.filter((value) => value !== null && value !== '');
  if (present.length === 0) return 'string';
  const numbers = present.map(numberOf);
  if (numbers.every((value) => value !== null)) return numbers.every(Number.isSafeInteger) ? 'int' : 'float';
  return present.every((value) => typeof value === 'string') ? 'string' : 'object';
};

/** A value as one of a column's type; null when it is missing or can't be one. */
export const castCell = (value: unknown, type: ColumnType): unknown => {
  if (value === null || value === undefined || type === 'object') return value ?? null;
  if (type === 'string') return formatValue(value);
  if (value === '') return null;
  if (type === 'datetime') return dateOf(value);
  const number = numberOf(value);
  return number === null || type === 'float' ? number : Math.trunc(number);
};

const numberOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return null;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value.replaceAll('_', '')) : null;
};

/** Seconds since 1970, or a text in the form of ISO 8601; any other value is kept as it is. */
const dateOf = (value: unknown): unknown => {
  const moment =
    typeof value === 'number'
      ? DateTime.fromSeconds(value, { zone: 'utc' })
      : DateTime.fromISO(formatValue(value).trim().replace(' ', 'T'), { zone: 'utc' });
  return moment.isValid ? writeDateTime(momentAt(moment.toJSDate())) : value;
};
