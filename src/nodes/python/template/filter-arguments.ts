import { numberOf } from '../equality.js';
import { Undefined } from './values.js';

/** Arguments of a filter, a method or a function, already computed. */
export interface FilterArguments {
  readonly positional: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

/** What a filter does with a value. */
export type Filter = (value: unknown, args: FilterArguments) => unknown;

/** Reads an argument by its place or its name. */
export const argument = (
  { positional, named }: FilterArguments,
  index: number,
  name: string,
  fallback?: unknown,
): unknown => {
  const value = index < positional.length ? positional[index] : Object.hasOwn(named, name) ? named[name] : fallback;
  return value instanceof Undefined ? fallback : value;
};

/** Reads a number by its place or its name. */
export const numberArgument = (args: FilterArguments, index: number, name: string, fallback: number): number =>
  numberOf(argument(args, index, name, fallback)) ?? fallback;
