import { defineNodeType } from '../../engine/node-type.js';
import { choice, of, str } from '../../engine/property.js';
import { holdMedia } from '../ai/held-media.js';
import { emptyValue, isEmptyAsset } from '../nodetool/empty-values.js';
import { makeVideo } from './make-video.js';
import { GEMINI } from './provider.js';

const shared = {
  model: choice(
    'nodetool.nodes.gemini.video.VeoModel',
    ['veo-3.1-generate-preview', 'veo-2.0-generate-001'],
    'veo-3.1-generate-preview',
  ),
  aspect_ratio: choice('nodetool.nodes.gemini.video.VeoAspectRatio', ['16:9', '9:16'], '16:9'),
  negative_prompt: str('', { description: 'What is not to be seen.' }),
};

/** A video is paid for: after a crash, none is made again unasked. */
const video = { ...GEMINI, isRetrySafe: false, outputs: { output: 'video' } } as const;

/** Makes a video of a description. */
export const TextToVideo = defineNodeType({
  ...video,
  type: 'gemini.video.TextToVideo',
  title: 'Gemini Text to Video',
  description: 'Has Veo make a video of what a text describes.',
  tags: ['video', 'generate', 'veo', 'gemini'],
  properties: { prompt: str('', { description: 'What is to be seen.' }), ...shared },
  process: async ({ prompt, ...inputs }, context) => {
    if (prompt.trim() === '') throw new Error('Say in the prompt what is to be seen');
    const made = await makeVideo({ prompt, ...wantedOf(inputs), image: null }, context);
    return { output: await holdMedia(made, 'video', context) };
  },
});

/** Makes a video that begins with a picture. */
export const ImageToVideo = defineNodeType({
  ...video,
  type: 'gemini.video.ImageToVideo',
  title: 'Gemini Image to Video',
  description: 'Has Veo make a video that begins with a picture.',
  tags: ['video', 'image', 'generate', 'veo', 'gemini'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The first picture.' }),
    prompt: str('', { description: 'What is to happen.' }),
    ...shared,
  },
  process: async ({ image, prompt, ...inputs }, context) => {
    if (isEmptyAsset(image)) throw new Error('Give a picture that the video begins with');
    const first = await context.assets.read(image);
    const made = await makeVideo({ prompt, ...wantedOf(inputs), image: first }, context);
    return { output: await holdMedia(made, 'video', context) };
  },
});

const wantedOf = (inputs: {
  readonly model: string;
  readonly aspect_ratio: '16:9' | '9:16';
  readonly negative_prompt: string;
}) => ({
  model: inputs.model,
  aspectRatio: inputs.aspect_ratio,
  negativePrompt: inputs.negative_prompt,
  resolution: null,
});
