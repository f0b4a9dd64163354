import { isRecord } from '../../common/json.js';
import { defineNodeType } from '../../engine/node-type.js';
import { choice, int, str } from '../../engine/property.js';
import { askModel, conversation } from '../ai/answer.js';
import { embedText } from '../ai/embed-text.js';
import { askVendor, bearer } from '../ai/vendor-request.js';
import { OPENAI } from './provider.js';

/** Makes a vector of a text. */
export const Embedding = defineNodeType({
  ...OPENAI,
  type: 'openai.text.Embedding',
  title: 'OpenAI Embedding',
  description: 'Has a model of OpenAI make a vector of a text, by which it can be compared with others.',
  tags: ['text', 'embedding', 'vector', 'openai'],
  properties: {
    input: str('', { description: 'The text.' }),
    model: choice(
      'nodetool.nodes.openai.text.Embedding.EmbeddingModel',
      ['text-embedding-3-large', 'text-embedding-3-small'],
      'text-embedding-3-small',
    ),
    chunk_size: int(4096, { description: 'Longest piece, in characters.' }),
  },
  outputs: { output: 'np_array' },
  process: async ({ input, model, chunk_size: size }, context) => ({
    output: await embedText(input, { provider: 'openai', model }, context, size),
  }),
});

/** Tells whether a text breaks OpenAI's rules, and which. */
export const Moderation = defineNodeType({
  ...OPENAI,
  type: 'openai.text.Moderation',
  title: 'OpenAI Moderation',
  description: 'Has a model of OpenAI judge whether a text is hateful, violent, sexual or otherwise harmful.',
  tags: ['text', 'moderation', 'safety', 'openai'],
  properties: {
    input: str('', { description: 'The text.' }),
    model: choice(
      'nodetool.nodes.openai.text.ModerationModel',
      ['omni-moderation-latest', 'omni-moderation-2024-09-26', 'text-moderation-latest', 'text-moderation-stable'],
      'omni-moderation-latest',
    ),
  },
  outputs: { flagged: 'bool', categories: 'dict[str,bool]', category_scores: 'dict[str,float]' },
  basicFields: ['input'],
  process: async ({ input, model }, context) => {
    if (input === '') throw new Error('Give a text that is to be judged');
    const url = 'https://api.openai.com/v1/moderations';
    // The answer counts nothing.
    const usageOf = () => ({ kind: 'moderation', provider: 'openai', model }) as const;
    const asked = { secret: 'OPENAI_API_KEY', authorize: bearer, url, body: { input, model } };
    const { results } = await askVendor({ provider: 'OpenAI', ...asked, usageOf }, context);
    const result: unknown = Array.isArray(results) ? results[0] : null;
    if (!isRecord(result) || typeof result['flagged'] !== 'boolean') throw new Error('OpenAI gave no judgement');
    const { flagged, categories = {}, category_scores = {} } = result;
    return { flagged, categories, category_scores };
  },
});

/** Answers a question with what the web says. */
export const WebSearch = defineNodeType({
  ...OPENAI,
  type: 'openai.text.WebSearch',
  title: 'OpenAI Web Search',
  description: 'Has a model of OpenAI search the web and answer a question with what it finds.',
  tags: ['text', 'search', 'web', 'openai'],
  properties: { query: str('', { description: 'The question.' }) },
  outputs: { output: 'str' },
  exposeAsTool: false,
  process: async ({ query }, context) => {
    if (query.trim() === '') throw new Error('Search query cannot be empty');
    const messages = conversation('', [{ type: 'text', text: query }]);
    // These models search the web before each answer.
    const { text } = await askModel({ provider: 'openai', model: 'gpt-4o-search-preview', messages }, context);
    return { output: text };
  },
});
