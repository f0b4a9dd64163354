import type { JsonObject, JsonValue } from '../../../common/json.js';
import type { FinishReason, StructuredOutput } from '../../../engine/services/node-models.js';
import { fitsSchema } from './fits-schema.js';

/** Reads an answer as JSON of a schema; models without a strict mode may miss it. */
export const structuredOutputOf = (text: string, schema: JsonObject, reason: FinishReason): StructuredOutput => {
  if (reason === 'length') return invalid('the answer was cut off at the limit of tokens');
  if (reason === 'content_filter') return invalid('the model refused to answer');
  const value = parsed(withoutFence(text));
  if (value === undefined) return invalid('the answer is not JSON');
  return fitsSchema(value, schema, 'the output')
    ? { isValid: true, value }
    : invalid("the answer doesn't fit the schema");
};

const invalid = (problem: string): StructuredOutput => ({ isValid: false, problem });

/** Some models wrap JSON into a Markdown block. */
const withoutFence = (text: string): string => /^\s*```(?:json)?\s*\n([^]*?)\n\s*```\s*$/.exec(text)?.[1] ?? text;

const parsed = (text: string): JsonValue | undefined => {
  try {
    // What JSON.parse gives is a JSON value.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
};
