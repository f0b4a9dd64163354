import { ValueError } from '../python/errors.js';
import { isRecord } from '../../common/json.js';
import { isMissing } from '../python/query-functions.js';
import { typeName } from '../python/type-name.js';
import { AGGREGATIONS } from './aggregate.js';
import type { Series } from './series.js';
import { seriesOf, withValues } from './series.js';

/** Puts one value where one is missing, or what a dictionary has for the column. */
export const fillWith = (value: unknown): ((column: Series) => Series) => {
  if (isMissing(value)) throw new ValueError("Must specify a fill 'value' or 'method'.");
  if (Array.isArray(value)) {
    throw new ValueError(`"value" parameter must be a scalar or dict, but you passed a "${typeName(value)}"`);
  }
  if (!isRecord(value)) return (column) => filled(column, value);
  return (column) => (Object.hasOwn(value, column.name) ? filled(column, value[column.name]) : column);
};

/** Repeats the nearest value before a missing one, or behind it. */
export const fillFrom =
  (direction: 'before' | 'behind') =>
  (column: Series): Series => {
    const ordered = direction === 'before' ? column.values : column.values.toReversed();
    let last: unknown = NaN;
    const repeated = ordered.map((value) => {
      if (!isMissing(value)) last = value;
      return isMissing(value) ? last : value;
    });
    return withValues(column, direction === 'before' ? repeated : repeated.toReversed());
  };

/** Puts the mean or the median of a column of numbers where one is missing; other columns stay as they are. */
export const fillAverage =
  (name: 'mean' | 'median') =>
  (column: Series): Series => {
    if (column.kind !== 'float') return column;
    const present = column.values.filter((value) => !isMissing(value));
    const average = present.length === 0 ? NaN : AGGREGATIONS[name]?.fold(present, column.kind);
    return filled(column, average);
  };

const filled = (column: Series, value: unknown): Series => {
  if (!column.values.some(isMissing)) return column;
  const values = column.values.map((item) => (isMissing(item) ? value : item));
  return column.kind === 'object' ? withValues(column, values) : seriesOf(column.name, values, column.kind === 'float');
};
