import type { JsonObject } from '../../../common/json.js';
import type { Property } from '../../../engine/property.js';
import { valueSchema } from '../output-schema.js';

type Properties = Readonly<Record<string, Property>>;

/**
 * Describes the properties of a node type as the arguments of a tool. Models are left out, which no model can choose.
 *
 * @param values what holds where an argument is missing; default: the properties' own
 */
export const argumentsSchema = (
  properties: Properties,
  values: Readonly<Record<string, unknown>> = {},
): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(properties)
      .filter(([, { type }]) => !type.type.endsWith('_model') && !type.type.startsWith('hf.'))
      .map(([name, property]) => [name, propertySchema(property, values[name] ?? property.default)]),
  ),
  additionalProperties: false,
});

const propertySchema = ({ type, description, min, max }: Property, value: unknown): JsonObject => ({
  ...valueSchema(type),
  ...(description !== undefined && { description }),
  ...(min !== undefined && { minimum: min }),
  ...(max !== undefined && { maximum: max }),
  ...(isPlain(value) && { default: value }),
});

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
