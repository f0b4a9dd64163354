import { isRecord } from '../../common/json.js';
import type { ArgsClass } from '../../dispatch/command.decorator.js';
import { jsonTypeOf } from '../../dispatch/command-schema.js';
import { fieldsOf } from '../../dispatch/fields.js';
import { ProtocolError } from '../../protocol/protocol-error.js';

/** The parts of a request that may hold arguments. */
export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Gathers a command's arguments from path, query and body. Texts of path and query become what the argument is declared
 * as; one that can't stays a text, so that the command refuses it by name.
 *
 * @throws ProtocolError `INVALID_ARGUMENT` for a body that is no object, and for an argument that is given twice
 */
export const requestArguments = ({ params, query, body }: RequestParts, args: ArgsClass): Record<string, unknown> => {
  const given = body ?? {};
  if (!isRecord(given)) throw new ProtocolError('INVALID_ARGUMENT', 'The body must be a JSON object');
  const types = new Map(fieldsOf(args).map((field) => [field.name, jsonTypeOf(field)]));
  const read = (part: unknown): readonly Argument[] =>
    Object.entries(isRecord(part) ? part : {}).map(([name, value]) => [name, fromText(value, types.get(name))]);
  const all = [...read(params), ...read(query), ...Object.entries(given)];
  const twice = all.find(([name], index) => all.findIndex(([other]) => other === name) !== index)?.[0];
  if (twice !== undefined) throw doubled(twice);
  return Object.fromEntries(all);
};

type Argument = readonly [name: string, value: unknown];

const doubled = (name: string): ProtocolError => {
  const message = `${name} is given more than once: use one of path, query and body`;
  return new ProtocolError('INVALID_ARGUMENT', message, { problems: [{ field: name, message }] });
};

const fromText = (value: unknown, type: string | undefined): unknown => {
  if (typeof value !== 'string') return value;
  return READERS.get(type ?? '')?.(value) ?? value;
};

/** How a text becomes a value of a type; what can't become one stays undefined. */
const READERS: ReadonlyMap<string, (text: string) => unknown> = new Map([
  ['integer', (text) => numberOf(text)],
  ['number', (text) => numberOf(text)],
  ['boolean', (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined)],
  ['array', (text) => [text]],
  ['object', (text) => parsed(text)],
]);

const numberOf = (text: string): number | undefined => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
