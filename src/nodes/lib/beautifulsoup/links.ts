import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { strip } from '../../python/text.js';
import { attributeOf, elementsOf, parseHtml, textOfNodes } from '../../web/html.js';
import { splitUrl } from '../../web/url.js';
import { html } from './properties.js';

/** Finds the links of a page. */
export const ExtractLinks = defineNodeType({
  type: 'lib.beautifulsoup.ExtractLinks',
  title: 'Extract Page Links',
  description:
    'Sends the links of an HTML page one after another: address, text, and whether they stay on the site (internal) or leave it (external).',
  tags: ['html', 'links', 'url', 'stream'],
  properties: {
    html,
    base_url: str('', { description: 'Address of the site; what begins with it is internal.' }),
  },
  outputs: { href: 'str', text: 'str', type: 'str' },
  async *generate({ html: text, base_url: baseUrl }) {
    const page = await parseHtml(text);
    for (const anchor of elementsOf(page, 'a[href]')) {
      const href = attributeOf(anchor, 'href');
      yield {
        href,
        text: strip(textOfNodes(anchor.children)),
        type: isInternal(href, baseUrl) ? 'internal' : 'external',
      };
    }
  },
});

/** A link stays on the site when it names no site at all, or begins with the site's own address. */
const isInternal = (href: string, baseUrl: string): boolean => {
  if (baseUrl !== '' && href.startsWith(baseUrl)) return true;
  const { scheme, authority } = splitUrl(href);
  return scheme === '' && authority === null;
};
