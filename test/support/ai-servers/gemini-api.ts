import type { Api, Reply, ScriptedAnswer } from './behaviour.js';
import { DEFAULT_ANSWER, headerOf, PNG, sse, vectorOf } from './behaviour.js';

/** Gemini's interface under `/v1beta`: streamed content, embeddings, pictures, transcription. */
export const geminiApi: Api = {
  reply: (path, body, answer) => {
    const method = /\/v1beta\/(?:models\/[^:]+:)?(\w+)$/.exec(path)?.[1] ?? '';
    return ROUTES[method]?.(body, answer) ?? null;
  },
  isKey: (headers, key) => headerOf(headers, 'x-goog-api-key') === key,
  failure: (status, message, code) => ({
    error: { code: status, message, status: code ?? STATUSES[status] ?? 'INTERNAL' },
  }),
  streamFailure: (message) => sse({ error: { code: 503, message, status: 'UNAVAILABLE' } }),
};

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

const ROUTES: Readonly<Record<string, (body: unknown, answer: ScriptedAnswer) => Reply>> = {
  streamGenerateContent: (_body, answer) => ({ kind: 'stream', pieces: pieces(answer) }),
  embedContent: (body) => ({ kind: 'json', body: { embedding: { values: vectorOf(textOf(body)) } } }),
  batchEmbedContents: (body) => {
    const { requests } = body as { readonly requests: readonly unknown[] };
    return { kind: 'json', body: { embeddings: requests.map((request) => ({ values: vectorOf(textOf(request)) })) } };
  },
  predict: (body) => {
    const { parameters } = body as { readonly parameters?: { readonly sampleCount?: number } };
    const picture = { mimeType: 'image/png', bytesBase64Encoded: PNG.toString('base64') };
    return { kind: 'json', body: { predictions: Array.from({ length: parameters?.sampleCount ?? 1 }, () => picture) } };
  },
  interactions: () => ({
    kind: 'json',
    body: {
      id: 'int_1',
      status: 'completed',
      steps: [{ type: 'model_output', content: [{ type: 'text', text: 'good morning' }] }],
    },
  }),
};

const FINISH = { stop: 'STOP', length: 'MAX_TOKENS', refusal: 'SAFETY', tool_calls: 'STOP' } as const;

const pieces = ({ text = [], thinking = [], toolCalls = [], finish = 'stop', usage }: ScriptedAnswer): string[] => {
  const { input, output, cached = 0, reasoning = 0 } = usage ?? DEFAULT_ANSWER.usage;
  const parts = [
    ...thinking.map((piece) => ({ text: piece, thought: true })),
    ...text.map((piece) => ({ text: piece })),
    ...toolCalls.map(({ name, arguments: args }) => ({
      functionCall: { name, args: JSON.parse(args) as unknown },
      thoughtSignature: 'signed',
    })),
  ];
  const usageMetadata = {
    promptTokenCount: input,
    candidatesTokenCount: output - reasoning,
    thoughtsTokenCount: reasoning,
    cachedContentTokenCount: cached,
    totalTokenCount: input + output,
  };
  return [
    ...parts.map((part) => sse({ candidates: [{ index: 0, content: { role: 'model', parts: [part] } }] })),
    sse({
      candidates: [{ index: 0, content: { role: 'model', parts: [] }, finishReason: FINISH[finish] }],
      usageMetadata,
    }),
  ];
};

const textOf = (request: unknown): string => {
  const { content } = request as { readonly content: { readonly parts: readonly { readonly text: string }[] } };
  return content.parts.map(({ text }) => text).join('');
};
