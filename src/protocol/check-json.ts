import { MAX_FRAME_DEPTH } from './limits.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Tells whether JSON text nests its objects and arrays deeper than frames may, without parsing it. */
export const isTooDeep = (text: string, maxDepth: number = MAX_FRAME_DEPTH): boolean => {
  if (text.length <= maxDepth) {
    return false;
  }
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) {
      i = endOfString(text, i);
    } else if (char === 0x7b || char === 0x5b) {
      if (++depth > maxDepth) {
        return true;
      }
    } else if (char === 0x7d || char === 0x5d) {
      depth--;
    }
  }
  return false;
};

/** Index of the quote that ends the string which starts at `start`; the text's length when none does. */
const endOfString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) {
    end = text.indexOf('"', end + 1);
  }
  return end === -1 ? text.length : end;
};

const isEscaped = (text: string, index: number): boolean => {
  let backslashes = 0;
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) {
    backslashes++;
  }
  return backslashes % 2 === 1;
};

/** Parses JSON and leaves out every `__proto__` key, which would turn into a prototype when the object is copied. */
export const parseJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  if (MAY_NAME_PROTO.test(text)) {
    dropProtoKeys(value);
  }
  return value;
};

/** The key itself, or an escaped underscore that may be part of it. */
const MAY_NAME_PROTO = /__proto__|\\u005f/i;

const dropProtoKeys = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (Object.hasOwn(value, '__proto__')) {
    Reflect.deleteProperty(value, '__proto__');
  }
  Object.values(value).forEach(dropProtoKeys);
};
