import { Float } from './number.js';

/** Names a value's Python type: `int`, `float`, `str`, `bool`, `list`, `dict`, `NoneType`. */
export const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return 'NoneType';
  if (value instanceof Float) return 'float';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint8Array) return 'bytes';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return NAMES[typeof value] ?? 'dict';
};

const NAMES: Readonly<Record<string, string>> = { bigint: 'int', string: 'str', boolean: 'bool', function: 'function' };
