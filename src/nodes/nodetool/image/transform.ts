import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { float, int, of } from '../../../engine/property.js';
import { isRecord } from '../../../common/json.js';
import { toColor } from '../../pixels/picture.js';
import type { ImageFacts } from '../../pixels/picture-codec.js';
import { holdPicture, imageFacts, readImageBytes, readPicture } from '../../pixels/picture-codec.js';
import { crop, overlay } from '../../pixels/place.js';
import { fit, resize } from '../../pixels/resize.js';
import { ValueError } from '../../python/errors.js';
import { emptyValue, isEmptyAsset } from '../empty-values.js';

const imageProperty = (description = 'The image.'): Property => of('image', emptyValue('image'), { description });
const length = (value: number, description: string, min = 0) => int(value, { min, max: 4096, description });

/** Cuts a part out. */
export const Crop = defineNodeType({
  type: 'nodetool.image.Crop',
  title: 'Crop',
  description:
    'Cuts a part out of an image. What lies beyond its edges is black, or clear where the image can be clear.',
  tags: ['image', 'crop', 'cut'],
  properties: {
    image: imageProperty(),
    left: length(0, 'Left edge of the part, in pixels.'),
    top: length(0, 'Upper edge.'),
    right: length(512, 'Right edge; its pixels are the first that no longer belong to the part.'),
    bottom: length(512, 'Lower edge.'),
  },
  outputs: { output: 'image' },
  process: async ({ image, left, top, right, bottom }, context) => {
    if (right <= left) throw new ValueError(`right is ${right} and left ${left}: right must be larger`);
    if (bottom <= top) throw new ValueError(`bottom is ${bottom} and top ${top}: bottom must be larger`);
    const picture = await readPicture(image, context);
    const part = crop(picture, { left, top, width: right - left, height: bottom - top });
    return { output: await holdPicture(part, context) };
  },
});

/** Gives an image a size, cutting away what is too much. */
export const Fit = defineNodeType({
  type: 'nodetool.image.Fit',
  title: 'Fit',
  description:
    'Gives an image a size without bending it: what its proportions have too much is cut away on both sides.',
  tags: ['image', 'fit', 'resize', 'crop'],
  properties: {
    image: imageProperty(),
    width: length(512, 'Width in pixels.', 1),
    height: length(512, 'Height in pixels.', 1),
  },
  outputs: { output: 'image' },
  process: async ({ image, width, height }, context) => ({
    output: await holdPicture(await fit(await readPicture(image, context), width, height), context),
  }),
});

/** Gives an image a size. */
export const Resize = defineNodeType({
  type: 'nodetool.image.Resize',
  title: 'Resize',
  description: 'Gives an image a width and a height; other proportions bend it.',
  tags: ['image', 'resize', 'size'],
  properties: {
    image: imageProperty(),
    width: length(512, 'Width in pixels.'),
    height: length(512, 'Height in pixels.'),
  },
  outputs: { output: 'image' },
  process: async ({ image, width, height }, context) => ({
    output: await holdPicture(await resize(await readPicture(image, context), width, height), context),
  }),
});

/** Makes an image larger or smaller. */
export const Scale = defineNodeType({
  type: 'nodetool.image.Scale',
  title: 'Scale',
  description: 'Makes an image larger or smaller and keeps its proportions.',
  tags: ['image', 'scale', 'resize', 'zoom'],
  properties: {
    image: imageProperty(),
    scale: float(1, { min: 0, max: 10, description: 'How many times as large: 0.5 halves both sides.' }),
  },
  outputs: { output: 'image' },
  process: async ({ image, scale }, context) => {
    const picture = await readPicture(image, context);
    const [width, height] = [Math.trunc(picture.width * scale), Math.trunc(picture.height * scale)];
    return { output: await holdPicture(await resize(picture, width, height), context) };
  },
});

/** Lays one image over another. */
export const Paste = defineNodeType({
  type: 'nodetool.image.Paste',
  title: 'Paste',
  description: 'Lays one image over another; clear parts let what is below show through.',
  tags: ['image', 'paste', 'overlay', 'combine'],
  properties: {
    image: imageProperty('The image below.'),
    paste: imageProperty('The image that is laid over it.'),
    left: length(0, 'Where its left edge comes, in pixels.'),
    top: length(0, 'Where its upper edge comes, in pixels.'),
  },
  outputs: { output: 'image' },
  process: async ({ image, paste, left, top }, context) => {
    const below = toColor(await readPicture(image, context));
    const above = await readPicture(paste, context, 'image to paste');
    return { output: await holdPicture(overlay(below, above, left, top), context) };
  },
});

/** Tells what an image is. */
export const GetMetadata = defineNodeType({
  type: 'nodetool.image.GetMetadata',
  title: 'Get Metadata',
  description: 'Tells the format, the kind of pixels, the size and the number of channels of an image.',
  tags: ['image', 'metadata', 'size', 'format'],
  properties: { image: imageProperty() },
  outputs: { format: 'str', mode: 'str', width: 'int', height: 'int', channels: 'int' },
  process: async ({ image }, context) => {
    const facts = await imageFacts(await readImageBytes(image, context));
    const picture = { width: facts.autoOrient.width, height: facts.autoOrient.height };
    const mode = modeOf(facts);
    return { format: facts.format.toUpperCase(), mode, ...picture, channels: CHANNELS[mode] ?? facts.channels };
  },
});

/** Takes the images out of a batch. */
export const BatchToList = defineNodeType({
  type: 'nodetool.image.BatchToList',
  title: 'Batch to List',
  description: 'Makes a list of the images that a batch holds; a single image gives a list of one.',
  tags: ['image', 'batch', 'list'],
  properties: { batch: imageProperty('The batch: an image whose data is a list.') },
  outputs: { output: 'list[image]' },
  process: ({ batch }) => {
    if (!isRecord(batch) || isEmptyAsset(batch)) throw new ValueError('The batch is not set: connect images to it.');
    const { data } = batch;
    if (!Array.isArray(data)) return { output: [batch] };
    return { output: data.map((item: unknown) => ({ ...emptyValue('image'), data: item })) };
  },
});

/** Gathers images in a list. */
export const ImagesToList = defineNodeType({
  type: 'nodetool.image.ImagesToList',
  title: 'Images to List',
  description: 'Gathers the images of all connected inputs in one list.',
  tags: ['image', 'list', 'collect'],
  outputs: { output: 'list[image]' },
  isDynamic: true,
  process: (_, { dynamicInputs }) => ({
    output: Object.entries(dynamicInputs).flatMap(([name, value]) => {
      const images: readonly unknown[] = Array.isArray(value) ? value : [value];
      for (const image of images) {
        if (!isRecord(image) || image['type'] !== 'image') throw new ValueError(`"${name}" is no image`);
      }
      return images;
    }),
  }),
});

/** Node types that change images or tell about them. */
export const imageTransformTypes: readonly NodeType[] = [
  BatchToList,
  Crop,
  Fit,
  GetMetadata,
  ImagesToList,
  Paste,
  Resize,
  Scale,
];

const CHANNELS: Readonly<Record<string, number>> = { '1': 1, P: 1, L: 1, LA: 2, RGB: 3, RGBA: 4, CMYK: 4, 'I;16': 1 };

/** The kind of pixels, as Pillow names it. */
const modeOf = ({ space, hasAlpha, isPalette, depth }: ImageFacts): string => {
  if (isPalette) return 'P';
  if (space === 'cmyk') return 'CMYK';
  if (space === 'b-w' || space === 'grey16') return hasAlpha ? 'LA' : depth === 'ushort' ? 'I;16' : 'L';
  return hasAlpha ? 'RGBA' : 'RGB';
};
