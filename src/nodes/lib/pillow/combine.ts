import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { float } from '../../../engine/property.js';
import type { Picture } from '../../pixels/picture.js';
import { colorChannelsOf, hasAlpha, planeOf, toColor, toGray, toRgba, withData } from '../../pixels/picture.js';
import { holdPicture, readPicture } from '../../pixels/picture-codec.js';
import { fit } from '../../pixels/resize.js';
import { imageProperty } from './picture-type.js';

/** Mixes two images. */
export const Blend = defineNodeType({
  type: 'lib.pillow.__init__.Blend',
  title: 'Blend',
  description: 'Mixes two images; the second is cut and scaled to the size of the first.',
  tags: ['image', 'blend', 'mix', 'fade'],
  properties: {
    image1: imageProperty('The first image.'),
    image2: imageProperty('The second image.'),
    alpha: float(0.5, { min: 0, max: 1, description: 'Share of the second image.' }),
  },
  outputs: { output: 'image' },
  process: async ({ image1, image2, alpha }, context) => {
    const first = await readPicture(image1, context, 'first image');
    const second = await fit(await readPicture(image2, context, 'second image'), first.width, first.height);
    const [a, b] = alike(first, second);
    return {
      output: await holdPicture(
        mix(a, b, () => alpha),
        context,
      ),
    };
  },
});

/** Joins two images by a mask. */
export const Composite = defineNodeType({
  type: 'lib.pillow.__init__.Composite',
  title: 'Composite',
  description:
    'Shows the first image where a mask is white and the second where it is black; all take the size of the first.',
  tags: ['image', 'composite', 'mask', 'combine'],
  properties: {
    image1: imageProperty('The image where the mask is white.'),
    image2: imageProperty('The image where the mask is black.'),
    mask: imageProperty('The mask; its brightness counts.'),
  },
  outputs: { output: 'image' },
  process: async ({ image1, image2, mask }, context) => {
    const first = await readPicture(image1, context, 'first image');
    const { width, height } = first;
    const second = await fit(await readPicture(image2, context, 'second image'), width, height);
    const shares = planeOf(toGray(await fit(await readPicture(mask, context, 'mask'), width, height)), 0);
    const [a, b] = alike(first, second);
    const picture = mix(b, a, (pixel) => (shares[pixel] ?? 0) / 255);
    return { output: await holdPicture(picture, context) };
  },
});

/** Node types of `lib.pillow.__init__`. */
export const pillowCombineTypes: readonly NodeType[] = [Blend, Composite];

/** Gives two pictures the same channels: as many as either needs. */
const alike = (a: Picture, b: Picture): readonly [Picture, Picture] => {
  if (a.channels === b.channels) return [a, b];
  if (hasAlpha(a) || hasAlpha(b)) return [toRgba(a), toRgba(b)];
  return colorChannelsOf(a) === colorChannelsOf(b) ? [a, b] : [toColor(a), toColor(b)];
};

/** Mixes pixel by pixel; a share of 0 gives the first picture, 1 the second. */
const mix = (a: Picture, b: Picture, shareAt: (pixel: number) => number): Picture => {
  const { channels } = a;
  const data = new Uint8Array(a.data);
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    const share = shareAt(Math.floor(index / channels));
    data[index] = Math.floor(value + share * ((b.data[index] ?? 0) - value) + 0.5);
  }
  return withData(a, data);
};
