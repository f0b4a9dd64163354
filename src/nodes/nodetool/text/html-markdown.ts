import type { ChildNode, Element, Text } from 'domhandler';

/** How a page is written. */
export interface MarkdownOptions {
  /** Address that relative links belong to; empty leaves them. */
  readonly baseUrl: string;
  /** Longest line; 0 breaks none. */
  readonly width: number;
  readonly withImages: boolean;
  /** Writes links to mail addresses as links. */
  readonly withAddresses: boolean;
}

/** A stretch of the page between two empty lines. */
interface Block {
  readonly text: string;
  /** True for lines that are never broken: code, lists, tables. */
  readonly isFixed: boolean;
}

const SKIPPED: ReadonlySet<string> = new Set(['head', 'script', 'style', 'title', 'template', 'noscript']);
const MARKS: Readonly<Record<string, string>> = {
  b: '**',
  strong: '**',
  i: '_',
  em: '_',
  u: '_',
  s: '~~',
  del: '~~',
  strike: '~~',
  code: '`',
  tt: '`',
  kbd: '`',
};
/** Elements that other blocks may stand in. */
const SECTIONS =
  'address article aside body center dd div dl dt fieldset figure figcaption footer form header html main nav p section';
const BLOCKS: ReadonlySet<string> = new Set(SECTIONS.split(' '));
const BLOCK_NAMES: ReadonlySet<string> = new Set(
  `${SECTIONS} h1 h2 h3 h4 h5 h6 hr pre ul ol blockquote table`.split(' '),
);
const BREAK = '\u0001';

/** Writes the nodes of a page as Markdown; it ends with an empty line. */
export const renderPage = (nodes: readonly ChildNode[], options: MarkdownOptions): string => {
  const blocks = blocksOf(nodes, options).map(({ text, isFixed }) => (isFixed ? text : wrap(text, options.width)));
  return `${blocks.join('\n\n')}\n\n`;
};

const blocksOf = (nodes: readonly ChildNode[], options: MarkdownOptions): Block[] => {
  const blocks: Block[] = [];
  let line = '';
  const flush = (): void => {
    const text = tidy(line);
    if (text !== '') blocks.push({ text: escapeStart(text), isFixed: false });
    line = '';
  };
  for (const node of nodes) {
    const made = isElement(node) ? blockOf(node, options) : null;
    if (made) {
      flush();
      blocks.push(...made);
    } else line += inlineOf(node, options);
  }
  flush();
  return blocks;
};

/** The blocks that an element makes; null for one that stands inside of a line. */
const blockOf = (element: Element, options: MarkdownOptions): readonly Block[] | null => {
  const { name, children } = element;
  if (SKIPPED.has(name)) return [];
  if (/^h[1-6]$/.test(name)) return headingOf(element, options);
  if (name === 'hr') return [{ text: '* * *', isFixed: true }];
  if (name === 'pre') return [{ text: codeOf(element), isFixed: true }];
  if (name === 'ul' || name === 'ol') return listOf(element, options, 1);
  if (name === 'blockquote') return quoteOf(element, options);
  if (name === 'table') return tableOf(element, options);
  const isBlock = BLOCKS.has(name) || (MARKS[name] === undefined && name !== 'a' && holdsBlock(element));
  return isBlock ? blocksOf(children, options) : null;
};

/** What was found of an element, so that each is looked into once however deep it lies. */
const found = new WeakMap<Element, boolean>();

const holdsBlock = (element: Element): boolean => {
  const known = found.get(element);
  if (known !== undefined) return known;
  const holds = element.children.some(
    (child) => isElement(child) && (BLOCK_NAMES.has(child.name) || holdsBlock(child)),
  );
  found.set(element, holds);
  return holds;
};

const headingOf = (element: Element, options: MarkdownOptions): readonly Block[] => {
  const text = tidy(inlineOfAll(element.children, options)).replaceAll(/\s*\n/g, ' ');
  return text === '' ? [] : [{ text: `${'#'.repeat(Number(element.name.slice(1)))} ${text}`, isFixed: false }];
};

const codeOf = (element: Element): string =>
  plainText(element)
    .replace(/^\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

const quoteOf = ({ children }: Element, options: MarkdownOptions): readonly Block[] => {
  const lines = blocksOf(children, options)
    .map(({ text }) => text)
    .join('\n\n')
    .split('\n');
  return [{ text: lines.map((line) => `> ${line}`.replace(/ $/, line === '' ? ' ' : '')).join('\n'), isFixed: true }];
};

const listOf = (list: Element, options: MarkdownOptions, depth: number): readonly Block[] => {
  const first = Number.parseInt(list.attribs['start'] ?? '1', 10);
  const items = list.children.filter(isElement).filter(({ name }) => name === 'li');
  const lines = items.flatMap((item, index) => {
    const mark = list.name === 'ol' ? `${(Number.isNaN(first) ? 1 : first) + index}.` : '*';
    return itemLines(item, `${'  '.repeat(depth)}${mark} `, options, depth);
  });
  return lines.length === 0 ? [] : [{ text: lines.join('\n'), isFixed: true }];
};

const itemLines = (item: Element, mark: string, options: MarkdownOptions, depth: number): readonly string[] => {
  const isList = (node: ChildNode): node is Element => isElement(node) && (node.name === 'ul' || node.name === 'ol');
  const own = blocksOf(
    item.children.filter((child) => !isList(child)),
    options,
  ).map(({ text }) => text);
  const inner = item.children.filter(isList).flatMap((list) => listOf(list, options, depth + 1));
  return [`${mark}${own.join('\n\n')}`.trimEnd(), ...inner.map(({ text }) => text)];
};

const tableOf = (table: Element, options: MarkdownOptions): readonly Block[] => {
  const rows = rowsOf(table).map((row) =>
    row.children
      .filter(isElement)
      .filter(({ name }) => name === 'td' || name === 'th')
      .map((cell) => tidy(inlineOfAll(cell.children, options)).replaceAll(/\s*\n/g, ' ')),
  );
  const [header, ...others] = rows;
  if (!header) return [];
  const rule = header.map(() => '---').join('|');
  const lines = [header.join('| '), rule, ...others.map((cells) => cells.join('| '))];
  return [{ text: lines.join('  \n'), isFixed: true }];
};

const rowsOf = ({ children }: Element): readonly Element[] =>
  children.filter(isElement).flatMap((child) => {
    if (child.name === 'tr') return [child];
    return ['thead', 'tbody', 'tfoot'].includes(child.name) ? rowsOf(child) : [];
  });

const inlineOfAll = (nodes: readonly ChildNode[], options: MarkdownOptions): string =>
  nodes.map((node) => inlineOf(node, options)).join('');

const inlineOf = (node: ChildNode, options: MarkdownOptions): string => {
  if (isText(node)) return escapeSlashes(node.data.replaceAll(/[ \t\r\n\f]+/g, ' ')).replaceAll('\u00a0', '\u0002');
  if (!isElement(node) || SKIPPED.has(node.name)) return '';
  if (node.name === 'br') return BREAK;
  if (node.name === 'img') return options.withImages ? imageOf(node, options) : '';
  const text = inlineOfAll(node.children, options);
  if (node.name === 'a') return linkOf(node, text, options);
  if (node.name === 'q') return `"${text}"`;
  const mark = MARKS[node.name];
  const inner = text.trim();
  if (mark === undefined || inner === '') return text;
  // Blanks belong outside of the marks, or Markdown takes them for signs.
  return `${text.startsWith(' ') ? ' ' : ''}${mark}${inner}${mark}${text.endsWith(' ') ? ' ' : ''}`;
};

const linkOf = ({ attribs }: Element, text: string, options: MarkdownOptions): string => {
  const href = attribs['href'] ?? '';
  const isAddress = href.startsWith('mailto:') && !options.withAddresses;
  if (href === '' || href.startsWith('#') || isAddress || text.trim() === '') return text;
  const address = absolute(href, options.baseUrl);
  if (text === href && /^[a-z][a-z\d+.-]*:/i.test(href)) return `<${href}>`;
  const title = attribs['title'];
  return `[${text.trim()}](${address}${title ? ` "${title}"` : ''})`;
};

const imageOf = ({ attribs }: Element, options: MarkdownOptions): string => {
  const place = attribs['src'] ?? '';
  return place === '' ? '' : `![${attribs['alt'] ?? ''}](${absolute(place, options.baseUrl)})`;
};

const absolute = (address: string, base: string): string =>
  base !== '' && URL.canParse(address, base) ? new URL(address, base).href : address;

const plainText = (node: ChildNode): string => {
  if (isText(node)) return node.data;
  if (!isElement(node)) return '';
  return node.name === 'br' ? '\n' : node.children.map(plainText).join('');
};

const isElement = (node: ChildNode): node is Element => 'name' in node && 'attribs' in node;

const isText = (node: ChildNode): node is Text => node.nodeType === 3;

/** Joins blanks, and writes breaks as Markdown does: two blanks before the end of the line. */
const tidy = (line: string): string =>
  line
    .replaceAll(/ +/g, ' ')
    .split(BREAK)
    .map((part) => part.trim())
    .join('  \n')
    .trim()
    .replaceAll('\u0002', ' ');

/** What would be the sign of a list at the beginning of a line isn't one. */
const escapeStart = (text: string): string =>
  text.replaceAll(/^(\d+)\.(?=\s)/gm, '$1\\.').replaceAll(/^([+-])(?=\s|-)/gm, '\\$1');

const escapeSlashes = (text: string): string => text.replaceAll(/\\(?=[\\`*_{}[\]()#+\-.!])/g, '\\\\');

const wrap = (text: string, width: number): string =>
  width <= 0
    ? text
    : text
        .split('\n')
        .map((line) => wrapLine(line, width))
        .join('\n');

const wrapLine = (line: string, width: number): string => {
  if (line.length <= width) return line;
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const isFull = current !== '' && current.length + 1 + word.length > width;
    if (isFull) lines.push(current);
    current = isFull || current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].join('\n');
};
