import { isRecord } from '../../common/json.js';
import type { NodeAssets } from '../../engine/services/node-assets.js';
import type { ArrayValue } from './array-value.js';
import { arrayValue, readArray } from './array-value.js';

/** Numbers with their shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Makes an array out of a list of numbers. */
export const npArray = (
  values: readonly number[],
  shape: readonly number[],
  dtype: '<f8' | '<f4' | '<i8' = '<f8',
): ArrayValue => arrayValue({ dtype, shape, data: Float64Array.from(values) });

/**
 * Reads an array, or lists of numbers.
 *
 * @param what names it in errors
 * @throws Error that says what is wrong with it
 */
export const readNpArray = async (array: unknown, what: string, assets: NodeAssets): Promise<Numbers> => {
  const value = isRecord(array) ? array['value'] : array;
  if (value === null || value === undefined) throw new Error(`${what} is empty: lead an edge with an array to it`);
  if (Array.isArray(value)) return readLists(value, what);
  try {
    const { shape, data } = await readArray(array, { assets });
    return { shape, values: [...data] };
  } catch (error) {
    throw new Error(`${what} can't be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
};

const readLists = (lists: readonly unknown[], what: string): Numbers => {
  const values = lists.flat(Infinity).map(Number);
  const shape: number[] = [];
  for (let level: unknown = lists; Array.isArray(level); level = level[0]) shape.push(level.length);
  const isWhole = shape.reduce((product, length) => product * length, 1) === values.length;
  if (!isWhole || values.some(Number.isNaN)) throw new Error(`${what} must hold numbers only, in rows of one length`);
  return { shape, values };
};
