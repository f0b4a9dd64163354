import { defineNodeType } from '../../engine/node-type.js';
import { choice, of, str } from '../../engine/property.js';
import { emptyValue } from '../nodetool/empty-values.js';
import { GEMINI } from './provider.js';

const NO_VIDEO = "The interface of models makes no videos here: Veo's jobs of several minutes have no place in it yet.";

const shared = {
  model: choice(
    'nodetool.nodes.gemini.video.VeoModel',
    ['veo-3.1-generate-preview', 'veo-2.0-generate-001'],
    'veo-3.1-generate-preview',
  ),
  aspect_ratio: choice('nodetool.nodes.gemini.video.VeoAspectRatio', ['16:9', '9:16'], '16:9'),
  negative_prompt: str('', { description: 'What is not to be seen.' }),
};

const refuse = (): never => {
  throw new Error(NO_VIDEO);
};

/** Makes a video of a description. */
export const TextToVideo = defineNodeType({
  ...GEMINI,
  type: 'gemini.video.TextToVideo',
  title: 'Gemini Text to Video',
  description: 'Has Veo make a video of what a text describes.',
  tags: ['video', 'generate', 'veo', 'gemini'],
  properties: { prompt: str('', { description: 'What is to be seen.' }), ...shared },
  outputs: { output: 'video' },
  unavailable: NO_VIDEO,
  process: refuse,
});

/** Makes a video that begins with a picture. */
export const ImageToVideo = defineNodeType({
  ...GEMINI,
  type: 'gemini.video.ImageToVideo',
  title: 'Gemini Image to Video',
  description: 'Has Veo make a video that begins with a picture.',
  tags: ['video', 'image', 'generate', 'veo', 'gemini'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The first picture.' }),
    prompt: str('', { description: 'What is to happen.' }),
    ...shared,
  },
  outputs: { output: 'video' },
  unavailable: NO_VIDEO,
  process: refuse,
});
