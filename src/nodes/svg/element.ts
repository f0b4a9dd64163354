import { isRecord } from '../../common/json.js';
import { ValueError } from '../python/errors.js';
import { escapeXml } from './xml.js';

/** An element of a drawing, as it travels between graph nodes. */
export interface SvgElement {
  readonly type: 'svg_element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text inside of the element. */
  readonly content: string | null;
  readonly children: readonly SvgElement[];
}

/** Elements inside elements that a drawing may have. */
const MAX_DEPTH = 100;
const NAME = /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u;

/** The unset element. */
export const EMPTY_ELEMENT: SvgElement = { type: 'svg_element', name: '', attributes: {}, content: null, children: [] };

/** Makes an element. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  { content = null, children = [] }: Partial<Pick<SvgElement, 'content' | 'children'>> = {},
): SvgElement => ({ type: 'svg_element', name, attributes, content, children });

/** Reads an element out of a value; what it leaves out is empty. */
export const readElement = (value: unknown): SvgElement => {
  if (!isRecord(value)) throw new ValueError('the value is no SVG element');
  const { name, attributes, content, children } = value;
  return element(typeof name === 'string' ? name : '', isRecord(attributes) ? textsOf(attributes) : {}, {
    content: typeof content === 'string' ? content : null,
    children: Array.isArray(children) ? children.map(readElement) : [],
  });
};

/**
 * Writes what a drawing may hold: markup as it is, elements one per line.
 *
 * @throws ValueError for names that XML doesn't allow
 */
export const writeContent = (content: unknown): string => {
  if (typeof content === 'string') return content;
  const elements = Array.isArray(content) ? content : [content];
  return elements.map((item) => (typeof item === 'string' ? item : writeElement(readElement(item)))).join('\n');
};

/** Writes a whole drawing. */
export const writeDocument = (
  content: unknown,
  { width, height, viewBox }: { readonly width: number; readonly height: number; readonly viewBox: string },
): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<svg xmlns="http://www.w3.org/2000/svg" \n' +
  `     width="${width}" \n` +
  `     height="${height}" \n` +
  `     viewBox="${escapeXml(viewBox)}">\n` +
  `    ${writeContent(content)}\n` +
  '</svg>';

const writeElement = ({ name, attributes, content, children }: SvgElement, depth = 0): string => {
  if (depth > MAX_DEPTH) throw new ValueError(`the drawing has more than ${MAX_DEPTH} elements inside of each other`);
  const inside = escapeXml(content ?? '') + children.map((child) => writeElement(child, depth + 1)).join('');
  // The unset element stands for nothing, but for what is in it.
  if (name === '') return inside;
  const written = Object.entries(attributes).map(([key, value]) => ` ${checkName(key)}="${escapeXml(value)}"`);
  const start = `<${checkName(name)}${written.join('')}`;
  return inside === '' ? `${start}/>` : `${start}>${inside}</${name}>`;
};

const checkName = (name: string): string => {
  if (NAME.test(name)) return name;
  throw new ValueError(`"${name}" is no name of an SVG element or attribute`);
};

const textsOf = (attributes: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
