import type { JsonObject, JsonValue } from '../../common/json.js';
import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { TypeMetadata } from '../../engine/type-metadata.js';
import { jsonSchemaOf } from '../../engine/type-schema.js';

/**
 * Describes the outputs that a graph node declares as one object: all of them required, and no others where every type can
 * be told. Null when it declares none.
 */
export const outputSchema = (types: NodeContext['dynamicOutputTypes']): JsonObject | null => {
  const names = Object.keys(types);
  if (names.length === 0) return null;
  const properties = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, valueSchema(type)]));
  const isClosed = Object.values(types).every(isTold);
  return { type: 'object', properties, required: names, ...(isClosed && { additionalProperties: false }) };
};

/** Writes a type as the schema of an argument or a result: models' interfaces refuse lists that don't say of what. */
export const valueSchema = (type: TypeMetadata): JsonObject => {
  const schema = withItems(jsonSchemaOf(type));
  return isRecord(schema) ? schema : {};
};

/** A model can't be held to a schema that lets everything in. */
const isTold = ({ type, type_args: args = [] }: TypeMetadata): boolean => type !== 'any' && args.every(isTold);

const withItems = (schema: JsonValue): JsonObject => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return {};
  const { items, anyOf, properties, ...rest } = schema as JsonObject; // not an array
  return {
    ...rest,
    ...(rest['type'] === 'array' && { items: items === undefined ? {} : withItems(items) }),
    ...(Array.isArray(anyOf) && { anyOf: (anyOf as readonly JsonValue[]).map(withItems) }),
    ...(isRecord(properties) && { properties }),
  };
};
