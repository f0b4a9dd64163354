import { defineNodeType } from '../../engine/node-type.js';
import { choice, int, str } from '../../engine/property.js';
import { embedText } from '../ai/embed-text.js';
import { MISTRAL } from './provider.js';

/** Makes a vector of a text. */
export const Embedding = defineNodeType({
  ...MISTRAL,
  type: 'mistral.embeddings.Embedding',
  title: 'Mistral Embedding',
  description: 'Has a model of Mistral make a vector of a text, by which it can be compared with others.',
  tags: ['text', 'embedding', 'vector', 'mistral'],
  properties: {
    input: str('', { description: 'The text.' }),
    model: choice('nodetool.nodes.mistral.embeddings.EmbeddingModel', ['mistral-embed'], 'mistral-embed'),
    chunk_size: int(4096, { min: 1, max: 8192, description: 'Longest piece, in characters.' }),
  },
  outputs: { output: 'np_array' },
  basicFields: ['input'],
  process: async ({ input, model, chunk_size: size }, context) => ({
    output: await embedText(input, { provider: 'mistral', model }, context, size),
  }),
});
