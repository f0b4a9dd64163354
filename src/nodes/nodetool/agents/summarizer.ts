import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { takeTurn } from '../../ai/agent-turn.js';
import { conversation } from '../../ai/answer.js';
import { userParts } from '../../ai/media-parts.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { pictureFor, soundFor } from '../../ai/properties.js';

const SYSTEM = `Summarize what you are given.
- Keep what matters most: statements, results, decisions, names, numbers.
- Add nothing, judge nothing, and leave out what repeats.
- Write Markdown, with headings and lists only where they help, in the language of the source.`;

/** Writes a summary, piece by piece. */
export const Summarizer = defineNodeType({
  type: 'nodetool.agents.Summarizer',
  title: 'Summarizer',
  description: 'Has a language model sum up a text, a picture or a sound.',
  tags: ['text', 'summary', 'llm'],
  properties: {
    system_prompt: str('', { description: 'How to summarize; empty for a plain summary in Markdown.' }),
    model: languageModel(),
    text: str('', { description: 'The text to sum up.' }),
    image: pictureFor('to sum up'),
    audio: soundFor('to sum up'),
  },
  outputs: { text: { type: 'str', kind: 'single' }, chunk: 'chunk' },
  basicFields: ['text', 'model', 'image', 'audio'],
  isPure: false,
  isRetrySafe: true,
  async *generate({ system_prompt: system, model, text, image, audio }, context) {
    const call = modelCall(model);
    const parts = await userParts(text, { image, audio }, context);
    if (parts.length === 0) throw new Error('Give the summarizer a text, a picture or a sound');
    const request = { ...call, messages: conversation(system || SYSTEM, parts) };
    const turn = takeTurn({ request, tools: [], owner: 'Summarizer' }, context);
    for (;;) {
      const { done, value } = await turn.next();
      if (done) return yield { text: value.text };
      if (value.chunk) yield { chunk: value.chunk };
    }
  },
});
