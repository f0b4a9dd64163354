import type { NodeContext } from '../../engine/node-context.js';
import type { Outputs } from '../../engine/node-type.js';
import type { ChatMessage, ChatRequest } from '../../engine/services/node-models.js';
import type { Answer, AnswerPiece } from './answer.js';
import { streamAnswer, warnWhenCut } from './answer.js';
import type { Chunk } from './chunk.js';
import { passChunk } from './chunk.js';
import { outputSchema } from './output-schema.js';
import type { Form } from './structured.js';
import { askForm, readForm } from './structured.js';
import type { ToolLoop } from './tool-loop.js';
import { runToolLoop } from './tool-loop.js';

type Fields = Readonly<Record<string, unknown>>;

/** What an agent gave in the end. */
export interface Turn {
  readonly text: string;
  /** Values of the outputs that the graph node declares itself. */
  readonly fields: Fields;
}

/**
 * Lets an agent answer once, with tools or without: passes on what it writes and thinks while it does so, and at the end
 * brings its answer into the form of the graph node's own outputs, where there are some.
 */
export async function* takeTurn(
  loop: ToolLoop,
  context: NodeContext,
): AsyncGenerator<{ readonly chunk?: Chunk; readonly thinking?: Chunk }, Turn, void> {
  const schema = outputSchema(context.dynamicOutputTypes);
  const form: Form | null = schema && { schema, name: 'agent_structured_output', owner: loop.owner };
  const answer = yield* passPieces(answerOf(loop, form, context), context);
  yield { chunk: passChunk('', context, { done: true }) };
  const { text } = answer;
  if (!form) {
    warnWhenCut(answer, loop.request.maxTokens, context);
    return { text, fields: {} };
  }
  return { text, fields: await fieldsOf(text, { form, request: loop.request }, context) };
}

const answerOf = (
  loop: ToolLoop,
  form: Form | null,
  context: NodeContext,
): AsyncGenerator<AnswerPiece, Answer, void> => {
  const { request, tools } = loop;
  if (!form) return tools.length === 0 ? streamAnswer(request, context) : runToolLoop(loop, context);
  const output = { schema: form.schema, name: form.name };
  if (tools.length === 0) return streamAnswer({ ...request, output }, context);
  // Not every provider takes tools and a schema in one request.
  return runToolLoop(
    { ...loop, request: { ...request, messages: withSystem(request.messages, formWords(form)) } },
    context,
  );
};

/** Adds to what a model is told before anything else: some take only one such message. */
const withSystem = (messages: readonly ChatMessage[], words: string): readonly ChatMessage[] => {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', text: words }, ...messages];
  return [{ role: 'system', text: `${first.text}\n\n${words}` }, ...rest];
};

const formWords = ({ schema }: Form): string =>
  `When you are done, answer with nothing but a JSON object of this JSON Schema: ${JSON.stringify(schema)}`;

/** Reads the answer in its form; one that misses it is brought into it by a request without tools. */
const fieldsOf = async (
  text: string,
  { form, request }: { readonly form: Form; readonly request: ChatRequest },
  context: NodeContext,
): Promise<Fields> => {
  const read = readForm(text, form);
  if ('fields' in read) return read.fields;
  context.log(`${read.problem}: the model is asked once more.`, 'warning');
  const question = request.messages.findLast(({ role }) => role === 'user');
  const answer = text === '' ? [] : [{ role: 'assistant' as const, parts: [{ type: 'text' as const, text }] }];
  const repair = `${read.problem}. Give what you have found out again, as the JSON object that is asked for.`;
  const messages = [
    ...(question ? [question] : []),
    ...answer,
    { role: 'user' as const, parts: [{ type: 'text' as const, text: repair }] },
  ];
  return askForm({ ...request, messages }, form, context);
};

async function* passPieces(pieces: AsyncGenerator<AnswerPiece, Answer, void>, context: NodeContext) {
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return value;
    const chunk = passChunk(value.text, context, { thinking: value.type === 'thinking' });
    yield value.type === 'thinking' ? { thinking: chunk } : { chunk };
  }
}

/** The outputs at the end of a turn. */
export const turnOutputs = ({ text, fields }: Turn): Outputs => ({ ...fields, text });
