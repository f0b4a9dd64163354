import { isRecord } from '../../common/json.js';
import { defineNodeType } from '../../engine/node-type.js';
import { choice, float, str } from '../../engine/property.js';
import type { VendorUsage } from '../../engine/services/node-models.js';
import { askModel, conversation, warnWhenCut } from '../ai/answer.js';
import { maxTokens } from '../ai/properties.js';
import { askVendor, bearer, countOf } from '../ai/vendor-request.js';
import { MISTRAL } from './provider.js';

const temperature = (value: number) => float(value, { min: 0, max: 1, description: 'How freely the model writes.' });

/** Answers a prompt. */
export const ChatComplete = defineNodeType({
  ...MISTRAL,
  type: 'mistral.text.ChatComplete',
  title: 'Mistral Chat',
  description: 'Has a model of Mistral answer a prompt.',
  tags: ['text', 'chat', 'llm', 'mistral'],
  properties: {
    model: choice(
      'nodetool.nodes.mistral.text.MistralModel',
      [
        'mistral-large-latest',
        'mistral-medium-latest',
        'mistral-small-latest',
        'pixtral-large-latest',
        'codestral-latest',
        'ministral-8b-latest',
        'ministral-3b-latest',
      ],
      'mistral-small-latest',
    ),
    prompt: str('', { description: 'What the model is to answer.' }),
    system_prompt: str('', { description: 'Who the model is and how it answers.' }),
    temperature: temperature(0.7),
    max_tokens: maxTokens(1024, 32_768),
  },
  outputs: { output: 'str' },
  basicFields: ['prompt', 'model'],
  process: async ({ model, prompt, system_prompt: system, temperature: freedom, max_tokens: limit }, context) => {
    if (prompt.trim() === '') throw new Error('Prompt cannot be empty');
    const messages = conversation(system, [{ type: 'text', text: prompt }]);
    const request = { provider: 'mistral', model, messages, temperature: freedom, maxTokens: limit };
    const answer = await askModel(request, context);
    warnWhenCut(answer, limit, context);
    return { output: answer.text };
  },
});

const CODE_MODEL = 'codestral-latest';

/** Writes what stands between two pieces of code. */
export const CodeComplete = defineNodeType({
  ...MISTRAL,
  type: 'mistral.text.CodeComplete',
  title: 'Mistral Code Completion',
  description: 'Has Codestral write the code that follows on a piece, or that stands between two.',
  tags: ['code', 'completion', 'mistral'],
  properties: {
    prompt: str('', { description: 'Code before the gap.' }),
    suffix: str('', { description: 'Code behind the gap.' }),
    temperature: temperature(0),
    max_tokens: maxTokens(2048, 32_768),
  },
  outputs: { output: 'str' },
  basicFields: ['prompt', 'suffix'],
  process: async ({ prompt, suffix, temperature: freedom, max_tokens: limit }, context) => {
    if (prompt === '') throw new Error('Prompt cannot be empty');
    const body = {
      model: CODE_MODEL,
      prompt,
      temperature: freedom,
      max_tokens: limit,
      ...(suffix !== '' && { suffix }),
    };
    const url = 'https://api.mistral.ai/v1/fim/completions';
    const request = { provider: 'Mistral', secret: 'MISTRAL_API_KEY', authorize: bearer, url, body, usageOf };
    const { choices } = await askVendor(request, context);
    const first: unknown = Array.isArray(choices) ? choices[0] : null;
    const message: unknown = isRecord(first) ? first['message'] : null;
    const output = isRecord(message) ? message['content'] : null;
    if (typeof output !== 'string') throw new Error('Mistral gave no code: run the workflow again');
    return { output };
  },
});

const usageOf = ({ usage }: Readonly<Record<string, unknown>>): VendorUsage => {
  const { prompt_tokens, completion_tokens } = isRecord(usage) ? usage : {};
  const tokens = { inputTokens: countOf(prompt_tokens), outputTokens: countOf(completion_tokens) };
  return { kind: 'chat', provider: 'mistral', model: CODE_MODEL, ...tokens };
};
