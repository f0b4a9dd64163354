import type { JsonObject } from '../common/json.js';
import { isRecord } from '../common/json.js';
import type { TypeMetadata } from './type-metadata.js';

/** Writes a type as JSON Schema. References (images, models, dates, …) are objects that carry their `type` as a tag. */
export const jsonSchemaOf = (type: TypeMetadata): JsonObject => {
  const schema = plainSchema(type);
  return type.optional && Object.keys(schema).length > 0 ? { anyOf: [schema, { type: 'null' }] } : schema;
};

const PLAIN: Readonly<Record<string, JsonObject>> = {
  any: {},
  str: { type: 'string' },
  int: { type: 'integer' },
  float: { type: 'number' },
  bool: { type: 'boolean' },
  none: { type: 'null' },
  object: { type: 'object' },
  tuple: { type: 'array' },
};

const plainSchema = (type: TypeMetadata): JsonObject => {
  const [first, second] = type.type_args ?? [];
  switch (type.type) {
    case 'list':
      return { type: 'array', ...(first && { items: jsonSchemaOf(first) }) };
    case 'dict':
      return { type: 'object', ...(second && { additionalProperties: jsonSchemaOf(second) }) };
    case 'union':
      return { anyOf: (type.type_args ?? []).map(jsonSchemaOf) };
    case 'enum':
      return type.values ? { enum: type.values } : {};
    default:
      return PLAIN[type.type] ?? taggedSchema(type.type);
  }
};

/** References whose bytes stand somewhere else. */
const FILE_TAGS: ReadonlySet<string> = new Set(['asset', 'audio', 'document', 'image', 'model_3d', 'video']);

const taggedSchema = (tag: string): JsonObject => ({
  type: 'object',
  properties: {
    type: { const: tag },
    ...(FILE_TAGS.has(tag) && { uri: { type: 'string', format: 'uri-reference' } }),
  },
  ...(FILE_TAGS.has(tag) && { required: ['type', 'uri'] }),
});

/** Tells whether a value is a reference that refers to nothing: the default of inputs for files. */
export const isEmptyReference = (value: unknown): boolean => {
  if (!isRecord(value) || typeof value['type'] !== 'string' || !FILE_TAGS.has(value['type'])) return false;
  return !value['uri'] && !value['asset_id'] && !value['data'];
};
