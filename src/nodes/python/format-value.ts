import { Buffer } from 'node:buffer';

import { Float, formatFloat, formatNumber } from './number.js';
import { Tuple } from './tuple.js';

/** Writes a value as Python's `str()` does: texts bare, everything inside a container as `repr()`. */
export const formatValue = (value: unknown): string => (typeof value === 'string' ? value : reprValue(value));

/** Writes a value as Python's `repr()` does: `None`, `True`, `'text'`, `[1, 'a']`, `{'k': None}`. */
export const reprValue = (value: unknown): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return reprText(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Float) return formatFloat(value.value);
  if (value instanceof Uint8Array) return `b${reprText(Buffer.from(value).toString('latin1'), true)}`;
  if (value instanceof Tuple) return `(${value.map(reprValue).join(', ')}${value.length === 1 ? ',' : ''})`;
  if (Array.isArray(value)) return `[${value.map(reprValue).join(', ')}]`;
  return typeof value === 'object' ? reprRecord(Object.entries(value)) : typeof value;
};

const reprRecord = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([key, item]) => `${reprText(key)}: ${reprValue(item)}`).join(', ')}}`;

/** Everything that Python escapes in `repr()`: what isn't printable, apart from the plain space. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const reprText = (text: string, isBytes = false): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(isBytes ? /[^ -~]/g : UNPRINTABLE, escapeCharacter);
  return quote + escaped + quote;
};

const escapeCharacter = (character: string): string => {
  const short = SHORT_ESCAPES[character];
  if (short) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
};
