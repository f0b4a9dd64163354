import { compareText } from '../python/code-points.js';
import { numberOf } from '../python/equality.js';
import { ValueError } from '../python/errors.js';
import type { Kind } from './series.js';

/** Folds the values of a column, without the missing ones, into one; NaN where there is none. */
export interface Aggregation {
  readonly fold: (values: readonly unknown[], kind: Kind) => unknown;
  /** What the results are, whole ones too. */
  readonly result: 'int' | 'float' | 'as the column';
}

const numbersOf = (values: readonly unknown[], kind: Kind, how: string): readonly number[] => {
  if (kind === 'str') throw new ValueError(`dtype 'str' does not support operation '${how}'`);
  return values.map((value) => {
    const number = numberOf(value);
    if (number === undefined) throw new ValueError(`agg function failed [how->${how},dtype->object]`);
    return number;
  });
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const mean = (numbers: readonly number[]): number => total(numbers) / numbers.length;

const variance = (numbers: readonly number[]): number => {
  if (numbers.length < 2) return NaN;
  const center = mean(numbers);
  return total(numbers.map((number) => (number - center) ** 2)) / (numbers.length - 1);
};

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
};

const sum = (values: readonly unknown[], kind: Kind): unknown => {
  const isText = values.length > 0 ? values.every((value) => typeof value === 'string') : kind === 'str';
  return isText ? values.join('') : total(numbersOf(values, kind === 'str' ? 'object' : kind, 'sum'));
};

const extreme =
  (how: 'min' | 'max') =>
  (values: readonly unknown[], kind: Kind): unknown => {
    if (values.length === 0) return NaN;
    const sign = how === 'min' ? -1 : 1;
    if (values.every((value) => typeof value === 'string')) {
      return values.reduce((best, value) => (sign * compareText(value, best) > 0 ? value : best));
    }
    numbersOf(values, kind, how);
    return values.reduce((best, value) =>
      sign * ((numberOf(value) ?? NaN) - (numberOf(best) ?? NaN)) > 0 ? value : best,
    );
  };

const ofNumbers = (how: string, fold: (numbers: readonly number[]) => number): Aggregation => ({
  fold: (values, kind) => fold(numbersOf(values, kind, how)),
  result: 'float',
});

const plain = (fold: Aggregation['fold']): Aggregation => ({ fold, result: 'as the column' });

/** Aggregations by their name, with the results of pandas: deviations are those of a sample. */
export const AGGREGATIONS: Readonly<Record<string, Aggregation>> = {
  sum: plain(sum),
  mean: ofNumbers('mean', mean),
  count: { fold: (values) => values.length, result: 'int' },
  min: plain(extreme('min')),
  max: plain(extreme('max')),
  std: ofNumbers('std', (numbers) => Math.sqrt(variance(numbers))),
  var: ofNumbers('var', variance),
  median: ofNumbers('median', median),
  first: plain((values) => values[0] ?? NaN),
  last: plain((values) => values.at(-1) ?? NaN),
};

/**
 * Gives an aggregation by its name.
 *
 * @param allowed names that count here
 * @throws ValueError when it isn't among them
 */
export const aggregationOf = (name: string, allowed: readonly string[] = Object.keys(AGGREGATIONS)): Aggregation => {
  const found = allowed.includes(name) ? AGGREGATIONS[name] : undefined;
  if (!found) throw new ValueError(`Unknown aggregation function: ${name}`);
  return found;
};
