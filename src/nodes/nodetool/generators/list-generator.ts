import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { streamAnswer, warnWhenCut } from '../../ai/answer.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { maxTokens } from '../../ai/properties.js';
import { ListReader } from './list-reader.js';
import { generatorRequest } from './prompt.js';

const SYSTEM = `Write a list of what you are asked for.
- Put each item between <LIST_ITEM> and </LIST_ITEM>, and write nothing outside of these.
- Do not number the items, and use no Markdown.
- Write as many items as are asked for; where no number is given, as many as make sense.`;

/** Sends the items of a list that a model writes, one after another. */
export const ListGenerator = defineNodeType({
  type: 'nodetool.generators.ListGenerator',
  title: 'List Generator',
  description: 'Has a language model write a list, and sends its items one after another while they are written.',
  tags: ['list', 'generate', 'stream', 'llm'],
  properties: {
    model: languageModel(),
    prompt: str('', { description: 'What to list.' }),
    input_text: str('', { description: 'Text that the list is to be made of.' }),
    max_tokens: maxTokens(4096),
  },
  outputs: { item: 'str', index: 'int' },
  basicFields: ['prompt', 'model'],
  isPure: false,
  isRetrySafe: true,
  async *generate({ model, prompt, input_text: input, max_tokens: limit }, context) {
    const request = generatorRequest(modelCall(model), { system: SYSTEM, prompt, input, maxTokens: limit });
    const reader = new ListReader();
    const stream = streamAnswer(request, context);
    let index = 0;
    for (;;) {
      const { done, value } = await stream.next();
      if (done) {
        warnWhenCut(value, limit, context);
        // An item that was cut off is none.
        const last = value.finish.reason === 'length' ? null : reader.end();
        if (last !== null) yield { item: last, index: index++ };
        break;
      }
      if (value.type === 'thinking') continue;
      for (const item of reader.add(value.text)) yield { item, index: index++ };
    }
    if (index === 0)
      throw new Error('The model wrote no list: say in the prompt what to list, or choose another model');
  },
});
