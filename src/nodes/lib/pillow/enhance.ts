import type { NodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { float, int, of } from '../../../engine/property.js';
import { adaptiveContrast } from '../../pixels/adaptive-contrast.js';
import { convolve, KERNELS } from '../../pixels/convolve.js';
import type { Picture } from '../../pixels/picture.js';
import { planeOf, toColor, toGray } from '../../pixels/picture.js';
import { rankFilter } from '../../pixels/rank-filter.js';
import { autoContrast, equalize, interpolate, meanOf, uniform } from '../../pixels/tone-tables.js';
import { unsharpMask } from '../../pixels/unsharp-mask.js';
import { definePictureType } from './picture-type.js';

/** Evens out the contrast part by part. */
export const AdaptiveContrast = definePictureType({
  type: 'lib.pillow.enhance.AdaptiveContrast',
  title: 'Adaptive Contrast',
  description: 'Evens out the contrast part by part, so that dark and light corners both show their details.',
  tags: ['image', 'contrast', 'clahe', 'local'],
  properties: {
    clip_limit: float(2, { min: 0, max: 100, description: 'How far contrast may be raised; 0 sets no limit.' }),
    grid_size: int(8, { min: 1, max: 64, description: 'Parts per side.' }),
  },
  change: (picture, { clip_limit, grid_size }) => adaptiveContrast(picture, clip_limit, grid_size),
});

/** Stretches the tones over the whole range. */
export const AutoContrast = definePictureType({
  type: 'lib.pillow.enhance.AutoContrast',
  title: 'Auto Contrast',
  description: 'Stretches each channel so that its darkest value becomes black and its lightest white.',
  tags: ['image', 'contrast', 'automatic'],
  properties: {
    cutoff: int(0, { min: 0, max: 255, description: 'Percent of the pixels at either end that count as outliers.' }),
  },
  change: (picture, { cutoff }) => autoContrast(picture, cutoff),
});

const defineFactorType = (options: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly factor: Property<number>;
  /** The picture that factor 0 gives. */
  readonly plainOf: (picture: Picture) => Picture;
}): NodeType =>
  definePictureType({
    type: `lib.pillow.enhance.${options.name}`,
    title: options.title,
    description: options.description,
    tags: ['image', ...options.tags],
    properties: { factor: options.factor },
    change: (picture, { factor }) => interpolate(options.plainOf(picture), picture, factor),
  });

const factorOf = (zero: string): Property<number> =>
  float(1, { description: `1 changes nothing, 0 gives ${zero}, more than 1 strengthens.` });

/** Brightens or darkens. */
export const Brightness = defineFactorType({
  name: 'Brightness',
  title: 'Brightness',
  description: 'Makes an image brighter or darker.',
  tags: ['brightness', 'light'],
  factor: of<number>('float|int', 1, { description: '1 changes nothing, 0 gives black, more than 1 brightens.' }),
  plainOf: (picture) => uniform(picture, 0),
});

/** Strengthens or weakens the colours. */
export const Color = defineFactorType({
  name: 'Color',
  title: 'Color',
  description: 'Makes the colours of an image stronger or weaker.',
  tags: ['color', 'saturation'],
  factor: factorOf('a grey image'),
  plainOf: (picture) => (picture.channels >= 3 ? toColor(toGray(picture)) : picture),
});

/** Strengthens or weakens the contrast. */
export const Contrast = defineFactorType({
  name: 'Contrast',
  title: 'Contrast',
  description: 'Makes the contrast of an image stronger or weaker.',
  tags: ['contrast'],
  factor: factorOf('an even grey'),
  plainOf: (picture) => uniform(picture, Math.floor(meanOf(planeOf(toGray(picture), 0)) + 0.5)),
});

/** Sharpens or softens. */
export const Sharpness = defineFactorType({
  name: 'Sharpness',
  title: 'Sharpness',
  description: 'Makes an image sharper or softer.',
  tags: ['sharpness', 'soften'],
  factor: factorOf('a softened image'),
  plainOf: (picture) => convolve(picture, KERNELS.smooth),
});

const defineKernelType = (options: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly kernel: keyof typeof KERNELS;
}): NodeType =>
  definePictureType({
    type: `lib.pillow.enhance.${options.name}`,
    title: options.title,
    description: options.description,
    tags: ['image', ...options.tags],
    properties: {},
    change: (picture) => convolve(picture, KERNELS[options.kernel]),
  });

/** Brings out details. */
export const Detail = defineKernelType({
  name: 'Detail',
  title: 'Detail',
  description: 'Brings out the details of an image.',
  tags: ['detail', 'sharpen'],
  kernel: 'detail',
});

/** Strengthens edges. */
export const EdgeEnhance = defineKernelType({
  name: 'EdgeEnhance',
  title: 'Edge Enhance',
  description: 'Strengthens the edges in an image.',
  tags: ['edges', 'sharpen'],
  kernel: 'edgeEnhance',
});

/** Sharpens. */
export const Sharpen = defineKernelType({
  name: 'Sharpen',
  title: 'Sharpen',
  description: 'Sharpens an image by a fixed amount.',
  tags: ['sharpen', 'clarity'],
  kernel: 'sharpen',
});

/** Spreads the tones evenly. */
export const Equalize = definePictureType({
  type: 'lib.pillow.enhance.Equalize',
  title: 'Equalize',
  description: 'Spreads the values of each channel so that all are about equally frequent.',
  tags: ['image', 'histogram', 'contrast'],
  properties: {},
  change: equalize,
});

/** Replaces pixels by one of their neighbours. */
export const RankFilter = definePictureType({
  type: 'lib.pillow.enhance.RankFilter',
  title: 'Rank Filter',
  description: 'Replaces each pixel by one of its neighbourhood: rank 0 takes the darkest, the middle rank the median.',
  tags: ['image', 'rank', 'median', 'noise'],
  properties: {
    size: int(3, { min: 1, max: 512, description: 'Side of the neighbourhood in pixels; odd.' }),
    rank: int(3, { min: 1, max: 512, description: 'Which of the neighbours, counted from the darkest, 0.' }),
  },
  change: (picture, { size, rank }) => rankFilter(picture, size, rank),
});

/** Sharpens by a mask. */
export const UnsharpMask = definePictureType({
  type: 'lib.pillow.enhance.UnsharpMask',
  title: 'Unsharp Mask',
  description: 'Sharpens an image by adding what a blur takes away.',
  tags: ['image', 'sharpen', 'unsharp'],
  properties: {
    radius: int(2, { min: 0, max: 512, description: 'Strength of the blur, in pixels.' }),
    percent: int(150, { min: 0, max: 1000, description: 'How much is added.' }),
    threshold: int(3, { min: 0, max: 512, description: 'Differences up to this are left alone.' }),
  },
  change: (picture, { radius, percent, threshold }) => unsharpMask(picture, radius, percent, threshold),
});

/** Node types of `lib.pillow.enhance`. */
export const pillowEnhanceTypes: readonly NodeType[] = [
  AdaptiveContrast,
  AutoContrast,
  Brightness,
  Color,
  Contrast,
  Detail,
  EdgeEnhance,
  Equalize,
  RankFilter,
  Sharpen,
  Sharpness,
  UnsharpMask,
];
