import type { NodeContext } from '../../../engine/node-context.js';
import type { NodeType, ProcessResult } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { int, of } from '../../../engine/property.js';
import type { ArrayValue } from '../../ndarray/array-value.js';
import { arrayValue, EMPTY_ARRAY, isArrayValue, readArray } from '../../ndarray/array-value.js';
import type { NdArray } from '../../ndarray/ndarray.js';
import { scalarArray } from '../../ndarray/ndarray.js';
import { numberOrArray } from '../../ndarray/nested-list.js';
import { ValueError } from '../../python/errors.js';

/** A property for an array. */
export const arrayProperty = (description: string): Property => of('np_array', EMPTY_ARRAY, { description });

/** Reads a number or an array as an array. */
export const readOperand = async (value: unknown, context: NodeContext): Promise<NdArray> => {
  if (typeof value === 'number') return scalarArray(value, Number.isSafeInteger(value) ? '<i8' : '<f8');
  if (typeof value === 'boolean') return scalarArray(Number(value), '|b1');
  if (isArrayValue(value)) return await readArray(value, context);
  throw new ValueError('the value is neither a number nor an array of numbers');
};

/** What a computation hands on: a number where the result has no axes, an array otherwise. */
export const resultOf = (array: NdArray): number | ArrayValue => {
  const result = numberOrArray(array);
  return typeof result === 'number' ? result : arrayValue(result);
};

interface ArrayTypeOptions {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** Declares a node type that makes an array of an array. */
export const defineArrayType = <const P extends Readonly<Record<string, Property>>>({
  properties,
  output = 'np_array',
  compute,
  ...options
}: ArrayTypeOptions & {
  /** Further properties, behind `values`. */
  readonly properties: P;
  readonly output?: string;
  readonly compute: (
    array: NdArray,
    inputs: { readonly [K in keyof P]: P[K] extends Property<infer T> ? T : never },
  ) => unknown;
}): NodeType => {
  const process = async (inputs: Readonly<Record<string, unknown>>, context: NodeContext): Promise<ProcessResult> => {
    // The engine has checked the inputs against these very properties.
    const checked = inputs as { readonly [K in keyof P]: P[K] extends Property<infer T> ? T : never };
    return { output: compute(await readArray(inputs['values'], context), checked) };
  };
  const declared: Readonly<Record<string, Property>> = { values: arrayProperty('The array.'), ...properties };
  return defineNodeType({ ...options, properties: declared, outputs: { output }, process });
};

/** The property that says along which axis. */
export const axisProperty = (description: string): { readonly axis: Property<number> } => ({
  axis: int(0, { description }),
});
