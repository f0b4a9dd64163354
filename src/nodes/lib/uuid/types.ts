import { assertNever } from '../../../common/assert-never.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { formatUuid, nameUuid, NAMESPACES, parseUuid, randomUuid, timeUuid, variantOf, versionOf } from './uuid.js';

const FORMATS = ['standard', 'hex', 'urn', 'int', 'bytes_hex'] as const;

const nameProperties = {
  namespace: str('dns', { description: 'dns, url, oid, x500, or a UUID of your own.' }),
  name: str('', { description: 'What the UUID stands for.' }),
};

/** A UUID from the time. */
export const GenerateUUID1 = defineNodeType({
  type: 'lib.uuid.GenerateUUID1',
  title: 'Generate UUID 1',
  description: 'Makes a new identifier from the current time (UUID version 1). It does not reveal the machine.',
  tags: ['uuid', 'identifier', 'time'],
  outputs: { output: 'str' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: (_inputs, context) => ({ output: timeUuid(context.now(), context.randomBytes(8)) }),
});

/** A UUID that namespace and name determine, by MD5. */
export const GenerateUUID3 = defineNodeType({
  type: 'lib.uuid.GenerateUUID3',
  title: 'Generate UUID 3',
  description: 'Makes the identifier that belongs to a name (UUID version 3): the same name always gives the same one.',
  tags: ['uuid', 'identifier', 'name', 'md5'],
  properties: nameProperties,
  outputs: { output: 'str' },
  exposeAsTool: true,
  process: ({ namespace, name }) => ({ output: nameUuid(namespaceOf(namespace), name, 3) }),
});

/** A random UUID. */
export const GenerateUUID4 = defineNodeType({
  type: 'lib.uuid.GenerateUUID4',
  title: 'Generate UUID 4',
  description: 'Makes a new random identifier (UUID version 4).',
  tags: ['uuid', 'identifier', 'random'],
  outputs: { output: 'str' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: (_inputs, context) => ({ output: randomUuid(context.randomBytes(16)) }),
});

/** A UUID that namespace and name determine, by SHA-1. */
export const GenerateUUID5 = defineNodeType({
  type: 'lib.uuid.GenerateUUID5',
  title: 'Generate UUID 5',
  description: 'Makes the identifier that belongs to a name (UUID version 5); prefer it to version 3.',
  tags: ['uuid', 'identifier', 'name', 'sha1'],
  properties: nameProperties,
  outputs: { output: 'str' },
  exposeAsTool: true,
  process: ({ namespace, name }) => ({ output: nameUuid(namespaceOf(namespace), name, 5) }),
});

/** Tells what a UUID consists of; a text that isn't one gives `is_valid: false` with the reason. */
export const ParseUUID = defineNodeType({
  type: 'lib.uuid.ParseUUID',
  title: 'Parse UUID',
  description: 'Reads an identifier in any usual spelling and tells its version, variant and number.',
  tags: ['uuid', 'identifier', 'inspect'],
  properties: { uuid_string: str('', { description: 'The text to read.' }) },
  outputs: { output: 'dict' },
  exposeAsTool: true,
  process: ({ uuid_string: text }) => ({ output: describeUuid(text) }),
});

/** Writes a UUID in another spelling. */
export const FormatUUID = defineNodeType({
  type: 'lib.uuid.FormatUUID',
  title: 'Format UUID',
  description: 'Writes an identifier in another spelling: with dashes, bare digits, a URN or a decimal number.',
  tags: ['uuid', 'identifier', 'convert'],
  properties: {
    uuid_string: str('', { description: 'The UUID in any usual spelling.' }),
    format: choice('nodetool.nodes.lib.uuid.UUIDFormat', FORMATS, 'standard', { description: 'The new spelling.' }),
  },
  outputs: { output: 'str' },
  exposeAsTool: true,
  process: ({ uuid_string: text, format }) => {
    const digits = tryParse(text);
    if (digits === undefined) throw new ValueError(`Invalid UUID string: ${text}`);
    return { output: spell(digits, format) };
  },
});

/** Tells whether a text is a UUID in any usual spelling. */
export const IsValidUUID = defineNodeType({
  type: 'lib.uuid.IsValidUUID',
  title: 'Is Valid UUID',
  description: 'Tells whether a text is an identifier in any usual spelling.',
  tags: ['uuid', 'identifier', 'check'],
  properties: { uuid_string: str('', { description: 'The text to check.' }) },
  outputs: { output: 'bool' },
  exposeAsTool: true,
  process: ({ uuid_string: text }) => ({ output: tryParse(text) !== undefined }),
});

/** Node types of `lib.uuid`. */
export const libUuidTypes: readonly NodeType[] = [
  FormatUUID,
  GenerateUUID1,
  GenerateUUID3,
  GenerateUUID4,
  GenerateUUID5,
  IsValidUUID,
  ParseUUID,
];

const describeUuid = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const digits = parseUuid(text);
    const number = BigInt(`0x${digits}`);
    return {
      uuid: formatUuid(digits),
      version: versionOf(digits),
      variant: variantOf(digits),
      hex: digits,
      // Beyond 2^53 a JSON number would lose digits: it leaves as a decimal text.
      int: number <= Number.MAX_SAFE_INTEGER ? Number(number) : number.toString(),
      is_valid: true,
    };
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return { uuid: text, is_valid: false, error: error.message };
  }
};

const tryParse = (text: string): string | undefined => {
  try {
    return parseUuid(text);
  } catch (error) {
    if (error instanceof ValueError) return undefined;
    throw error;
  }
};

const namespaceOf = (name: string): string => {
  const lower = name.toLowerCase();
  const digits = Object.hasOwn(NAMESPACES, lower) ? NAMESPACES[lower] : tryParse(name);
  if (digits === undefined) {
    throw new ValueError(`Invalid namespace: ${name}. Use dns, url, oid, x500, or a valid UUID string`);
  }
  return digits;
};

const spell = (digits: string, format: (typeof FORMATS)[number]): string => {
  switch (format) {
    case 'standard':
      return formatUuid(digits);
    case 'hex':
    case 'bytes_hex':
      return digits;
    case 'urn':
      return `urn:uuid:${formatUuid(digits)}`;
    case 'int':
      return BigInt(`0x${digits}`).toString();
    default:
      return assertNever(format);
  }
};
