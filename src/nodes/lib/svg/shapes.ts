import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { NodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { choice, int, of, str } from '../../../engine/property.js';
import { element } from '../../svg/element.js';

/** A property for a colour. */
export const colorProperty = (value: string, description: string): Property =>
  of('color', { type: 'color', value }, { description });

/** How a style sheet spells a colour; nothing where none is chosen. */
export const spelledColor = (color: unknown): string => {
  const value = isRecord(color) ? color['value'] : color;
  return typeof value === 'string' ? value : '';
};

const STROKE = {
  stroke: colorProperty('none', 'Colour of the outline; "none" draws none.'),
  stroke_width: int(1, { description: 'Width of the outline.' }),
};
const STYLE = { fill: colorProperty('#000000', 'Colour of the inside.'), ...STROKE };

const defineShape = (options: {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
  /** Name of the SVG element. */
  readonly element: string;
  /** Names of attributes that differ from those of their properties. */
  readonly attributes?: Readonly<Record<string, string>>;
}): NodeType =>
  defineNodeType({
    type: `lib.svg.${options.name}`,
    title: options.name,
    description: options.description,
    tags: ['svg', 'shape', 'vector', ...options.tags],
    properties: options.properties,
    outputs: { output: 'svg_element' },
    process: (inputs) => ({
      output: element(
        options.element,
        Object.fromEntries(
          Object.keys(options.properties).map((name) => {
            const value = inputs[name];
            const attribute = options.attributes?.[name] ?? name.replace('_', '-');
            return [attribute, name === 'fill' || name === 'stroke' ? spelledColor(value) : String(value)];
          }),
        ),
      ),
    }),
  });

/** Draws a rectangle. */
export const Rect = defineShape({
  name: 'Rect',
  description: 'Draws a rectangle.',
  tags: ['rectangle', 'box'],
  element: 'rect',
  properties: {
    x: int(0, { description: 'Left edge.' }),
    y: int(0, { description: 'Upper edge.' }),
    width: int(100, { description: 'Width.' }),
    height: int(100, { description: 'Height.' }),
    ...STYLE,
  },
});

/** Draws a circle. */
export const Circle = defineShape({
  name: 'Circle',
  description: 'Draws a circle.',
  tags: ['circle', 'round'],
  element: 'circle',
  properties: {
    cx: int(0, { description: 'Middle, from the left.' }),
    cy: int(0, { description: 'Middle, from above.' }),
    radius: int(50, { description: 'Radius.' }),
    ...STYLE,
  },
  attributes: { radius: 'r' },
});

/** Draws an ellipse. */
export const Ellipse = defineShape({
  name: 'Ellipse',
  description: 'Draws an ellipse.',
  tags: ['ellipse', 'oval'],
  element: 'ellipse',
  properties: {
    cx: int(0, { description: 'Middle, from the left.' }),
    cy: int(0, { description: 'Middle, from above.' }),
    rx: int(100, { description: 'Half the width.' }),
    ry: int(50, { description: 'Half the height.' }),
    ...STYLE,
  },
});

/** Draws a line. */
export const Line = defineShape({
  name: 'Line',
  description: 'Draws a straight line.',
  tags: ['line', 'stroke'],
  element: 'line',
  properties: {
    x1: int(0, { description: 'Beginning, from the left.' }),
    y1: int(0, { description: 'Beginning, from above.' }),
    x2: int(100, { description: 'End, from the left.' }),
    y2: int(100, { description: 'End, from above.' }),
    stroke: colorProperty('#000000', 'Colour of the line.'),
    stroke_width: int(1, { description: 'Width of the line.' }),
  },
});

/** Draws a polygon. */
export const Polygon = defineShape({
  name: 'Polygon',
  description: 'Draws a closed shape with straight sides.',
  tags: ['polygon', 'points'],
  element: 'polygon',
  properties: { points: str('', { description: 'The corners, such as "0,0 50,80 100,0".' }), ...STYLE },
});

/** Draws a path. */
export const Path = defineShape({
  name: 'Path',
  description: 'Draws a shape by the commands of SVG paths.',
  tags: ['path', 'curve'],
  element: 'path',
  properties: { path_data: str('', { description: 'The commands, such as "M 0 0 L 50 80 Z".' }), ...STYLE },
  attributes: { path_data: 'd' },
});

/** Writes a text into a drawing. */
export const Text = defineNodeType({
  type: 'lib.svg.Text',
  title: 'Text',
  description: 'Writes a text into a drawing; signs that mean something in markup show as they are.',
  tags: ['svg', 'text', 'label'],
  properties: {
    text: str('', { description: 'The text.' }),
    x: int(0, { description: 'From the left.' }),
    y: int(0, { description: 'Line that the letters stand on, from above.' }),
    font_family: str('Arial', { description: 'Name of the font.' }),
    font_size: int(16, { description: 'Size of the letters.' }),
    fill: colorProperty('#000000', 'Colour of the letters.'),
    text_anchor: choice('nodetool.nodes.lib.svg.SVGTextAnchor', ['start', 'middle', 'end'], 'start', {
      description: 'Which point of the text lies at the given place.',
    }),
  },
  outputs: { output: 'svg_element' },
  process: ({ text, x, y, font_family, font_size, fill, text_anchor }) => ({
    output: element(
      'text',
      {
        x: String(x),
        y: String(y),
        'font-family': font_family,
        'font-size': String(font_size),
        fill: spelledColor(fill),
        'text-anchor': text_anchor,
      },
      { content: text },
    ),
  }),
});
