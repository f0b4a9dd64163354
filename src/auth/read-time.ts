import { ProtocolError } from '../protocol/protocol-error.js';

/**
 * Reads an RFC 3339 time as milliseconds since 1970.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` that names the field
 */
export const readTime = (field: string, text: string | null): number | null => {
  if (text === null) return null;
  const time = /^\d{4}-\d{2}-\d{2}T/u.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw wrongField(field, 'must be a time such as 2027-01-31T00:00:00Z');
};

export const wrongField = (field: string, message: string): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', `${field} ${message}`, { problems: [{ field, message }] });
