import { locateJsonFault } from '../common/json-fault.js';
import { isTooDeep, parseJson } from '../protocol/check-json.js';
import { ProtocolError } from '../protocol/protocol-error.js';

/** Largest request body in bytes; as large as the largest frame, because a run's parameters travel in one. */
export const MAX_BODY_BYTES = 8_388_608;

/**
 * Parses a request body; an empty one counts as none.
 *
 * @throws ProtocolError `INVALID_MESSAGE` that names line and column
 */
export const parseJsonBody = (body: Buffer | string): unknown => {
  const text = typeof body === 'string' ? body : body.toString('utf8');
  if (text.trim() === '') return undefined;
  if (isTooDeep(text)) throw new ProtocolError('INVALID_MESSAGE', 'The body nests too deep.');
  try {
    return parseJson(text);
  } catch (error) {
    throw new ProtocolError('INVALID_MESSAGE', `The body is not valid JSON${whereOf(text)}.`, {
      hint: 'Send a JSON text as the body, in UTF-8.',
      cause: error,
    });
  }
};

const whereOf = (text: string): string => {
  const fault = locateJsonFault(text);
  return fault === null
    ? ''
    : ` at line ${String(fault.line)}, column ${String(fault.column)}: expected ${fault.expected}`;
};
