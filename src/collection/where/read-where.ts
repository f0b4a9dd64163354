import { wrongArguments } from '../store/collection-errors.js';
import { parseWhere } from './parse-where.js';
import type { Where } from './where.js';

/**
 * Reads the `where` of a command; without one, and for an empty one, null.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` that names everything wrong in it
 */
export const readWhere = (command: string, raw: Readonly<Record<string, unknown>> | undefined): Where | null => {
  if (raw === undefined) return null;
  const parsed = parseWhere(raw);
  if ('problems' in parsed) throw wrongArguments(command, parsed.problems);
  return parsed.where;
};
