import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { outputSchema } from '../../ai/output-schema.js';
import { maxTokens } from '../../ai/properties.js';
import { askForm } from '../../ai/structured.js';
import { generatorRequest } from './prompt.js';

const SYSTEM = `Make data as you are instructed.
- Answer with one JSON object of the schema that is asked for, and nothing else.
- Fill every field with a value that fits the instructions, the context and the other fields.`;

/** Makes data in the form of the outputs that the graph node declares. */
export const StructuredOutputGenerator = defineNodeType({
  type: 'nodetool.generators.StructuredOutputGenerator',
  title: 'Structured Output Generator',
  description: 'Has a language model make data for the outputs that are added to it.',
  tags: ['data', 'structured', 'json', 'generate', 'llm'],
  properties: {
    system_prompt: str('', { description: 'How to make the data; empty for the plain way.' }),
    model: languageModel(),
    instructions: str('', { description: 'What to make.' }),
    context: str('', { description: 'What is to be known for it.' }),
    max_tokens: maxTokens(4096, 16_384),
  },
  outputs: {},
  basicFields: ['instructions', 'context', 'model'],
  supportsDynamicOutputs: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ system_prompt: system, model, instructions, context: known, max_tokens: limit }, context) => {
    const call = modelCall(model);
    const schema = outputSchema(context.dynamicOutputTypes);
    if (!schema) throw new Error('Define at least one output field for the data');
    const input = known === '' ? '' : `Context:\n${known}`;
    const words = { system: system || SYSTEM, prompt: instructions, input, maxTokens: limit };
    const form = { schema, name: 'structured_output', owner: 'Structured output generator' };
    return askForm(generatorRequest(call, words), form, context);
  },
});
