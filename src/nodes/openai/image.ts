import { defineNodeType } from '../../engine/node-type.js';
import { choice, of, str } from '../../engine/property.js';
import { holdMedia } from '../ai/held-media.js';
import { emptyValue, isEmptyAsset } from '../nodetool/empty-values.js';
import { OPENAI } from './provider.js';

const model = choice('nodetool.nodes.openai.image.ImageModel', ['gpt-image-1'], 'gpt-image-1');
const size = choice('nodetool.nodes.openai.image.ImageSize', ['1024x1024', '1536x1024', '1024x1536'], '1024x1024');
const quality = choice('nodetool.nodes.openai.image.ImageQuality', ['high', 'medium', 'low'], 'high');

const sizeOf = (text: string) => {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
};

/** Makes a picture of a description. */
export const CreateImage = defineNodeType({
  ...OPENAI,
  type: 'openai.image.CreateImage',
  title: 'OpenAI Create Image',
  description: 'Has a model of OpenAI make a picture of what a text describes.',
  tags: ['image', 'generate', 'picture', 'openai'],
  properties: {
    prompt: str('', { description: 'What is to be seen.' }),
    model,
    size,
    background: choice('nodetool.nodes.openai.image.ImageBackground', ['transparent', 'opaque', 'auto'], 'auto'),
    quality,
  },
  outputs: { output: 'image' },
  process: async ({ prompt, size: wanted, ...form }, context) => {
    if (prompt.trim() === '') throw new Error('Say in the prompt what is to be seen');
    const request = { provider: 'openai', prompt, size: sizeOf(wanted), ...form };
    const [picture] = await context.models.generateImage(request);
    return { output: await holdMedia(picture, 'image', context) };
  },
});

/** Changes a picture after a description, within a mask where there is one. */
export const EditImage = defineNodeType({
  ...OPENAI,
  type: 'openai.image.EditImage',
  title: 'OpenAI Edit Image',
  description: 'Has a model of OpenAI change a picture, everywhere or where a mask is transparent.',
  tags: ['image', 'edit', 'mask', 'openai'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The picture to change.' }),
    mask: of('image', emptyValue('image'), { description: 'A picture of the same size, transparent where to change.' }),
    prompt: str('', { description: 'How it is to look.' }),
    model,
    size,
    quality,
  },
  outputs: { output: 'image' },
  process: async ({ image, mask, prompt, size: wanted, ...form }, context) => {
    if (isEmptyAsset(image)) throw new Error('Give a picture that is to be changed');
    if (prompt.trim() === '') throw new Error('Say in the prompt how the picture is to look');
    const images = [await context.assets.read(image)];
    const masked = isEmptyAsset(mask) ? {} : { mask: await context.assets.read(mask) };
    const request = { provider: 'openai', prompt, size: sizeOf(wanted), images, ...masked, ...form };
    const [picture] = await context.models.generateImage(request);
    return { output: await holdMedia(picture, 'image', context) };
  },
});
