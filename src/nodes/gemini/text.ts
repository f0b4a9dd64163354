import { defineNodeType } from '../../engine/node-type.js';
import { choice, str } from '../../engine/property.js';
import { embedText } from '../ai/embed-text.js';
import { readGrounded } from './grounded-answer.js';
import { GEMINI, generateContent } from './provider.js';

/** Makes a vector of a text. */
export const Embedding = defineNodeType({
  ...GEMINI,
  type: 'gemini.text.Embedding',
  title: 'Gemini Embedding',
  description: 'Has a model of Gemini make a vector of a text, by which it can be compared with others.',
  tags: ['text', 'embedding', 'vector', 'gemini'],
  properties: {
    input: str('', { description: 'The text.' }),
    model: choice(
      'nodetool.nodes.gemini.text.EmbeddingModel',
      ['text-embedding-004', 'gemini-embedding-001'],
      'text-embedding-004',
    ),
  },
  outputs: { output: 'np_array' },
  process: async ({ input, model }, context) => ({
    output: await embedText(input, { provider: 'gemini', model }, context),
  }),
});

/** Answers a question with what Google finds, and names the pages. */
export const GroundedSearch = defineNodeType({
  ...GEMINI,
  type: 'gemini.text.GroundedSearch',
  title: 'Gemini Grounded Search',
  description: 'Has a model of Gemini search with Google and answer a question with what it finds, with the sources.',
  tags: ['text', 'search', 'web', 'sources', 'gemini'],
  properties: {
    query: str('', { description: 'The question.' }),
    model: choice(
      'nodetool.nodes.gemini.text.GeminiModel',
      ['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-2.0-flash'],
      'gemini-2.0-flash',
    ),
  },
  outputs: { results: 'list[str]', sources: 'list[source]' },
  process: async ({ query, model }, context) => {
    if (query.trim() === '') throw new Error('Search query is required');
    const body = { contents: [{ role: 'user', parts: [{ text: query }] }], tools: [{ google_search: {} }] };
    // Searches are paid besides the tokens.
    const call = { kind: 'chat', model, hasOtherFees: true } as const;
    const answer = readGrounded(await generateContent(call, body, context));
    if (answer.results.length === 0) throw new Error('Gemini gave no answer: ask in other words');
    return { ...answer };
  },
});
