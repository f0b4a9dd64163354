import { defineNodeType } from '../../../engine/node-type.js';
import { choice, float, int, of, str } from '../../../engine/property.js';
import { emptyValue } from '../empty-values.js';

const REASON = 'It asks a model that makes videos, and none of the providers here is connected for that.';
const MODEL = {
  type: 'video_model',
  provider: 'gemini',
  id: 'veo-3.1-generate-preview',
  name: 'Veo 3.1 Preview',
  path: null,
  supported_tasks: [],
};

const refuse = (): never => {
  throw new Error(REASON);
};

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

const TextToVideo = defineNodeType({
  type: 'nodetool.video.TextToVideo',
  title: 'Text to Video',
  description: 'Makes a video of a description.',
  tags: ['video', 'generate', 'ai', 'text'],
  properties: {
    model: of('video_model', MODEL, { description: 'The model.' }),
    prompt: str('A cat playing with a ball of yarn', { description: 'What the video shows.' }),
    ...settingsOf('TextToVideo'),
  },
  outputs: { output: 'video' },
  exposeAsTool: true,
  basicFields: ['model', 'prompt', 'aspect_ratio', 'resolution', 'seed'],
  unavailable: REASON,
  isPure: false,
  process: refuse,
});

const ImageToVideo = defineNodeType({
  type: 'nodetool.video.ImageToVideo',
  title: 'Image to Video',
  description: 'Lets a picture move.',
  tags: ['video', 'generate', 'ai', 'image'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The picture.' }),
    model: of('video_model', MODEL, { description: 'The model.' }),
    prompt: str('', { description: 'What happens in the video.' }),
    ...settingsOf('ImageToVideo'),
  },
  outputs: { output: 'video' },
  exposeAsTool: true,
  basicFields: ['image', 'model', 'prompt', 'aspect_ratio', 'resolution', 'seed'],
  unavailable: REASON,
  isPure: false,
  process: refuse,
});

/** Node types that make videos of nothing but words or a picture. */
export const generateTypes = [ImageToVideo, TextToVideo];
