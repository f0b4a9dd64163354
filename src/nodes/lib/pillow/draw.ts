import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, float, int, of, str } from '../../../engine/property.js';
import { isRecord } from '../../../common/json.js';
import { parseColor } from '../../pixels/css-color.js';
import { drawText, fontOf } from '../../pixels/draw-text.js';
import { gaussianNoise } from '../../pixels/noise.js';
import type { Picture } from '../../pixels/picture.js';
import { holdPicture, readPicture } from '../../pixels/picture-codec.js';
import { imageProperty } from './picture-type.js';

const colorProperty = (value: string, description: string) => of('color', { type: 'color', value }, { description });

/** Makes an image of one colour. */
export const Background = defineNodeType({
  type: 'lib.pillow.draw.Background',
  title: 'Background',
  description: 'Makes an image of one colour.',
  tags: ['image', 'background', 'color', 'plain'],
  properties: {
    width: int(512, { min: 1, max: 4096, description: 'Width in pixels.' }),
    height: int(512, { min: 1, max: 4096, description: 'Height in pixels.' }),
    color: colorProperty('#FFFFFF', 'The colour.'),
  },
  outputs: { output: 'image' },
  process: async ({ width, height, color }, context) => {
    const { red, green, blue, alpha } = await parseColor(color, '#FFFFFF');
    const pixel = alpha === 255 ? [red, green, blue] : [red, green, blue, alpha];
    const data = new Uint8Array(width * height * pixel.length);
    data.forEach((_, index) => (data[index] = pixel[index % pixel.length] ?? 0));
    const picture: Picture = { width, height, channels: alpha === 255 ? 3 : 4, data };
    return { output: await holdPicture(picture, context) };
  },
});

/** Makes an image of noise. */
export const GaussianNoise = defineNodeType({
  type: 'lib.pillow.draw.GaussianNoise',
  title: 'Gaussian Noise',
  description: 'Makes an image of coloured noise: every channel of every pixel is drawn from a normal distribution.',
  tags: ['image', 'noise', 'random', 'texture'],
  properties: {
    mean: float(0, {
      description: 'Middle of the values: 0 is black, 1 full brightness; what lies outside is cut off.',
    }),
    stddev: float(1, { description: 'Spread of the values.' }),
    width: int(512, { min: 1, max: 1024, description: 'Width in pixels.' }),
    height: int(512, { min: 1, max: 1024, description: 'Height in pixels.' }),
  },
  outputs: { output: 'image' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ mean, stddev, width, height }, context) => {
    const picture = gaussianNoise(width, height, { mean, stddev, random: () => context.random() });
    return { output: await holdPicture(picture, context) };
  },
});

/** Writes a text on an image. */
export const RenderText = defineNodeType({
  type: 'lib.pillow.draw.RenderText',
  title: 'Render Text',
  description: 'Writes a text on an image, in a font of this machine.',
  tags: ['image', 'text', 'caption', 'font'],
  properties: {
    text: str('', { description: 'The text; it may have several lines.' }),
    font: of(
      'font',
      { type: 'font', name: 'DejaVuSans', source: 'system', url: '', weight: 'regular' },
      { description: 'The font, by its name; the standard font of the machine stands in for one that it lacks.' },
    ),
    x: int(0, { description: 'Left edge of the text, in pixels.' }),
    y: int(0, { description: 'Upper edge of the text, in pixels.' }),
    size: int(12, { min: 1, max: 512, description: 'Size of the letters, in pixels.' }),
    color: colorProperty('#000000', 'Colour of the letters.'),
    align: choice('nodetool.nodes.lib.pillow.draw.RenderText.TextAlignment', ['left', 'center', 'right'], 'left', {
      description: 'How lines of different length lie to each other.',
    }),
    image: imageProperty('The image.'),
  },
  outputs: { output: 'image' },
  process: async ({ font, color, image, ...order }, context) => {
    const picture = await readPicture(image, context);
    const { name = 'DejaVuSans', source = 'system', weight = 'regular' } = isRecord(font) ? font : {};
    if (source !== 'system' && source !== '') {
      context.log(`Fonts are not fetched from outside: ${name} is used if this machine has it.`, 'warning');
    }
    const chosen = fontOf(name, weight);
    const drawn = await drawText(picture, { ...order, font: chosen, color: await parseColor(color, '#000000') });
    return { output: await holdPicture(drawn, context) };
  },
});

/** Node types of `lib.pillow.draw`. */
export const pillowDrawTypes: readonly NodeType[] = [Background, GaussianNoise, RenderText];
