import type { Api, Reply, ScriptedAnswer } from './behaviour.js';
import { DEFAULT_ANSWER, headerOf, PNG, sse, vectorOf } from './behaviour.js';

/** OpenAI's interface under `/v1`: chat completions, embeddings, pictures, speech, transcription. */
export const openAiApi: Api = {
  reply: (path, body, answer) => ROUTES[path.replace(/^.*\/v1\//, '')]?.(body, answer) ?? null,
  isKey: (headers, key) => headerOf(headers, 'authorization') === `Bearer ${key}`,
  failure: (_status, message, code) => ({ error: { message, type: 'api_error', param: null, code: code ?? null } }),
  streamFailure: (message) => sse({ error: { message, type: 'server_error', code: null } }),
};

const ROUTES: Readonly<Record<string, (body: unknown, answer: ScriptedAnswer) => Reply>> = {
  'chat/completions': (_body, answer) => ({ kind: 'stream', pieces: chatPieces(answer) }),
  embeddings: (body) => ({ kind: 'json', body: embeddings(body) }),
  'images/generations': (body) => ({ kind: 'json', body: images(body) }),
  'images/edits': () => ({ kind: 'json', body: images({ n: 1 }) }),
  'audio/speech': () => ({ kind: 'bytes', mediaType: 'audio/mpeg', bytes: Buffer.from('ID3 spoken') }),
  'audio/transcriptions': () => ({
    kind: 'json',
    body: {
      task: 'transcribe',
      language: 'english',
      duration: 1.5,
      text: 'good morning',
      segments: [
        {
          id: 0,
          seek: 0,
          start: 0,
          end: 1.5,
          text: 'good morning',
          tokens: [50364, 1090],
          temperature: 0,
          avg_logprob: -0.2,
          compression_ratio: 0.8,
          no_speech_prob: 0.01,
        },
      ],
    },
  }),
};

const FINISH = { stop: 'stop', length: 'length', refusal: 'content_filter', tool_calls: 'tool_calls' } as const;

const chatPieces = ({ text = [], thinking = [], toolCalls = [], finish, usage }: ScriptedAnswer): string[] => {
  const reason = FINISH[finish ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop')];
  return [
    ...thinking.map((piece) => chunk({ role: 'assistant', reasoning_content: piece })),
    ...text.map((piece) => chunk({ role: 'assistant', content: piece })),
    ...toolCalls.flatMap(({ id, name, arguments: args }, index) => [
      chunk({ role: 'assistant', tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      chunk({ tool_calls: [{ index, function: { arguments: args } }] }),
    ]),
    chunk({}, reason),
    sse({ ...HEAD, choices: [], usage: usageOf(usage) }),
    sse('[DONE]'),
  ];
};

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'scripted' };

const chunk = (delta: unknown, finishReason: string | null = null): string =>
  sse({ ...HEAD, choices: [{ index: 0, delta, finish_reason: finishReason }] });

const usageOf = (
  { input, output, cached = 0, reasoning = 0 }: NonNullable<ScriptedAnswer['usage']> = DEFAULT_ANSWER.usage,
) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

const embeddings = (body: unknown) => {
  const { input } = body as { readonly input: readonly string[] };
  const count = input.reduce((sum, text) => sum + text.length, 0);
  return {
    object: 'list',
    model: 'scripted',
    data: input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
    usage: { prompt_tokens: count, total_tokens: count },
  };
};

const images = (body: unknown) => {
  const { n = 1 } = body as { readonly n?: number };
  return { created: 1_700_000_000, data: Array.from({ length: n }, () => ({ b64_json: PNG.toString('base64') })) };
};
