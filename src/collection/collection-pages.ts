import { decodeCursor } from '../common/cursor.js';
import { wrongArguments } from './store/collection-errors.js';

/** Reads a `start_key`; the empty one is the beginning. */
export const positionOf = (command: string, startKey: string): string | null => {
  if (startKey === '') return null;
  const [position] = decodeCursor(startKey, 1) ?? [];
  if (typeof position === 'string') return position;
  throw wrongArguments(command, [{ field: 'start_key', message: 'start_key must be the next of an earlier page' }]);
};
