import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { conversation } from '../../ai/answer.js';
import { userParts } from '../../ai/media-parts.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { outputSchema } from '../../ai/output-schema.js';
import { pictureFor, soundFor } from '../../ai/properties.js';
import { askForm } from '../../ai/structured.js';

const SYSTEM = `Extract data from what you are given.
- Answer with one JSON object of the schema that is asked for, and nothing else.
- Take only what is there: a text that is missing is empty, a list without items is empty.
- Keep names, numbers and quotations exactly as they are written.`;

/** Takes structured data out of a text, a picture or a sound. */
export const Extractor = defineNodeType({
  type: 'nodetool.agents.Extractor',
  title: 'Extractor',
  description: 'Has a language model take out of a text, a picture or a sound what the added outputs are called after.',
  tags: ['text', 'extract', 'structured', 'llm'],
  properties: {
    system_prompt: str('', { description: 'How to extract; empty for the plain way.' }),
    model: languageModel(),
    text: str('', { description: 'The text to read.' }),
    image: pictureFor('to look at'),
    audio: soundFor('to listen to'),
  },
  outputs: {},
  basicFields: ['text', 'model', 'image', 'audio'],
  supportsDynamicOutputs: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ system_prompt: system, model, text, image, audio }, context) => {
    const call = modelCall(model);
    const schema = outputSchema(context.dynamicOutputTypes);
    if (!schema) throw new Error('Define at least one output field for what is to be extracted');
    const parts = await userParts(text, { image, audio }, context);
    if (parts.length === 0) throw new Error('Give the extractor a text, a picture or a sound');
    const request = { ...call, messages: conversation(system || SYSTEM, parts) };
    return askForm(request, { schema, name: 'extracted_data', owner: 'Extractor' }, context);
  },
});
