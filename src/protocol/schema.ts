import type { TObject, TProperties, TSchema } from 'typebox';
import Type from 'typebox';

/** A field that may be absent or null: the reference peers send null where a value is missing. */
export const maybe = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]));

/** One of a few fixed texts. */
export const oneOf = <const V extends readonly string[]>(values: V) => Type.Unsafe<V[number]>(Type.Enum([...values]));

/** An object with any keys. */
export const anyObject = () => Type.Unsafe<Record<string, unknown>>(Type.Object({}));

/** A whole number from 0. */
export const count = () => Type.Integer({ minimum: 0 });

/**
 * A message: its `type`, its own fields, and the `timestamp` that every message may carry.
 * Unknown fields are allowed everywhere, so that newer peers can add some.
 */
export const message = <const T extends string, P extends TProperties>(type: T, fields: P) =>
  Type.Object(
    { type: Type.Literal(type), ...fields, timestamp: maybe(Type.String()) },
    { $id: type },
  ) satisfies TObject;
