import type { NodeType } from '../../../engine/node-type.js';
import { choice, int } from '../../../engine/property.js';
import { canny } from '../../pixels/canny.js';
import { convolve, KERNELS } from '../../pixels/convolve.js';
import { gaussianBlur } from '../../pixels/gaussian-blur.js';
import { planeOf, toColor, toGray } from '../../pixels/picture.js';
import { checkSize } from '../../pixels/picture-codec.js';
import { frame } from '../../pixels/place.js';
import { invert, posterize, solarize } from '../../pixels/tone-tables.js';
import { definePictureType } from './picture-type.js';

/** Softens an image. */
export const Blur = definePictureType({
  type: 'lib.pillow.filter.Blur',
  title: 'Blur',
  description: 'Softens an image by a Gaussian blur.',
  tags: ['image', 'blur', 'soften'],
  properties: { radius: int(2, { min: 0, max: 128, description: 'Strength, in pixels; 0 changes nothing.' }) },
  change: (picture, { radius }) => gaussianBlur(picture, radius),
});

/** Finds edges by Canny's method. */
export const Canny = definePictureType({
  type: 'lib.pillow.filter.Canny',
  title: 'Canny Edges',
  description: 'Draws the edges of an image as thin white lines on black.',
  tags: ['image', 'edges', 'outline', 'detection'],
  properties: {
    low_threshold: int(100, { min: 0, max: 255, description: 'Change of brightness by which an edge goes on.' }),
    high_threshold: int(200, { min: 0, max: 255, description: 'Change of brightness by which an edge begins.' }),
  },
  change: (picture, { low_threshold, high_threshold }) => canny(picture, low_threshold, high_threshold),
});

/** Draws outlines. */
export const Contour = definePictureType({
  type: 'lib.pillow.filter.Contour',
  title: 'Contour',
  description: 'Draws the outlines of an image in dark lines on white.',
  tags: ['image', 'outline', 'drawing'],
  properties: {},
  change: (picture) => convolve(picture, KERNELS.contour),
});

/** Takes the colours out. */
export const ConvertToGrayscale = definePictureType({
  type: 'lib.pillow.filter.ConvertToGrayscale',
  title: 'Convert to Grayscale',
  description: 'Takes the colours out of an image.',
  tags: ['image', 'grayscale', 'black and white'],
  properties: {},
  change: toGray,
});

/** Makes an image look like a relief. */
export const Emboss = definePictureType({
  type: 'lib.pillow.filter.Emboss',
  title: 'Emboss',
  description: 'Makes an image look like a relief in grey.',
  tags: ['image', 'relief', 'effect'],
  properties: {},
  change: (picture) => convolve(picture, KERNELS.emboss),
});

/** Adds a border. */
export const Expand = definePictureType({
  type: 'lib.pillow.filter.Expand',
  title: 'Expand',
  description: 'Adds a grey border around an image.',
  tags: ['image', 'border', 'frame', 'padding'],
  properties: {
    border: int(0, { min: 0, max: 512, description: 'Width of the border in pixels.' }),
    fill: int(0, { min: 0, max: 255, description: 'Grey of the border: 0 is black, 255 white.' }),
  },
  change: (picture, { border, fill }) => {
    checkSize(picture.width + 2 * border, picture.height + 2 * border, 'result');
    return frame(picture, border, fill);
  },
});

/** Keeps edges only. */
export const FindEdges = definePictureType({
  type: 'lib.pillow.filter.FindEdges',
  title: 'Find Edges',
  description: 'Leaves only the edges of an image, light on black.',
  tags: ['image', 'edges', 'outline'],
  properties: {},
  change: (picture) => convolve(picture, KERNELS.findEdges),
});

/** Takes one channel out. */
export const GetChannel = definePictureType({
  type: 'lib.pillow.filter.GetChannel',
  title: 'Get Channel',
  description: 'Gives the red, green or blue part of an image as a grey image.',
  tags: ['image', 'channel', 'color', 'separate'],
  properties: {
    channel: choice('nodetool.nodes.lib.pillow.filter.GetChannel.ChannelEnum', ['R', 'G', 'B'], 'R', {
      description: 'Which part.',
    }),
  },
  change: (picture, { channel }) => {
    const { width, height } = picture;
    return { width, height, channels: 1, data: planeOf(toColor(picture), 'RGB'.indexOf(channel)) };
  },
});

/** Turns light into dark. */
export const Invert = definePictureType({
  type: 'lib.pillow.filter.Invert',
  title: 'Invert',
  description: 'Turns every colour into its opposite, like a negative.',
  tags: ['image', 'negative', 'invert'],
  properties: {},
  change: invert,
});

/** Takes the number of colours down. */
export const Posterize = definePictureType({
  type: 'lib.pillow.filter.Posterize',
  title: 'Posterize',
  description: 'Leaves fewer steps per channel, so that an image looks like a poster.',
  tags: ['image', 'poster', 'colors', 'reduce'],
  properties: { bits: int(4, { min: 1, max: 8, description: 'Bits per channel that are kept: 4 leaves 16 steps.' }) },
  change: (picture, { bits }) => posterize(picture, bits),
});

/** Smooths an image a little. */
export const Smooth = definePictureType({
  type: 'lib.pillow.filter.Smooth',
  title: 'Smooth',
  description: 'Smooths an image a little, against noise.',
  tags: ['image', 'smooth', 'noise'],
  properties: {},
  change: (picture) => convolve(picture, KERNELS.smooth),
});

/** Inverts the light parts. */
export const Solarize = definePictureType({
  type: 'lib.pillow.filter.Solarize',
  title: 'Solarize',
  description: 'Inverts the light parts of an image, as film does that is exposed too long.',
  tags: ['image', 'effect', 'invert'],
  properties: { threshold: int(128, { min: 0, max: 255, description: 'Value from which on a channel is inverted.' }) },
  change: (picture, { threshold }) => solarize(picture, threshold),
});

/** Node types of `lib.pillow.filter`. */
export const pillowFilterTypes: readonly NodeType[] = [
  Blur,
  Canny,
  Contour,
  ConvertToGrayscale,
  Emboss,
  Expand,
  FindEdges,
  GetChannel,
  Invert,
  Posterize,
  Smooth,
  Solarize,
];
