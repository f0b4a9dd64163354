import { locateJsonFault } from '../../common/json-fault.js';
import { usageError } from '../cli-error.js';

/**
 * Reads JSON text.
 *
 * @param name what the text is, for the message: a file's name or an option
 * @throws CliError that says line, column and what was expected there, with exit code 2
 */
export const parseJson = (text: string, name: string): unknown => {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch (cause) {
    const fault = locateJsonFault(json);
    const place = fault
      ? `line ${fault.line}, column ${fault.column}: expected ${fault.expected}`
      : 'it can not be read';
    throw usageError(`${name} is not valid JSON: ${place}`, { cause });
  }
};
