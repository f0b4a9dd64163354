import { decodeCursor, encodeCursor } from '../../common/cursor.js';
import { ProtocolError } from '../../protocol/protocol-error.js';

/** A part of a list, and the cursor of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Cuts a page of at most `limit` out of a list that was read with one more; `idOf` names the place where it ends. */
export const pageOf = <T>(items: readonly T[], limit: number, idOf: (item: T) => string): Page<T> => {
  const shown = items.slice(0, limit);
  const last = items.length > limit ? shown.at(-1) : undefined;
  return { items: shown, next: last === undefined ? null : encodeCursor([idOf(last)]) };
};

/**
 * Reads the place after which a page begins; null at the start.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` for a text that isn't a cursor
 */
export const placeOf = (cursor: string | undefined): string | null => {
  if (cursor === undefined) return null;
  const place = decodeCursor(cursor, 1)?.[0];
  if (typeof place === 'string' && !place.includes('\0')) return place;
  const problems = [{ field: 'cursor', message: 'must be the `next` of another page' }];
  throw new ProtocolError('INVALID_ARGUMENT', 'cursor must be the `next` of another page', { problems });
};
