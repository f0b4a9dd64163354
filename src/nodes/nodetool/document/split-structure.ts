import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool } from '../../../engine/property.js';
import { formatValue } from '../../python/format-value.js';
import { readJson } from '../../python/json-text.js';
import { strip } from '../../python/text.js';
import type { PageElement, PageNode } from '../../web/html.js';
import { elementsOf, isElement, parseHtml, textOfNodes } from '../../web/html.js';
import { CHUNK_OUTPUTS, document, sourceOf, textOfDocument } from './text-of-document.js';

const TEXT_TAGS = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'b', 'i', 'u', 'section'];

/** Cuts a page at its elements. */
export const SplitHTML = defineNodeType({
  type: 'nodetool.document.SplitHTML',
  title: 'Split HTML',
  description:
    'Cuts an HTML document at headings, paragraphs, lists and the like; neighbours of one kind stay together. start_index is the number of the chunk.',
  tags: ['html', 'split', 'chunks', 'stream'],
  properties: { document },
  outputs: CHUNK_OUTPUTS,
  async *generate({ document: value }, context) {
    const page = await parseHtml(await textOfDocument(value, context));
    const chunks = chunksOf(elementsOf(page, ...TEXT_TAGS));
    for (const [index, text] of chunks.entries()) {
      yield { text, source_id: sourceOf(value), start_index: index };
    }
  },
});

const chunksOf = (elements: readonly PageElement[]): string[] => {
  const runs: { readonly tag: string; readonly texts: string[] }[] = [];
  for (const element of elements) {
    const text = ownText(element.children);
    const last = runs.at(-1);
    if (last?.tag === element.name) last.texts.push(text);
    else runs.push({ tag: element.name, texts: [text] });
  }
  return runs.map(({ texts }) => strip(texts.join('\n'))).filter((text) => text !== '');
};

/** The text of an element without what the elements inside of it give themselves. */
const ownText = (children: readonly PageNode[]): string =>
  children
    .filter((child) => !(isElement(child) && TEXT_TAGS.includes(child.name)))
    .map((child) => strip(textOfNodes([child])))
    .filter((text) => text !== '')
    .join('\n');

/** Cuts JSON at its values. */
export const SplitJSON = defineNodeType({
  type: 'nodetool.document.SplitJSON',
  title: 'Split JSON',
  description:
    'Writes a JSON document as lines of a path and its value: one chunk for an object, one per item for a list. start_index is the number of the chunk.',
  tags: ['json', 'split', 'chunks', 'stream'],
  properties: {
    document,
    include_metadata: bool(true, { description: 'Kept for older workflows: it changes nothing of what is sent.' }),
    include_prev_next_rel: bool(true, { description: 'Kept for older workflows: it changes nothing of what is sent.' }),
  },
  outputs: CHUNK_OUTPUTS,
  async *generate({ document: value }, context) {
    const data = readJson(await textOfDocument(value, context));
    if (!isRecord(data) && !Array.isArray(data)) throw new Error('JSON is invalid: it must be an object or a list');
    const items: unknown[] = Array.isArray(data) ? data : [data];
    for (const [index, item] of items.entries()) {
      yield { text: linesOf(item, []).join('\n'), source_id: sourceOf(value), start_index: index };
    }
  },
});

const linesOf = (value: unknown, path: readonly string[]): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => linesOf(item, path));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => linesOf(item, [...path, key]));
  return [[...path, formatValue(value)].join(' ')];
};
