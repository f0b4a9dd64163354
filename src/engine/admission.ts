import { isRecord } from '../common/json.js';
import type { TypeMetadata } from './type-metadata.js';

/** Whether a value may stand in a property, and the value as it then stands there. */
export type Admission = { readonly isAdmitted: true; readonly value: unknown } | { readonly isAdmitted: false };

/**
 * Checks a value against a property's type. Nothing is guessed: a text of digits isn't a number and 2.5 isn't an `int`.
 * The one conversion is NodeTool's: a single value becomes a one-item list where a list of its kind is wanted.
 */
export const admit = (value: unknown, type: TypeMetadata): Admission => {
  if (fits(value, type)) return { isAdmitted: true, value };
  if (type.type === 'list' && !Array.isArray(value) && value !== null && value !== undefined) {
    const wrapped = [value];
    if (fits(wrapped, type)) return { isAdmitted: true, value: wrapped };
  }
  return REFUSED;
};

/** Names the class of a value in messages: `str`, `int`, `float`, `list`, the tag of a reference such as `image`, … */
export const valueClass = (value: unknown): string => {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint8Array) return 'bytes';
  return isRecord(value) && typeof value['type'] === 'string' ? value['type'] : 'dict';
};

const REFUSED: Admission = { isAdmitted: false };

type Check = (value: unknown, type: TypeMetadata) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  any: () => true,
  str: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  // NodeTool takes truth values for numbers here, and workflows rely on it.
  float: (value) => typeof value === 'number' || typeof value === 'boolean',
  bool: (value) => typeof value === 'boolean',
  none: (value) => value === null,
  bytes: (value) => value instanceof Uint8Array,
  list: (value, type) => Array.isArray(value) && everyItemFits(value, type.type_args?.[0]),
  tuple: (value) => Array.isArray(value),
  dict: (value, type) => isRecord(value) && everyItemFits(Object.values(value), type.type_args?.[1]),
  object: (value) => isRecord(value),
  union: (value, type) => (type.type_args ?? []).some((member) => fits(value, member)),
  enum: (value, type) => !type.values || type.values.some((choice) => choice === value),
};

const fits = (value: unknown, type: TypeMetadata): boolean => {
  if (value === null || value === undefined)
    return type.optional === true || type.type === 'any' || type.type === 'none';
  const check = CHECKS[type.type];
  return check ? check(value, type) : isTagged(value, type.type);
};

const everyItemFits = (items: readonly unknown[], element: TypeMetadata | undefined): boolean =>
  element === undefined || element.type === 'any' || items.every((item) => fits(item, element));

/** Everything else is an object that carries its type's name as a tag; an object without a tag is taken as it is. */
const isTagged = (value: unknown, type: string): boolean =>
  isRecord(value) && (value['type'] === undefined || value['type'] === type || tagFamily(type) === value['type']);

/** A model of a certain kind, such as `hf.text_generation`, may be given by its family. */
const tagFamily = (type: string): string => (type.startsWith('hf.') ? 'hf.model' : type);
