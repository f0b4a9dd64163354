import { defineNodeType } from '../../../engine/node-type.js';
import { list, str } from '../../../engine/property.js';
import { askModel, conversation } from '../../ai/answer.js';
import { userParts } from '../../ai/media-parts.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { pictureFor, soundFor } from '../../ai/properties.js';
import { chooseCategory } from './choose-category.js';

const SYSTEM = `Put what you are given into exactly one category.
- Choose the category that fits best, exactly as it is written in the list.
- Answer with one JSON object {"category": "…"} and nothing else.`;

/** Puts a text, a picture or a sound into one of several categories. */
export const Classifier = defineNodeType({
  type: 'nodetool.agents.Classifier',
  title: 'Classifier',
  description: 'Has a language model choose the category that a text, a picture or a sound belongs to.',
  tags: ['text', 'classify', 'category', 'llm'],
  properties: {
    system_prompt: str('', { description: 'How to choose; empty for the plain way.' }),
    model: languageModel(),
    text: str('', { description: 'The text to classify.' }),
    image: pictureFor('to classify'),
    audio: soundFor('to classify'),
    categories: list<string>('str', [], { description: 'The categories, at least two.' }),
  },
  outputs: { output: 'str' },
  basicFields: ['text', 'categories', 'model', 'image', 'audio'],
  isPure: false,
  isRetrySafe: true,
  process: async ({ system_prompt: system, model, text, image, audio, categories }, context) => {
    if (categories.length < 2) throw new Error('At least 2 categories are required');
    const call = modelCall(model);
    const parts = await userParts(text, { image, audio }, context);
    if (parts.length === 0) throw new Error('Give the classifier a text, a picture or a sound');
    const choice = { type: 'text' as const, text: `Categories:\n${categories.map((name) => `- ${name}`).join('\n')}` };
    const schema = {
      type: 'object',
      properties: { category: { type: 'string', enum: [...new Set(categories)] } },
      required: ['category'],
      additionalProperties: false,
    };
    const messages = conversation(system || SYSTEM, [choice, ...parts]);
    const answer = await askModel({ ...call, messages, output: { schema, name: 'classification' } }, context);
    const output = chooseCategory(answer.text, categories);
    if (output !== null) return { output };
    throw new Error(`The model chose none of the categories but '${answer.text.slice(0, 100)}': add one called other`);
  },
});
