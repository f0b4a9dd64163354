import type { Api, ScriptedAnswer } from './behaviour.js';
import { DEFAULT_ANSWER, headerOf, sse } from './behaviour.js';

/** Anthropic's interface: `/v1/messages`, streamed. */
export const anthropicApi: Api = {
  reply: (path, _body, answer) => (path.endsWith('/v1/messages') ? { kind: 'stream', pieces: pieces(answer) } : null),
  isKey: (headers, key) => headerOf(headers, 'x-api-key') === key,
  failure: (status, message, code) => ({
    type: 'error',
    error: { type: code ?? TYPES[status] ?? 'api_error', message },
  }),
  streamFailure: (message) => sse({ type: 'error', error: { type: 'overloaded_error', message } }, 'error'),
};

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

const FINISH = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal', tool_calls: 'tool_use' } as const;

const pieces = ({ text = [], thinking = [], toolCalls = [], finish, usage }: ScriptedAnswer): string[] => {
  const { input, output, cached = 0 } = usage ?? DEFAULT_ANSWER.usage;
  const blocks = [
    ...(thinking.length > 0 ? [thinkingBlock(thinking)] : []),
    ...(text.length > 0 ? [textBlock(text)] : []),
    ...toolCalls.map(toolBlock),
  ];
  const reason = FINISH[finish ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop')];
  return [
    event('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'scripted',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: {
          input_tokens: input - cached,
          cache_read_input_tokens: cached,
          cache_creation_input_tokens: 0,
          output_tokens: 1,
        },
      },
    }),
    ...blocks.flatMap((block, index) => block(index)),
    event('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: output } }),
    event('message_stop', {}),
  ];
};

const event = (type: string, data: Readonly<Record<string, unknown>>): string => sse({ type, ...data }, type);

type Block = (index: number) => string[];

const block =
  (start: unknown, deltas: readonly unknown[]): Block =>
  (index) => [
    event('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];

const textBlock = (texts: readonly string[]): Block =>
  block(
    { type: 'text', text: '' },
    texts.map((text) => ({ type: 'text_delta', text })),
  );

const thinkingBlock = (texts: readonly string[]): Block =>
  block({ type: 'thinking', thinking: '' }, [
    ...texts.map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: 'signed' },
  ]);

const toolBlock = ({ id, name, arguments: args }: NonNullable<ScriptedAnswer['toolCalls']>[number]): Block =>
  block({ type: 'tool_use', id, name, input: {} }, [{ type: 'input_json_delta', partial_json: args }]);
