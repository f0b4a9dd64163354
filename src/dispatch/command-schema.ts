import { isRecord } from '../common/json.js';
import type { ArgsClass, CommandDeclaration } from './command.decorator.js';
import type { Field } from './fields.js';
import { fieldsOf } from './fields.js';

/** A JSON Schema of an object. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** Whose default depends on the caller. */
const USER_ID = 'user_id';

/** Makes the JSON Schema of a command's arguments out of their class. */
export const argumentsSchema = (argsClass: ArgsClass): ObjectSchema => {
  const fields = fieldsOf(argsClass);
  const blank = new argsClass();
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map((field) => [field.name, propertyOf(field, Reflect.get(blank, field.name))]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

/** Makes the plain JSON Schema of a command's result. */
export const resultSchema = ({ result }: Pick<CommandDeclaration, 'result'>): ObjectSchema =>
  // A TypeBox schema is JSON Schema; the round trip leaves its symbols behind.
  JSON.parse(JSON.stringify(result)) as ObjectSchema;

/** Names the JSON types of a field's value; `text` fields are `string`. */
export const jsonTypeOf = ({ api }: Field): string => typeName(api['type'], api);

const propertyOf = (field: Field, blank: unknown): object => {
  const { required: _required, isArray: _isArray, type, maximum, items, ...rest } = field.api;
  const hasDefault = field.isOptional && blank !== undefined && field.name !== USER_ID;
  return {
    type: typeName(type, field.api),
    ...(Array.isArray(type) && { items: { type: typeName(type[0], {}) } }),
    ...rest,
    ...(items !== undefined && { items: withoutNullable(items) }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
    ...(hasDefault && { default: blank }),
  };
};

/** What OpenAPI 3.0 calls nullable is one more type in JSON Schema. */
const withoutNullable = (schema: unknown): unknown => {
  if (!isRecord(schema) || schema['nullable'] !== true) return schema;
  const { nullable: _nullable, type, ...rest } = schema;
  return { ...rest, type: [type, 'null'] };
};

/** Fields say their type as OpenAPI's decorators want it: a constructor, a list with one, or a name. */
const typeName = (type: unknown, { enum: choices }: Readonly<Record<string, unknown>>): string => {
  if (Array.isArray(type)) return 'array';
  if (type === Number) return 'number';
  if (type === Boolean) return 'boolean';
  if (type === Object) return 'object';
  if (typeof type === 'string') return type;
  return choices === undefined && type !== String ? 'object' : 'string';
};
