import type { NodeContext } from '../../engine/node-context.js';
import { defineNodeType } from '../../engine/node-type.js';
import { choice, float, of, str } from '../../engine/property.js';
import { askModel, conversation, warnWhenCut } from '../ai/answer.js';
import { imagePart } from '../ai/media-parts.js';
import { maxTokens } from '../ai/properties.js';
import { emptyValue, isEmptyAsset } from '../nodetool/empty-values.js';
import { MISTRAL } from './provider.js';

const OCR_TOKENS = 8_192;
const OCR_PROMPT = `Write down all text that is in this picture, and nothing else.
Keep its order and its lines; write tables as Markdown. Answer with nothing when there is no text.`;

const image = of('image', emptyValue('image'), { description: 'The picture.' });
const model = choice(
  'nodetool.nodes.mistral.vision.VisionModel',
  ['pixtral-large-latest', 'pixtral-12b-2409'],
  'pixtral-large-latest',
);

interface Question {
  readonly image: unknown;
  readonly model: string;
  readonly prompt: string;
  readonly temperature: number;
  readonly limit: number;
}

const ask = async ({ image: picture, prompt, limit, ...asked }: Question, context: NodeContext): Promise<string> => {
  if (isEmptyAsset(picture)) throw new Error('Image is required');
  const messages = conversation('', [{ type: 'text', text: prompt }, await imagePart(picture, context)]);
  const answer = await askModel({ provider: 'mistral', ...asked, messages, maxTokens: limit }, context);
  warnWhenCut(answer, limit, context);
  return answer.text;
};

/** Answers a question about a picture. */
export const ImageToText = defineNodeType({
  ...MISTRAL,
  type: 'mistral.vision.ImageToText',
  title: 'Mistral Image to Text',
  description: 'Has a model of Mistral look at a picture and answer a prompt about it.',
  tags: ['image', 'vision', 'description', 'mistral'],
  properties: {
    image,
    prompt: str('Describe this image in detail.', { description: 'What to say about the picture.' }),
    model,
    temperature: float(0.3, { min: 0, max: 1, description: 'How freely the model writes.' }),
    max_tokens: maxTokens(1024, 16_384),
  },
  outputs: { output: 'str' },
  basicFields: ['image', 'prompt'],
  process: async ({ max_tokens: limit, ...inputs }, context) => {
    if (inputs.prompt.trim() === '') throw new Error('Prompt cannot be empty');
    return { output: await ask({ ...inputs, limit }, context) };
  },
});

/** Writes down the text in a picture. */
export const OCR = defineNodeType({
  ...MISTRAL,
  type: 'mistral.vision.OCR',
  title: 'Mistral OCR',
  description: 'Has a model of Mistral write down the text that is in a picture.',
  tags: ['image', 'ocr', 'text', 'mistral'],
  properties: { image, model },
  outputs: { output: 'str' },
  basicFields: ['image'],
  process: async (inputs, context) => ({
    output: await ask({ ...inputs, prompt: OCR_PROMPT, temperature: 0, limit: OCR_TOKENS }, context),
  }),
});
