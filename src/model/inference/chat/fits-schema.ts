import type { JsonObject } from '../../../common/json.js';
import { conformsTo } from '../../../nodes/lib/json/schema.js';
import { ProtocolError } from '../../../protocol/protocol-error.js';

/**
 * Tells whether data conforms to a schema that the caller gave.
 *
 * @param owner whose schema it is, for the failure
 * @throws ProtocolError `INVALID_ARGUMENT` when the schema itself is wrong; found out only here, because compiling each of
 *   many tools before every request would hold up the event loop
 */
export const fitsSchema = (data: unknown, schema: JsonObject, owner: string): boolean => {
  try {
    return conformsTo(data, schema);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ProtocolError('INVALID_ARGUMENT', `The schema of ${owner} is no JSON Schema: ${reason}`, { cause });
  }
};
