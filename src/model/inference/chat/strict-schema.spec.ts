import { describe, expect, it } from '@jest/globals';

import type { JsonObject } from '../../../common/json.js';
import { isStrictSchema } from './strict-schema.js';
import { structuredOutputOf } from './structured-output.js';

describe('isStrictSchema', () => {
  const closed = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };

  it('takes closed objects whose properties are all required', () => {
    expect(isStrictSchema(closed)).toBe(true);
    expect(isStrictSchema({ ...closed, properties: { a: { type: 'array', items: closed } } })).toBe(true);
  });

  it.each<JsonObject>([
    { ...closed, additionalProperties: true },
    { ...closed, required: [] },
    { type: 'object', properties: {} },
    { ...closed, properties: { a: { anyOf: [{ type: 'object' }] } } },
  ])('does not take %j', (schema) => {
    expect(isStrictSchema(schema)).toBe(false);
  });
});

describe('structuredOutputOf', () => {
  const schema = { type: 'object', required: ['a'] };

  it('reads JSON, also in a Markdown block', () => {
    expect(structuredOutputOf('{"a":1}', schema, 'stop')).toEqual({ isValid: true, value: { a: 1 } });
    expect(structuredOutputOf('```json\n{"a":1}\n```', schema, 'stop')).toEqual({ isValid: true, value: { a: 1 } });
  });

  it.each([
    ['{"b":1}', 'stop', "the answer doesn't fit the schema"],
    ['Sure! {"a":1}', 'stop', 'the answer is not JSON'],
    ['{"a":', 'length', 'the answer was cut off at the limit of tokens'],
    ['', 'content_filter', 'the model refused to answer'],
  ] as const)('says what is wrong with %s', (text, reason, problem) => {
    expect(structuredOutputOf(text, schema, reason)).toEqual({ isValid: false, problem });
  });
});
