import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import type { EmptyValueType } from '../../nodetool/empty-values.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import type { PageElement } from '../../web/html.js';
import { attributeOf, elementsOf, isElement, parseHtml } from '../../web/html.js';
import { joinUrl } from '../../web/url.js';
import { html } from './properties.js';

/** Finds the pictures of a page. */
export const ExtractImages = defineMediaType({
  name: 'Images',
  output: 'image',
  things: 'pictures',
  elements: ['img'],
  sourceOf: (element) => attributeOf(element, 'src'),
});

/** Finds the videos of a page, embedded players included. */
export const ExtractVideos = defineMediaType({
  name: 'Videos',
  output: 'video',
  things: 'videos and embedded players',
  elements: ['video', 'iframe'],
  sourceOf: (element) => attributeOf(element, 'src') || (element.name === 'video' ? sourceInside(element) : ''),
});

/** Finds the sounds of a page. */
export const ExtractAudio = defineMediaType({
  name: 'Audio',
  output: 'audio',
  things: 'sounds',
  elements: ['audio', 'audio source'],
  sourceOf: (element) => attributeOf(element, 'src'),
});

interface MediaKind {
  readonly name: string;
  readonly output: EmptyValueType;
  readonly things: string;
  /** Selectors of the elements that may hold one. */
  readonly elements: readonly string[];
  /** The address in an element; empty when it has none. */
  readonly sourceOf: (element: PageElement) => string;
}

function defineMediaType({ name, output, things, elements, sourceOf }: MediaKind): NodeType {
  return defineNodeType({
    type: `lib.beautifulsoup.Extract${name}`,
    title: `Extract Page ${name}`,
    description: `Sends references to the ${things} of an HTML page one after another. Nothing is downloaded yet.`,
    tags: ['html', output, 'extract', 'stream'],
    properties: {
      html,
      base_url: str('', { description: 'Address of the page, for the relative addresses in it.' }),
    },
    outputs: { [output]: output },
    async *generate({ html: text, base_url: baseUrl }) {
      const page = await parseHtml(text);
      for (const element of elementsOf(page, ...elements)) {
        const source = sourceOf(element);
        if (source !== '') yield { [output]: { ...emptyValue(output), uri: joinUrl(baseUrl, source) } };
      }
    },
  });
}

/** The address of the first source inside of an element. */
function sourceInside(element: PageElement): string {
  const open = element.children.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isElement(node)) continue;
    if (node.name === 'source') return attributeOf(node, 'src');
    for (const child of node.children.toReversed()) open.push(child);
  }
  return '';
}
