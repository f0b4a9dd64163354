import type { NodeContext } from '../../engine/node-context.js';
import type { ChatEvent, ChatMessage, ChatRequest } from '../../engine/services/node-models.js';
import { drain } from './drain.js';

/** A tool that a model wants called. */
export type ToolCall = Extract<ChatEvent, { type: 'tool_call' }>;
type Finish = Extract<ChatEvent, { type: 'finish' }>;

/** Everything that came of one request. */
export interface Answer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: Finish;
}

/** A piece of an answer while it is written. */
export type AnswerPiece = Extract<ChatEvent, { type: 'text' | 'thinking' }>;

/**
 * Asks a model and gives the pieces of its answer as they come.
 *
 * @returns the whole answer
 * @throws Error when the model refuses to answer, or the stream has no end
 */
export async function* streamAnswer(
  request: ChatRequest,
  { models }: Pick<NodeContext, 'models'>,
): AsyncGenerator<AnswerPiece, Answer, void> {
  let text = '';
  const toolCalls: ToolCall[] = [];
  let finish: Finish | null = null;
  for await (const event of models.chat(request)) {
    if (event.type === 'finish') finish = event;
    else if (event.type === 'tool_call') toolCalls.push(event);
    else {
      if (event.type === 'text') text += event.text;
      yield event;
    }
  }
  if (!finish) throw new Error(`The answer of ${request.model} broke off: run the workflow again`);
  if (finish.reason === 'content_filter' && toolCalls.length === 0) {
    throw new Error(`${request.model} refused to answer: change the prompt, or choose another model`);
  }
  return { text, toolCalls, finish };
}

/** Asks a model and waits for the whole answer. */
export const askModel = (request: ChatRequest, context: Pick<NodeContext, 'models'>): Promise<Answer> =>
  drain(streamAnswer(request, context));

/** Tells the reader of the log when an answer ends where its tokens do. */
export const warnWhenCut = ({ finish }: Answer, maxTokens: number | undefined, context: NodeContext): void => {
  if (finish.reason !== 'length') return;
  const limit = maxTokens === undefined ? "the model's limit of tokens" : `${maxTokens} tokens (max_tokens)`;
  context.log(`The answer was cut off at ${limit}.`, 'warning');
};

/** Begins a conversation; an empty system text is left out. */
export const conversation = (
  system: string,
  parts: Extract<ChatMessage, { role: 'user' }>['parts'],
  history: readonly ChatMessage[] = [],
): readonly ChatMessage[] => [
  ...(system === '' ? [] : [{ role: 'system' as const, text: system }]),
  ...history,
  { role: 'user', parts },
];
