import { ApiProperty } from '@nestjs/swagger';
import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

import { isRecord } from '../common/json.js';

/** What every kind of field may say about itself. */
export interface FieldOptions {
  /** May be left out (or null); the class's initialiser is the value then. */
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/** A field of an argument class, as its decorator recorded it. */
export interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  /** What a right value is, completing "must be …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** The same in OpenAPI's words. */
  readonly api: Readonly<Record<string, unknown>>;
}

const FIELDS = Symbol('nodetool:fields');
const MAX_TEXT = 10_000;

/** A text of `min` to `max` characters. Default 1 to 10,000. */
export const TextField = ({ min = 1, max = MAX_TEXT, ...rest }: FieldOptions & { min?: number; max?: number } = {}) =>
  field(rest, {
    expected: min > 0 ? `a text of ${min} to ${max} characters` : `a text of at most ${max} characters`,
    accepts: (value) => typeof value === 'string' && value.length >= min && value.length <= max,
    api: { type: String, minLength: min, maxLength: max },
  });

/** A whole number of `min` to `max`. Default: from 0. */
export const IntField = ({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  ...rest
}: FieldOptions & { min?: number; max?: number } = {}) =>
  field(rest, {
    expected: max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
    api: { type: 'integer', minimum: min, maximum: max },
  });

/** True or false. */
export const BoolField = (options: FieldOptions = {}) =>
  field(options, {
    expected: 'true or false',
    accepts: (value) => typeof value === 'boolean',
    api: { type: Boolean },
  });

/** One of a few fixed texts. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions = {}) =>
  field(options, {
    expected: `one of ${choices.join(', ')}`,
    accepts: (value) => typeof value === 'string' && choices.includes(value),
    api: { enum: [...choices] },
  });

/** An object with any keys. */
export const ObjectField = (options: FieldOptions = {}) =>
  field(options, {
    expected: 'an object',
    accepts: isRecord,
    api: { type: 'object', additionalProperties: true },
  });

/** A list of at most `max` texts. Default 1,000. */
export const TextListField = ({ min = 0, max = 1000, ...rest }: FieldOptions & { min?: number; max?: number } = {}) =>
  field(rest, {
    expected: min > 0 ? `a list of ${min} to ${max} texts` : `a list of at most ${max} texts`,
    accepts: (value) =>
      Array.isArray(value) &&
      value.length >= min &&
      value.length <= max &&
      value.every((item) => typeof item === 'string' && item.length <= MAX_TEXT),
    api: { type: [String], minItems: min, maxItems: max },
  });

/** A list of `min` to `max` items (default 0 to 1,000); the command itself looks at these. */
export const ListField = ({
  min = 0,
  max = 1000,
  items = {},
  ...rest
}: FieldOptions & { min?: number; max?: number; items?: Readonly<Record<string, unknown>> } = {}) =>
  field(rest, {
    expected: min > 0 ? `a list of ${min} to ${max} items` : `a list of at most ${max} items`,
    accepts: (value) => Array.isArray(value) && value.length >= min && value.length <= max,
    api: { type: 'array', items, minItems: min, maxItems: max },
  });

/** Lists the fields of an argument class, those of its base classes first. */
export const fieldsOf = (argsClass: abstract new () => object): readonly Field[] => {
  const fields: unknown = Reflect.getMetadata(FIELDS, argsClass.prototype as object);
  // Only `field` below writes under this symbol.
  return (fields as readonly Field[] | undefined) ?? [];
};

const field =
  (options: FieldOptions, kind: Omit<Field, 'name' | 'isOptional'>): PropertyDecorator =>
  (target, key) => {
    const isOptional = options.optional ?? false;
    const api = { ...kind.api, ...documentation(options), required: !isOptional };
    const inherited = (Reflect.getMetadata(FIELDS, target) as readonly Field[] | undefined) ?? [];
    Reflect.defineMetadata(FIELDS, [...inherited, { ...kind, api, name: String(key), isOptional }], target);
    ApiProperty(api)(target, key);
    ValidateBy({
      name: 'field',
      validator: {
        validate: (value: unknown) => (isOptional && (value === undefined || value === null)) || kind.accepts(value),
        defaultMessage: (args?: ValidationArguments) => `${args?.property ?? String(key)} must be ${kind.expected}`,
      },
    })(target, key);
  };

const documentation = ({ description, example }: FieldOptions): Readonly<Record<string, unknown>> => ({
  ...(description !== undefined && { description }),
  ...(example !== undefined && { example }),
});
