import { wrongArguments } from './collection-errors.js';

/**
 * Reads the place where a page of numbered rows begins; null is the beginning.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` for a place of another list
 */
export const rowPosition = (after: string | null): number => {
  if (after === null) return 0;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  const message = 'start_key must be the next of an earlier page of the same list';
  throw wrongArguments('the page', [{ field: 'start_key', message }]);
};
