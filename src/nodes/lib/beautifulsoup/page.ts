import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { elementsOf, parseHtml, textOfNodes } from '../../web/html.js';
import { splitUrl } from '../../web/url.js';
import { html } from './properties.js';

/** Gives scheme and host of a URL. */
export const BaseUrl = defineNodeType({
  type: 'lib.beautifulsoup.BaseUrl',
  title: 'Base URL',
  description: 'Gives the address of the site that a URL belongs to: its scheme and host, without path and query.',
  tags: ['url', 'site', 'host'],
  properties: { url: str('', { description: 'The URL.' }) },
  outputs: { output: 'str' },
  process: ({ url }) => {
    if (url === '') throw new ValueError('URL must not be empty');
    const { scheme, authority } = splitUrl(url);
    if (scheme === '' || !authority) {
      throw new ValueError(`"${url}" names no site: write it with scheme and host, for example https://example.org`);
    }
    return { output: `${scheme}://${authority}` };
  },
});

/** Reads what a page says about itself. */
export const ExtractMetadata = defineNodeType({
  type: 'lib.beautifulsoup.ExtractMetadata',
  title: 'Extract Page Metadata',
  description: 'Reads title, description and keywords of an HTML page; null where the page has none.',
  tags: ['html', 'metadata', 'title', 'seo'],
  properties: { html },
  outputs: { title: 'str', description: 'str', keywords: 'str' },
  process: async ({ html: text }) => {
    const page = await parseHtml(text);
    const [title] = elementsOf(page, 'title');
    const contentOf = (name: string): string | null =>
      elementsOf(page, `meta[name="${name}"]`)[0]?.attribs['content'] ?? null;
    return {
      title: title === undefined || title.children.length === 0 ? null : textOfNodes(title.children),
      description: contentOf('description'),
      keywords: contentOf('keywords'),
    };
  },
});
