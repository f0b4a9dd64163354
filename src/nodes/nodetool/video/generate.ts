import { defineNodeType } from '../../../engine/node-type.js';
import { choice, float, int, of, str } from '../../../engine/property.js';
import { holdMedia } from '../../ai/held-media.js';
import { videoRequest } from '../../ai/video-request.js';
import { makeVideo } from '../../gemini/make-video.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

const MODEL = {
  type: 'video_model',
  provider: 'gemini',
  id: 'veo-3.1-generate-preview',
  name: 'Veo 3.1 Preview',
  path: null,
  supported_tasks: [],
};

/** A video is paid for: after a crash, none is made again unasked. */
const shared = {
  outputs: { output: 'video' },
  exposeAsTool: true,
  optionalSettings: ['GEMINI_API_KEY'],
  isPure: false,
} as const;

/** What both types ask of the model; `name` is the type's own, which its lists of choices carry. */
const settingsOf = (name: string) => ({
  negative_prompt: str('', { description: 'What the video must not show.' }),
  aspect_ratio: choice(
    `nodetool.nodes.nodetool.video.${name}.AspectRatio`,
    ['16:9', '9:16', '1:1', '4:3', '3:4'],
    '16:9',
    { description: 'Form of the picture.' },
  ),
  resolution: choice(`nodetool.nodes.nodetool.video.${name}.Resolution`, ['480p', '720p', '1080p'], '720p', {
    description: 'Height of the picture.',
  }),
  num_frames: int(60, { min: 1, max: 300, description: 'Pictures of the video.' }),
  guidance_scale: float(7.5, { min: 0, max: 30, description: 'How closely it follows the description.' }),
  num_inference_steps: int(30, { min: 1, max: 100, description: 'Rounds in which each picture is made.' }),
  seed: int(-1, { min: -1, description: 'Start of the random numbers; -1 is another each time.' }),
  timeout_seconds: int(0, { min: 0, max: 7200, description: 'Longest wait; 0 is the usual one.' }),
});

/** Makes a video of a description. */
export const TextToVideo = defineNodeType({
  type: 'nodetool.video.TextToVideo',
  title: 'Text to Video',
  description: 'Makes a video of a description.',
  tags: ['video', 'generate', 'ai', 'text'],
  properties: {
    model: of<Readonly<Record<string, unknown>>>('video_model', MODEL, { description: 'The model.' }),
    prompt: str('A cat playing with a ball of yarn', { description: 'What the video shows.' }),
    ...settingsOf('TextToVideo'),
  },
  ...shared,
  basicFields: ['model', 'prompt', 'aspect_ratio', 'resolution', 'seed'],
  process: async (inputs, context) => {
    if (inputs.prompt.trim() === '') throw new Error('Say in the prompt what the video shows');
    const made = await makeVideo({ ...videoRequest(inputs, context), image: null }, context);
    return { output: await holdMedia(made, 'video', context) };
  },
});

const ImageToVideo = defineNodeType({
  type: 'nodetool.video.ImageToVideo',
  title: 'Image to Video',
  description: 'Lets a picture move.',
  tags: ['video', 'generate', 'ai', 'image'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The picture.' }),
    model: of<Readonly<Record<string, unknown>>>('video_model', MODEL, { description: 'The model.' }),
    prompt: str('', { description: 'What happens in the video.' }),
    ...settingsOf('ImageToVideo'),
  },
  ...shared,
  basicFields: ['image', 'model', 'prompt', 'aspect_ratio', 'resolution', 'seed'],
  process: async ({ image, ...inputs }, context) => {
    if (isEmptyAsset(image)) throw new Error('Give a picture that is to move');
    const first = await context.assets.read(image);
    const made = await makeVideo({ ...videoRequest(inputs, context), image: first }, context);
    return { output: await holdMedia(made, 'video', context) };
  },
});

/** Node types that make videos of nothing but words or a picture. */
export const generateTypes = [ImageToVideo, TextToVideo];
