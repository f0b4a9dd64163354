import { isRecord } from '../../../common/json.js';
import { codePointsOf } from '../code-points.js';
import { isTruthy, numberOf } from '../equality.js';
import { ValueError } from '../errors.js';
import { formatValue } from '../format-value.js';
import { Float } from '../number.js';
import { Tuple } from '../tuple.js';
import { typeName } from '../type-name.js';

/** What a name or an attribute that isn't there gives: it prints as nothing, and using it further is an error. */
export class Undefined {
  constructor(readonly reason: string) {}
}

/** Something that a template may call: a macro or a function. */
export class Callable {
  constructor(
    readonly name: string,
    readonly call: (positional: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown,
  ) {}
}

/** Values that `set ns.name = …` may change, made by `namespace()`. */
export class Namespace {
  readonly values: Map<string, unknown>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = new Map(Object.entries(values));
  }
}

/** One group of the filter `groupby`: unpacks as a pair, and has `grouper` and `list`. */
export class Group extends Tuple {
  constructor(grouper: unknown, list: readonly unknown[]) {
    super();
    this.push(grouper, list);
  }
}

/**
 * Gives the value itself unless it's undefined.
 *
 * @throws ValueError when it is
 */
export const defined = (value: unknown): unknown => {
  if (value instanceof Undefined) throw new ValueError(value.reason);
  return value;
};

/** Writes a value as a template prints it. */
export const textOf = (value: unknown): string => {
  if (value instanceof Undefined) return '';
  if (value instanceof Callable) return `<function ${value.name}>`;
  return value instanceof Namespace ? formatValue(Object.fromEntries(value.values)) : formatValue(value);
};

/** Tells a value's truth; undefined is false. */
export const truthOf = (value: unknown): boolean => {
  if (value instanceof Undefined) return false;
  return value instanceof Callable || value instanceof Namespace || isTruthy(value);
};

/** Tells whether a value is a dictionary of the workflow, not one of the template's own objects. */
export const isDictionary = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) &&
  !(value instanceof Undefined) &&
  !(value instanceof Callable) &&
  !(value instanceof Namespace) &&
  !(value instanceof Float) &&
  !(value instanceof Uint8Array);

/**
 * Lists what a loop over a value visits: items, keys of a dictionary, characters of a text, nothing of undefined.
 *
 * @throws ValueError when the value can't be visited
 */
export const itemsOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return codePointsOf(value);
  if (value instanceof Undefined) return [];
  if (isDictionary(value)) return Object.keys(value);
  throw new ValueError(`'${typeName(value)}' object is not iterable`);
};

/** Reads `target.name`: a dictionary's key, written so or in small letters. */
export const attributeOf = (target: unknown, name: string): unknown => {
  defined(target);
  if (target instanceof Namespace && target.values.has(name)) return target.values.get(name);
  if (target instanceof Group && (name === 'grouper' || name === 'list')) return target[name === 'grouper' ? 0 : 1];
  if (isDictionary(target)) {
    const key = [name, name.toLowerCase()].find((candidate) => Object.hasOwn(target, candidate));
    if (key !== undefined) return target[key];
  }
  return new Undefined(`${describe(target)} has no attribute '${name}'`);
};

/** Reads `target[index]`. */
export const itemOf = (target: unknown, index: unknown): unknown => {
  defined(target);
  const number = numberOf(index);
  if ((Array.isArray(target) || typeof target === 'string') && number !== undefined) {
    const items = itemsOf(target);
    const position = number < 0 ? number + items.length : number;
    return position in items
      ? items[position]
      : new Undefined(`${bareDescription(target)} has no element ${textOf(index)}`);
  }
  const key = typeof index === 'string' ? index : textOf(index);
  if (isDictionary(target) && Object.hasOwn(target, key)) return target[key];
  if (typeof index === 'string') return attributeOf(target, index);
  return new Undefined(`${bareDescription(target)} has no element ${textOf(index)}`);
};

const describe = (target: unknown): string => `'${bareDescription(target)}'`;

const bareDescription = (target: unknown): string => (target === null ? 'None' : `${typeName(target)} object`);
