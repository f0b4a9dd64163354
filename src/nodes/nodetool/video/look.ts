import { bool, float, int, of } from '../../../engine/property.js';
import { videoFilter } from './video-type.js';
import { colorOf } from './colour.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { fileOf, ffmpeg, input, makeWebm } from '../../media/ffmpeg.js';
import { drawAnew, NEEDS_FFMPEG, video } from './video-type.js';

const number = (value: number): string => value.toFixed(4);

const Blur = videoFilter({
  type: 'nodetool.video.Blur',
  title: 'Blur Video',
  description: 'Softens every picture of a video.',
  tags: ['video', 'blur', 'soften'],
  properties: { strength: float(5, { min: 0, max: 20, description: 'Radius in pixels; 0 leaves it sharp.' }) },
  filterOf: ({ strength }) => `gblur=sigma=${number(strength)}`,
});

const Denoise = videoFilter({
  type: 'nodetool.video.Denoise',
  title: 'Denoise Video',
  description: 'Takes grain and noise out of a video.',
  tags: ['video', 'noise', 'clean'],
  properties: { strength: float(5, { min: 0, max: 20, description: 'How much is taken out; 0 leaves it as it is.' }) },
  filterOf: ({ strength }) => `hqdn3d=${number(strength)}`,
});

const Saturation = videoFilter({
  type: 'nodetool.video.Saturation',
  title: 'Video Saturation',
  description: 'Makes the colours of a video stronger or weaker.',
  tags: ['video', 'saturation', 'colour', 'color'],
  properties: { saturation: float(1, { min: 0, max: 3, description: '1 leaves the colours, 0 makes them grey.' }) },
  filterOf: ({ saturation }) => `eq=saturation=${number(saturation)}`,
});

const Sharpness = videoFilter({
  type: 'nodetool.video.Sharpness',
  title: 'Sharpen Video',
  description: 'Makes the edges in a video stand out.',
  tags: ['video', 'sharpen', 'edges'],
  properties: {
    luma_amount: float(1, { min: 0, max: 3, description: 'How much the brightness is sharpened.' }),
    chroma_amount: float(0.5, { min: 0, max: 3, description: 'How much the colours are sharpened.' }),
  },
  filterOf: ({ luma_amount: luma, chroma_amount: chroma }) =>
    `unsharp=luma_amount=${number(luma)}:chroma_amount=${number(chroma)}`,
});

const ColorBalance = videoFilter({
  type: 'nodetool.video.ColorBalance',
  title: 'Video Colour Balance',
  description: 'Makes red, green and blue of a video stronger or weaker.',
  tags: ['video', 'colour', 'color', 'balance'],
  properties: {
    red_adjust: float(1, { min: 0, max: 2, description: 'Factor for red.' }),
    green_adjust: float(1, { min: 0, max: 2, description: 'Factor for green.' }),
    blue_adjust: float(1, { min: 0, max: 2, description: 'Factor for blue.' }),
  },
  filterOf: ({ red_adjust: red, green_adjust: green, blue_adjust: blue }) =>
    `colorchannelmixer=rr=${number(red)}:gg=${number(green)}:bb=${number(blue)}`,
});

const Resize = videoFilter({
  type: 'nodetool.video.Resize',
  title: 'Resize Video',
  description: 'Gives a video another size.',
  tags: ['video', 'resize', 'scale'],
  properties: {
    width: int(-1, { description: 'Width in pixels; -1 follows from the height.' }),
    height: int(-1, { description: 'Height in pixels; -1 follows from the width.' }),
  },
  filterOf: ({ width, height }) => `scale=${sideOf(width, height, 'iw')}:${sideOf(height, width, 'ih')}`,
});

/** -1 keeps the form of the picture when the other side is given, and the side itself when it isn't. */
const sideOf = (side: number, other: number, own: string): string => (side > 0 ? String(side) : other > 0 ? '-2' : own);

const Rotate = videoFilter({
  type: 'nodetool.video.Rotate',
  title: 'Rotate Video',
  description: 'Turns a video clockwise; its frame grows so that nothing is cut off.',
  tags: ['video', 'rotate', 'turn'],
  properties: { angle: float(0, { min: -360, max: 360, description: 'Degrees, clockwise.' }) },
  filterOf: ({ angle }) => {
    const quarter = QUARTERS[((angle % 360) + 360) % 360];
    const radians = number((angle * Math.PI) / 180);
    return quarter ?? `rotate=${radians}:ow=rotw(${radians}):oh=roth(${radians}):c=black`;
  },
});

/** Turns that need no drawing between pixels. */
const QUARTERS: Readonly<Record<number, string>> = {
  0: 'null',
  90: 'transpose=clock',
  180: 'hflip,vflip',
  270: 'transpose=cclock',
};

const ChromaKey = defineNodeType({
  type: 'nodetool.video.ChromaKey',
  title: 'Chroma Key',
  description: 'Makes one colour of a video transparent, as behind a presenter in front of a green wall.',
  tags: ['video', 'green screen', 'key', 'transparent'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    key_color: of('color', { type: 'color', value: '#00FF00' }, { description: 'The colour that goes.' }),
    similarity: float(0.3, { min: 0, max: 1, description: 'How near another colour may be to go too.' }),
    blend: float(0.1, { min: 0, max: 1, description: 'How softly it fades at the edges.' }),
  },
  outputs: { output: 'video' },
  process: async ({ video: source, key_color: key, similarity, blend }, context) => {
    const path = await fileOf(source, context, 'video');
    // The filter doesn't take 0 for "this very colour".
    const near = number(Math.max(similarity, 0.01));
    const filter = `chromakey=${colorOf(key, '#00FF00')}:${near}:${number(blend)},format=yuva420p`;
    const encoding = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '0', '-crf', '24'];
    return {
      output: await makeWebm(context, [
        ...input(path),
        '-vf',
        filter,
        ...encoding,
        '-auto-alt-ref',
        '0',
        '-c:a',
        'libopus',
      ]),
    };
  },
});

const Stabilize = defineNodeType({
  type: 'nodetool.video.Stabilize',
  title: 'Stabilise Video',
  description: 'Calms a video that was filmed by a shaking hand.',
  tags: ['video', 'stabilize', 'shake'],
  ...NEEDS_FFMPEG,
  properties: {
    video: video('The video.'),
    smoothing: float(10, { min: 1, max: 100, description: 'Pictures before and after that are looked at.' }),
    crop_black: bool(true, {
      description: 'Shows black where the picture was moved away; else the picture before is kept there.',
    }),
  },
  outputs: { output: 'video' },
  process: async ({ video: source, smoothing, crop_black: isBlack }, context) => {
    const path = await fileOf(source, context, 'video');
    const folder = await context.programs.scratch();
    // Two passes: the first measures how the camera moved.
    const moves = `${folder}/moves.trf`;
    const quoted = moves.replaceAll(/[\\':]/g, String.raw`\$&`);
    await ffmpeg(context, [...input(path), '-vf', `vidstabdetect=result='${quoted}'`, '-f', 'null', '-']);
    const crop = isBlack ? 'black' : 'keep';
    const filter = `vidstabtransform=input='${quoted}':smoothing=${Math.round(smoothing)}:crop=${crop}`;
    return { output: await drawAnew(path, filter, context) };
  },
});

/** Node types that change how a video looks. */
export const lookTypes = [Blur, ChromaKey, ColorBalance, Denoise, Resize, Rotate, Saturation, Sharpness, Stabilize];
