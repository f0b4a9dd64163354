import { defineNodeType } from '../../engine/node-type.js';
import { choice, of, str } from '../../engine/property.js';
import { holdMedia } from '../ai/held-media.js';
import { emptyValue, isEmptyAsset } from '../nodetool/empty-values.js';
import { GEMINI } from './provider.js';

/** Makes or changes a picture after a description. */
export const ImageGeneration = defineNodeType({
  ...GEMINI,
  type: 'gemini.image.ImageGeneration',
  title: 'Gemini Image Generation',
  description:
    'Has a model of Gemini make a picture of what a text describes, or change one; only the gemini- models change pictures.',
  tags: ['image', 'generate', 'edit', 'picture', 'gemini'],
  properties: {
    prompt: str('', { description: 'What is to be seen.' }),
    model: choice(
      'nodetool.nodes.gemini.image.ImageGenerationModel',
      [
        'gemini-2.0-flash-preview-image-generation',
        'gemini-2.5-flash-image-preview',
        'gemini-3-pro-image-preview',
        'imagen-3.0-generate-001',
        'imagen-3.0-generate-002',
        'imagen-4.0-generate-001',
      ],
      'imagen-3.0-generate-002',
    ),
    image: of('image', emptyValue('image'), { description: 'A picture to change.' }),
  },
  outputs: { output: 'image' },
  process: async ({ prompt, model, image }, context) => {
    if (prompt.trim() === '') throw new Error('The input prompt cannot be empty.');
    const isEdit = !isEmptyAsset(image);
    if (isEdit && model.startsWith('imagen')) throw new Error(`${model} changes no pictures: choose a gemini- model`);
    const images = isEdit ? { images: [await context.assets.read(image)] } : {};
    const [picture] = await context.models.generateImage({ provider: 'gemini', model, prompt, ...images });
    return { output: await holdMedia(picture, 'image', context) };
  },
});
