import { codePointsOf } from './code-points.js';
import { ValueError } from './errors.js';

/** Bounds of a Python slice; a missing one is open. */
export interface SliceBounds {
  readonly start?: number | null;
  readonly stop?: number | null;
  readonly step?: number | null;
}

/**
 * Positions that `values[start:stop:step]` takes from a sequence, in order.
 *
 * @throws ValueError when the step is 0
 */
export const sliceIndices = (length: number, { start, stop, step }: SliceBounds): number[] => {
  const stride = step ?? 1;
  if (stride === 0) throw new ValueError('slice step cannot be zero');
  const isForward = stride > 0;
  const low = isForward ? 0 : -1;
  const high = isForward ? length : length - 1;
  const clamp = (bound: number): number => Math.min(high, Math.max(low, bound < 0 ? bound + length : bound));
  const from = clampOr(start, isForward ? low : high, clamp);
  const to = clampOr(stop, isForward ? high : low, clamp);
  const indices: number[] = [];
  for (let index = from; isForward ? index < to : index > to; index += stride) indices.push(index);
  return indices;
};

const clampOr = (bound: number | null | undefined, open: number, clamp: (bound: number) => number): number =>
  bound === null || bound === undefined ? open : clamp(bound);

/** Takes `values[start:stop:step]` of a list. */
export const sliceList = <T>(values: readonly T[], bounds: SliceBounds): T[] =>
  // The indices lie within the list: `undefined` is an element's own value.
  sliceIndices(values.length, bounds).map((index) => values[index] as T);

/** Takes `text[start:stop:step]`, counted in code points. */
export const sliceText = (text: string, bounds: SliceBounds): string => sliceList(codePointsOf(text), bounds).join('');

/**
 * Takes `values[index]`; a negative index counts from the end.
 *
 * @throws ValueError when there is no such element
 */
export const elementAt = <T>(values: readonly T[], index: number): T => {
  const position = index < 0 ? index + values.length : index;
  if (position < 0 || position >= values.length) throw new ValueError('list index out of range');
  // The bounds were checked: `undefined` here is an element's own value.
  return values[position] as T;
};

/**
 * Yields `range(start, stop, step)`.
 *
 * @throws ValueError when the step is 0
 */
export function* rangeOf(start: number, stop: number, step: number): Generator<number, void, void> {
  if (step === 0) throw new ValueError('range() arg 3 must not be zero');
  for (let value = start; step > 0 ? value < stop : value > stop; value += step) yield value;
}
