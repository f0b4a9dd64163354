import type { JsonValue } from '../../common/json.js';
import { toWire } from '../../engine/wire-value.js';

/** Values that a glance goes through before it gives up on showing all of them. */
const MAX_VALUES = 1000;
/** Characters of text that a glance shows as they are. */
const MAX_CHARACTERS = 16_384;

/**
 * Shows an intermediate value to somebody who watches: as it is when it is small, else as a word about it.
 * Results of a run are never shown like this.
 */
export const glance = (value: unknown): JsonValue => {
  if (!isSmall(value)) return describe(value);
  try {
    return toWire(value, 'value');
  } catch {
    return describe(value);
  }
};

const isSmall = (value: unknown): boolean => {
  let valueCount = 0;
  let characterCount = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const item = waiting.pop();
    valueCount += 1;
    if (typeof item === 'string') characterCount += item.length;
    if (valueCount + waiting.length > MAX_VALUES || characterCount > MAX_CHARACTERS) return false;
    if (item instanceof Uint8Array) return false;
    if (typeof item !== 'object' || item === null) continue;
    const items: readonly unknown[] = Array.isArray(item) ? item : Object.values(item);
    if (items.length > MAX_VALUES) return false;
    waiting.push(...items);
  }
  return true;
};

const describe = (value: unknown): string => {
  if (typeof value === 'string') return `${value.slice(0, MAX_CHARACTERS)}…<${value.length} characters>`;
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  if (Array.isArray(value)) return `<list of ${value.length}>`;
  if (typeof value !== 'object' || value === null) return `<${typeof value}>`;
  const tag: unknown = Reflect.get(value, 'type');
  return typeof tag === 'string' ? `<${tag}>` : `<${value.constructor?.name ?? 'dict'}>`;
};
