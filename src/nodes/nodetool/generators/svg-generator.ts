import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { askModel, conversation, warnWhenCut } from '../../ai/answer.js';
import { userParts } from '../../ai/media-parts.js';
import { languageModel, modelCall } from '../../ai/model-property.js';
import { maxTokens, pictureFor, soundFor } from '../../ai/properties.js';
import { findSvg } from './svg-tree.js';

const SYSTEM = `Draw what you are asked for as SVG.
- Answer with one <svg> element with xmlns and viewBox, and nothing else.
- Use shapes, paths, gradients and text; no scripts, no pictures from elsewhere.`;

/** Draws a picture of shapes. */
export const SVGGenerator = defineNodeType({
  type: 'nodetool.generators.SVGGenerator',
  title: 'SVG Generator',
  description: 'Has a language model draw with shapes, and gives the drawing as SVG elements.',
  tags: ['svg', 'drawing', 'vector', 'generate', 'llm'],
  properties: {
    model: languageModel(),
    prompt: str('', { description: 'What to draw.' }),
    image: pictureFor('to draw after'),
    audio: soundFor('to draw after'),
    max_tokens: maxTokens(8192),
  },
  outputs: { output: 'list[svg_element]' },
  basicFields: ['prompt', 'image', 'audio', 'model'],
  isPure: false,
  isRetrySafe: true,
  process: async ({ model, prompt, image, audio, max_tokens: limit }, context) => {
    const call = modelCall(model);
    const parts = await userParts(prompt, { image, audio }, context);
    if (parts.length === 0) throw new Error('Give the generator a prompt, a picture or a sound');
    const answer = await askModel({ ...call, messages: conversation(SYSTEM, parts), maxTokens: limit }, context);
    warnWhenCut(answer, limit, context);
    const drawing = await findSvg(answer.text);
    if (!drawing) throw new Error('The model drew nothing: say in the prompt what to draw, or raise max_tokens');
    return { output: [drawing] };
  },
});
