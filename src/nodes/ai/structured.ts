import type { JsonObject } from '../../common/json.js';
import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { ChatMessage, ChatRequest } from '../../engine/services/node-models.js';
import { conformsTo } from '../lib/json/schema.js';
import type { Answer } from './answer.js';
import { askModel } from './answer.js';
import { findJson } from './fenced-json.js';

type Fields = Readonly<Record<string, unknown>>;

/** A form that an answer must have. */
export interface Form {
  readonly schema: JsonObject;
  readonly name: string;
  /** Who asks, for errors: `Agent`, `Extractor`. */
  readonly owner: string;
}

/**
 * Asks for an answer in a form. An answer that misses it is sent back once, with what is wrong.
 *
 * @throws Error that says what is wrong with the second answer
 */
export const askForm = async (request: ChatRequest, form: Form, context: NodeContext): Promise<Fields> => {
  const asked = { ...request, output: { schema: form.schema, name: form.name } };
  const answer = await askModel(asked, context);
  const first = readForm(answer.text, form);
  if ('fields' in first) return first.fields;
  assertNotCut(answer, form, request);
  context.log(`${first.problem}: the model is asked once more.`, 'warning');
  const messages: readonly ChatMessage[] = [...request.messages, ...repair(answer, first.problem)];
  const second = readForm((await askModel({ ...asked, messages }, context)).text, form);
  if ('fields' in second) return second.fields;
  throw new Error(second.problem);
};

/** Reads an answer in a form, whatever stands around it. */
export const readForm = (
  text: string,
  { schema, owner }: Form,
): { readonly fields: Fields } | { readonly problem: string } => {
  if (text.trim() === '') return { problem: `${owner} returned empty structured output` };
  const value = findJson(text);
  if (!isRecord(value)) return { problem: `${owner} did not return a dictionary` };
  if (Object.keys(value).length === 0) return { problem: `${owner} returned empty structured output` };
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { problem: `${owner} structured output is missing required field '${missing}'` };
  if (!conformsTo(value, schema)) return { problem: `${owner} structured output has fields of wrong types` };
  return { fields: known(value, schema) };
};

/** Leaves out what nobody asked for. */
const known = (value: Fields, { properties }: JsonObject): Fields =>
  Object.fromEntries(Object.entries(value).filter(([name]) => isRecord(properties) && Object.hasOwn(properties, name)));

const assertNotCut = ({ finish }: Answer, { owner }: Form, { maxTokens }: ChatRequest): void => {
  if (finish.reason !== 'length') return;
  const remedy = maxTokens === undefined ? 'ask for less' : `raise max_tokens above ${maxTokens}, or ask for less`;
  throw new Error(`${owner} structured output was cut off at the limit of tokens: ${remedy}`);
};

const repair = ({ text }: Answer, problem: string): readonly ChatMessage[] => [
  ...(text === '' ? [] : [{ role: 'assistant' as const, parts: [{ type: 'text' as const, text }] }]),
  {
    role: 'user',
    parts: [{ type: 'text', text: `${problem}. Answer again, with nothing but the JSON object that was asked for.` }],
  },
];
