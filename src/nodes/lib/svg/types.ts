import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, of, str } from '../../../engine/property.js';
import { checkSize, decodePicture, encodePng } from '../../pixels/picture-codec.js';
import { writeDocument } from '../../svg/element.js';
import { ClipPath, DropShadow, GaussianBlur, Gradient, Transform } from './effects.js';
import { Circle, Ellipse, Line, Path, Polygon, Rect, Text } from './shapes.js';

const DRAWING = {
  content: of('str|svg_element|list[svg_element]', [], {
    description: 'What is drawn: an element, several in their order, or markup.',
  }),
  width: int(800, { min: 1, max: 4096, description: 'Width in pixels.' }),
  height: int(600, { min: 1, max: 4096, description: 'Height in pixels.' }),
  viewBox: str('0 0 800 600', { description: 'The part of the plane that is shown: left, top, width and height.' }),
};

/** Makes a drawing of elements. */
export const Document = defineNodeType({
  type: 'lib.svg.Document',
  title: 'Document',
  description: 'Makes a drawing (SVG) of elements.',
  tags: ['svg', 'drawing', 'document', 'vector'],
  properties: DRAWING,
  outputs: { output: 'svg' },
  process: async ({ content, ...frame }, { assets }) => {
    const bytes = new Uint8Array(Buffer.from(writeDocument(content, frame)));
    return { output: await assets.hold({ content: { bytes }, type: 'svg', contentType: 'image/svg+xml' }) };
  },
});

/** Makes an image of a drawing. */
export const SVGToImage = defineNodeType({
  type: 'lib.svg.SVGToImage',
  title: 'SVG to Image',
  description: 'Draws elements, or markup, as an image. Pictures from other places are not fetched.',
  tags: ['svg', 'image', 'convert', 'render'],
  properties: {
    ...DRAWING,
    scale: int(1, { min: 1, max: 10, description: 'How many times as large the image becomes.' }),
  },
  outputs: { output: 'image' },
  process: async ({ content, scale, width, height, viewBox }, { assets }) => {
    checkSize(width * scale, height * scale, 'result');
    const svg = writeDocument(content, { width: width * scale, height: height * scale, viewBox });
    const picture = await decodePicture(Buffer.from(svg), 'drawing');
    const bytes = await encodePng(picture);
    return { output: await assets.hold({ content: { bytes }, type: 'image', contentType: 'image/png' }) };
  },
});

/** Node types of `lib.svg`: drawings out of elements. */
export const libSvgTypes: readonly NodeType[] = [
  Circle,
  ClipPath,
  Document,
  DropShadow,
  Ellipse,
  GaussianBlur,
  Gradient,
  Line,
  Path,
  Polygon,
  Rect,
  SVGToImage,
  Text,
  Transform,
];
