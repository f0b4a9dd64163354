import { defineNodeType } from '../../../engine/node-type.js';
import { bool, float, int, of, str } from '../../../engine/property.js';
import { holdMedia } from '../../ai/held-media.js';
import { imageRequest, warnIgnored } from '../../ai/image-request.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

const imageModel = (id: string, name: string) =>
  of<Readonly<Record<string, unknown>>>(
    'image_model',
    { ...emptyValue('image_model'), provider: 'huggingface_fal_ai', id, name },
    { description: 'The model that makes the picture.' },
  );

const negative_prompt = str('', { description: 'What is not to be seen.' });
const guidance_scale = float(7.5, { min: 0, max: 30, description: 'How closely to follow the prompt.' });
const num_inference_steps = int(30, { min: 1, max: 100, description: 'Steps in which the picture is made.' });
const side = (description: string) => int(512, { min: 64, max: 2048, description });
const seed = int(-1, { min: -1, description: 'Number that makes a picture repeatable; -1 for any.' });
const safety_check = bool(true, { description: 'Has the provider look for what it does not allow.' });
const timeout_seconds = int(0, { min: 0, max: 3600, description: 'Longest time, in seconds; 0 for the usual one.' });

/** Makes a picture of a description. */
export const TextToImage = defineNodeType({
  type: 'nodetool.image.TextToImage',
  title: 'Text to Image',
  description: 'Has a model make a picture of what a text describes.',
  tags: ['image', 'generate', 'picture'],
  properties: {
    model: imageModel('fal-ai/flux/schnell', 'FLUX.1 Schnell'),
    prompt: str('A cat holding a sign that says hello world', { description: 'What is to be seen.' }),
    negative_prompt,
    width: side('Width in pixels.'),
    height: side('Height in pixels.'),
    guidance_scale,
    num_inference_steps,
    seed,
    safety_check,
    timeout_seconds,
  },
  outputs: { output: 'image' },
  basicFields: ['model', 'prompt', 'width', 'height', 'seed'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async (inputs, context) => {
    const { negative_prompt: negativePrompt, timeout_seconds: timeoutSeconds, ...rest } = inputs;
    const request = imageRequest({ ...rest, negativePrompt, timeoutSeconds }, context);
    if (inputs.prompt.trim() === '') throw new Error('Say in the prompt what is to be seen');
    warnIgnored(
      {
        guidance_scale: [inputs.guidance_scale, 7.5],
        num_inference_steps: [inputs.num_inference_steps, 30],
        safety_check: [inputs.safety_check, true],
      },
      context,
    );
    const [picture] = await context.models.generateImage(request);
    return { output: await holdMedia(picture, 'image', context) };
  },
});

/** Changes a picture after a description. */
export const ImageToImage = defineNodeType({
  type: 'nodetool.image.ImageToImage',
  title: 'Image to Image',
  description: 'Has a model change a picture as a text describes.',
  tags: ['image', 'edit', 'generate', 'picture'],
  properties: {
    model: imageModel('fal-ai/flux/dev', 'FLUX.1 Dev'),
    image: of('image', emptyValue('image'), { description: 'The picture to change.' }),
    prompt: str('A photorealistic version of the input image', { description: 'How it is to look.' }),
    negative_prompt,
    strength: float(0.8, { min: 0, max: 1, description: 'How far the picture may change.' }),
    guidance_scale,
    num_inference_steps,
    target_width: side('Width in pixels.'),
    target_height: side('Height in pixels.'),
    seed,
    scheduler: str('', { description: 'Name of the way in which steps are taken.' }),
    safety_check,
    timeout_seconds,
  },
  outputs: { output: 'image' },
  basicFields: ['model', 'image', 'prompt', 'strength', 'seed'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async (inputs, context) => {
    const { target_width: width, target_height: height, ...rest } = inputs;
    const wanted = { ...rest, width, height, negativePrompt: rest.negative_prompt };
    const request = imageRequest({ ...wanted, timeoutSeconds: rest.timeout_seconds }, context);
    if (isEmptyAsset(inputs.image)) throw new Error('Give a picture that is to be changed');
    warnIgnored(
      {
        strength: [inputs.strength, 0.8],
        guidance_scale: [inputs.guidance_scale, 7.5],
        num_inference_steps: [inputs.num_inference_steps, 30],
        scheduler: [inputs.scheduler, ''],
        safety_check: [inputs.safety_check, true],
      },
      context,
    );
    const images = [await context.assets.read(inputs.image)];
    const [picture] = await context.models.generateImage({ ...request, images });
    return { output: await holdMedia(picture, 'image', context) };
  },
});
