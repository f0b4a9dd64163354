import type { JsonObject, JsonValue } from '../../../common/json.js';
import { isRecord } from '../../../common/json.js';

/**
 * Tells whether OpenAI takes a JSON Schema in its strict mode, where the answer is held to the schema while it is written:
 * every object names all its properties as required and allows no others.
 */
export const isStrictSchema = (schema: JsonObject): boolean => isStrict(schema);

const isStrict = (value: JsonValue): boolean => {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).every(isStrict);
  if (!isRecord(value)) return true;
  return isClosedObject(value) && Object.values(value).every(isStrict);
};

const isClosedObject = (schema: Readonly<Record<string, unknown>>): boolean => {
  const { type, properties, required, additionalProperties } = schema;
  if (type !== 'object') return true;
  const names = isRecord(properties) ? Object.keys(properties) : [];
  return additionalProperties === false && names.every((name) => Array.isArray(required) && required.includes(name));
};
