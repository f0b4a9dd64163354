import type * as Cheerio from 'cheerio/slim';

/** A piece of a drawing, as it travels between graph nodes. */
export interface SvgElement {
  readonly type: 'svg_element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | null;
  readonly children: readonly SvgElement[];
}

/** What runs or loads something when a drawing is shown. */
const ACTIVE: ReadonlySet<string> = new Set(['script', 'foreignobject', 'iframe', 'handler', 'listener']);

/** A node of a parsed drawing, as far as it is read here. */
interface ParsedNode {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly ParsedNode[];
}

let library: Promise<typeof Cheerio> | null = null;

const loadLibrary = (): Promise<typeof Cheerio> => (library ??= import('cheerio/slim'));

/** Finds the first drawing in a text, without what could do something when it is shown; null when there is none. */
export const findSvg = async (text: string): Promise<SvgElement | null> => {
  const markup = /<svg[\s>][^]*?<\/svg>/i.exec(text)?.[0];
  if (markup === undefined) return null;
  const { load } = await loadLibrary();
  const [root] = load(markup, { xml: true }).root().children('svg').toArray();
  return root ? elementOf(root) : null;
};

const elementOf = ({ name = '', attribs = {}, children = [] }: ParsedNode): SvgElement => {
  const kept = children.filter((child) => isText(child) || isPassive(child));
  const [first, ...rest] = kept;
  const hasContent = first !== undefined && isText(first);
  return {
    type: 'svg_element',
    name,
    attributes: Object.fromEntries(Object.entries(attribs).filter(isHarmless)),
    content: hasContent ? (first.data ?? '') : null,
    children: (hasContent ? rest : kept).map((child) => (isText(child) ? words(child.data ?? '') : elementOf(child))),
  };
};

/** Text behind a piece of its own. */
const words = (content: string): SvgElement => ({
  type: 'svg_element',
  name: 'tspan',
  attributes: {},
  content,
  children: [],
});

const isText = ({ type, data = '' }: ParsedNode): boolean => type === 'text' && data.trim() !== '';

const isPassive = ({ type, name = '' }: ParsedNode): boolean =>
  (type === 'tag' || type === 'style') && !ACTIVE.has(name.toLowerCase());

const isHarmless = ([name, value]: readonly [string, string]): boolean =>
  !/^on/i.test(name) && !/^\s*(javascript|data:text\/html)/i.test(value);
