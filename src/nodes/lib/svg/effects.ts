import { defineNodeType } from '../../../engine/node-type.js';
import { choice, float, int, of } from '../../../engine/property.js';
import { formatFloat, formatNumber } from '../../python/number.js';
import type { SvgElement } from '../../svg/element.js';
import { element, EMPTY_ELEMENT, readElement } from '../../svg/element.js';
import { colorProperty, spelledColor } from './shapes.js';

/** Softens what it is applied to. */
export const GaussianBlur = defineNodeType({
  type: 'lib.svg.GaussianBlur',
  title: 'Gaussian Blur',
  description: 'Makes a filter that softens; shapes use it by its id, filter_gaussian_blur.',
  tags: ['svg', 'filter', 'blur'],
  properties: { std_deviation: float(3, { description: 'Strength.' }) },
  outputs: { output: 'svg_element' },
  process: ({ std_deviation }) => ({
    output: element(
      'filter',
      { id: 'filter_gaussian_blur' },
      { children: [element('feGaussianBlur', { stdDeviation: formatFloat(std_deviation) })] },
    ),
  }),
});

/** Throws a shadow. */
export const DropShadow = defineNodeType({
  type: 'lib.svg.DropShadow',
  title: 'Drop Shadow',
  description: 'Makes a filter that throws a shadow; shapes use it by its id, filter_drop_shadow.',
  tags: ['svg', 'filter', 'shadow'],
  properties: {
    std_deviation: float(3, { description: 'How soft the shadow is.' }),
    dx: int(2, { description: 'How far it lies to the right.' }),
    dy: int(2, { description: 'How far it lies below.' }),
    color: colorProperty('#000000', 'Its colour.'),
  },
  outputs: { output: 'svg_element' },
  process: ({ std_deviation, dx, dy, color }) => ({
    output: element(
      'filter',
      // The shadow may lie beyond the shape.
      { id: 'filter_drop_shadow', x: '-50%', y: '-50%', width: '200%', height: '200%' },
      {
        children: [
          element('feGaussianBlur', { in: 'SourceAlpha', stdDeviation: formatFloat(std_deviation), result: 'blurred' }),
          element('feOffset', { in: 'blurred', dx: String(dx), dy: String(dy), result: 'moved' }),
          element('feFlood', { 'flood-color': spelledColor(color), result: 'colour' }),
          element('feComposite', { in: 'colour', in2: 'moved', operator: 'in', result: 'shadow' }),
          element(
            'feMerge',
            {},
            {
              children: [element('feMergeNode', { in: 'shadow' }), element('feMergeNode', { in: 'SourceGraphic' })],
            },
          ),
        ],
      },
    ),
  }),
});

const place = (value: number, description: string) => float(value, { description });
/** The reference spells what nobody has set as a whole number. */
const spelled = (value: number, unset: number): string => (value === unset ? formatNumber(value) : formatFloat(value));

/** Runs from one colour to another. */
export const Gradient = defineNodeType({
  type: 'lib.svg.Gradient',
  title: 'Gradient',
  description: 'Makes a way from one colour to another; shapes are filled with it by its id, gradient_ and the kind.',
  tags: ['svg', 'gradient', 'color'],
  properties: {
    gradient_type: choice(
      'nodetool.nodes.lib.svg.Gradient.GradientType',
      ['linearGradient', 'radialGradient'],
      'linearGradient',
      { description: 'Along a line, or from a middle outwards.' },
    ),
    x1: place(0, 'Beginning or middle, from the left, in percent.'),
    y1: place(0, 'Beginning or middle, from above, in percent.'),
    x2: place(100, 'End from the left, or the radius, in percent.'),
    y2: place(100, 'End from above, in percent.'),
    color1: colorProperty('#000000', 'Colour at the beginning.'),
    color2: colorProperty('#FFFFFF', 'Colour at the end.'),
  },
  outputs: { output: 'svg_element' },
  process: ({ gradient_type, x1, y1, x2, y2, color1, color2 }) => {
    const [left, top] = [`${spelled(x1, 0)}%`, `${spelled(y1, 0)}%`];
    const [right, bottom] = [`${spelled(x2, 100)}%`, `${spelled(y2, 100)}%`];
    const places: Readonly<Record<string, string>> =
      gradient_type === 'linearGradient'
        ? { x1: left, y1: top, x2: right, y2: bottom }
        : { cx: left, cy: top, r: right };
    const children = [stopAt('0%', color1), stopAt('100%', color2)];
    return { output: element(gradient_type, { id: `gradient_${gradient_type}`, ...places }, { children }) };
  },
});

const elementProperty = (description: string) => of('svg_element', EMPTY_ELEMENT, { description });

/** Moves, turns and scales. */
export const Transform = defineNodeType({
  type: 'lib.svg.Transform',
  title: 'Transform',
  description: 'Moves, turns and scales an element.',
  tags: ['svg', 'move', 'rotate', 'scale'],
  properties: {
    content: elementProperty('The element.'),
    translate_x: place(0, 'How far it moves to the right.'),
    translate_y: place(0, 'How far it moves down.'),
    rotate: place(0, 'How far it turns clockwise, in degrees.'),
    scale_x: place(1, 'How many times as wide it becomes.'),
    scale_y: place(1, 'How many times as high it becomes.'),
  },
  outputs: { output: 'svg_element' },
  process: ({ content, translate_x, translate_y, rotate, scale_x, scale_y }) => {
    const target = readElement(content);
    const steps = [
      ...(translate_x !== 0 || translate_y !== 0
        ? [`translate(${spelled(translate_x, 0)},${spelled(translate_y, 0)})`]
        : []),
      ...(rotate !== 0 ? [`rotate(${spelled(rotate, 0)})`] : []),
      ...(scale_x !== 1 || scale_y !== 1 ? [`scale(${spelled(scale_x, 1)},${spelled(scale_y, 1)})`] : []),
    ];
    if (steps.length === 0) return { output: target };
    return { output: withAttribute(target, 'transform', steps.join(' ')) };
  },
});

/** Shows of an element what lies inside of another. */
export const ClipPath = defineNodeType({
  type: 'lib.svg.ClipPath',
  title: 'Clip Path',
  description: 'Shows of an element only what lies inside of another one.',
  tags: ['svg', 'clip', 'mask'],
  properties: {
    clip_content: elementProperty('The element whose shape is cut out.'),
    content: elementProperty('The element that is shown.'),
  },
  outputs: { output: 'svg_element' },
  process: ({ clip_content, content }, { graphNodeId }) => {
    // Several of them may come into one drawing: each has an id of its own.
    const id = `clip_path_${graphNodeId.replaceAll(/[^\w-]/g, '_')}`;
    const clip = element('clipPath', { id }, { children: [readElement(clip_content)] });
    const shown = withAttribute(readElement(content), 'clip-path', `url(#${id})`);
    return { output: element('g', {}, { children: [clip, shown] }) };
  },
});

const stopAt = (offset: string, color: unknown): SvgElement =>
  element('stop', { offset, style: `stop-color:${spelledColor(color)};stop-opacity:1` });

const withAttribute = (target: SvgElement, name: string, value: string): SvgElement => ({
  ...target,
  attributes: { ...target.attributes, [name]: value },
});
