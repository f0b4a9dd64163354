import { describe, expect, it } from '@jest/globals';
import Type from 'typebox';

import { argumentsSchema, resultSchema } from './command-schema.js';
import { BoolField, ChoiceField, IntField, ObjectField, TextField, TextListField } from './fields.js';
import { UserArgs } from './user-args.js';

class TalkArgs extends UserArgs {
  @TextField({ max: 9, description: 'What to say.' }) readonly text: string = '';
  @IntField({ optional: true, min: 1 }) readonly times: number = 2;
  @BoolField({ optional: true }) readonly is_loud: boolean = false;
  @ChoiceField(['slow', 'fast'], { optional: true }) readonly pace: string | undefined = undefined;
  @ObjectField({ optional: true }) readonly notes: Record<string, unknown> = {};
  @TextListField({ optional: true, max: 3 }) readonly to: readonly string[] = [];
}

describe('the schema of arguments', () => {
  it('says of each field its type, bounds, default and meaning', () => {
    expect(argumentsSchema(TalkArgs)).toEqual({
      type: 'object',
      properties: {
        user_id: expect.not.objectContaining({ default: expect.anything() }),
        text: { type: 'string', minLength: 1, maxLength: 9, description: 'What to say.' },
        times: { type: 'integer', minimum: 1, default: 2 },
        is_loud: { type: 'boolean', default: false },
        pace: { type: 'string', enum: ['slow', 'fast'] },
        notes: { type: 'object', additionalProperties: true, default: {} },
        to: { type: 'array', items: { type: 'string' }, minItems: 0, maxItems: 3, default: [] },
      },
      required: ['text'],
      additionalProperties: false,
    });
  });
});

describe('the schema of a result', () => {
  it('is plain JSON Schema', () => {
    const result = Type.Object({ n: Type.Integer({ description: 'A number.' }), m: Type.Optional(Type.String()) });
    expect(resultSchema({ result })).toStrictEqual({
      type: 'object',
      properties: { n: { type: 'integer', description: 'A number.' }, m: { type: 'string' } },
      required: ['n'],
    });
  });
});
