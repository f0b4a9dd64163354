import type { JsonValue } from './json.js';

/** Writes the place where a page ended as an opaque text that is safe in a URL. */
export const encodeCursor = (position: readonly JsonValue[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** Reads a cursor back; null when the text is not one that `encodeCursor` wrote with that many parts. */
export const decodeCursor = (cursor: string, parts: number): readonly JsonValue[] | null => {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(position) && position.length === parts ? position : null;
  } catch {
    return null;
  }
};
