import { ProtocolError } from '../protocol/protocol-error.js';

/** Characters of a name; file systems on which an asset may be saved take no more. */
const MAX_NAME = 255;
/** Slashes, and what no screen shows: control characters and marks that turn the direction of writing. */
const FORBIDDEN = /[/\\\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Checks the name of an asset. No path is ever made of it here, but whoever saves the asset makes one.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` that says what is wrong
 */
export const checkAssetName = (name: string): string => {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw new ProtocolError('INVALID_ARGUMENT', `name ${fault}`, {
    problems: [{ field: 'name', message: `name ${fault}` }],
  });
};

const faultOf = (name: string): string | undefined => {
  if (name.trim() === '') return 'must not be empty';
  if (name.length > MAX_NAME) return `must have at most ${String(MAX_NAME)} characters`;
  if (name === '.' || name === '..') return 'must not be a step in a path';
  return FORBIDDEN.test(name) ? 'must not hold slashes, backslashes or control characters' : undefined;
};
