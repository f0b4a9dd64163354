import { defineNodeType } from '../../../engine/node-type.js';
import { int, of } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { joinByMeaning, sentencesOf, withNeighbours } from './semantic-splitter.js';
import { CHUNK_OUTPUTS, document, sourceOf, textOfDocument } from './text-of-document.js';

/** Sentences that are asked about at once. */
const BATCH = 100;

const DEFAULT_MODEL = {
  type: 'language_model',
  provider: 'ollama',
  id: 'embeddinggemma',
  name: '',
  path: null,
  supported_tasks: [],
} as const;

/** Cuts a text where its meaning turns. */
export const SplitDocument = defineNodeType({
  type: 'nodetool.document.SplitDocument',
  title: 'Split by Meaning',
  description:
    'Cuts a document into chunks where its meaning turns, as a model for embeddings sees it. start_index is the number of the chunk.',
  tags: ['text', 'split', 'semantic', 'embedding', 'stream'],
  properties: {
    embed_model: of<{ readonly provider?: string; readonly id?: string }>('language_model', DEFAULT_MODEL, {
      description: 'Model that makes the embeddings.',
    }),
    document,
    buffer_size: int(1, { min: 1, max: 100, description: 'Neighbours of a sentence that count when it is compared.' }),
    threshold: int(95, {
      min: 0,
      max: 100,
      description: 'Share of the turns, in percent, that are too small to cut at; a smaller one gives more chunks.',
    }),
  },
  outputs: CHUNK_OUTPUTS,
  isPure: false,
  isRetrySafe: true,
  async *generate({ embed_model: model, document: value, buffer_size: reach, threshold }, context) {
    const { provider = '', id = '' } = model;
    if (provider === '' || id === '') throw new ValueError('embed_model is required: choose a model for embeddings');
    const sentences = sentencesOf(await textOfDocument(value, context));
    const texts = withNeighbours(sentences, reach);
    const vectors: (readonly number[])[] = [];
    for (let at = 0; at < texts.length && texts.length > 1; at += BATCH) {
      vectors.push(...(await context.models.embed({ provider, model: id, texts: texts.slice(at, at + BATCH) })));
      context.progress(Math.min(at + BATCH, texts.length), texts.length);
    }
    for (const [index, text] of joinByMeaning(sentences, vectors, threshold).entries()) {
      yield { text, source_id: sourceOf(value), start_index: index };
    }
  },
});
