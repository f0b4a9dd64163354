import { defineNodeType } from '../../../engine/node-type.js';
import { bool, int, str } from '../../../engine/property.js';

/** `nodetool.text.HtmlToText`: a page as Markdown. */
export const HtmlToText = defineNodeType({
  type: 'nodetool.text.HtmlToText',
  title: 'HTML to Text',
  description: 'Turns HTML into text that can be read: headings, lists, links and tables as Markdown writes them.',
  tags: ['html', 'text', 'markdown', 'convert'],
  properties: {
    html: str('', { title: 'HTML', description: 'The HTML.' }),
    base_url: str('', { title: 'Base URL', description: 'Address that relative links belong to.' }),
    body_width: int(1000, { title: 'Body Width', description: 'Longest line, in characters; 0 breaks none.' }),
    ignore_images: bool(true, { title: 'Ignore Images', description: 'Leaves images out.' }),
    ignore_mailto_links: bool(true, { title: 'Ignore Mailto Links', description: 'Keeps only the text of addresses.' }),
  },
  outputs: { output: 'str' },
  process: async ({ html, base_url, body_width, ignore_images, ignore_mailto_links }) => {
    const { load } = await import('cheerio/slim');
    const { renderPage } = await import('./html-markdown.js');
    const page = load(html).root()[0];
    const options = {
      baseUrl: base_url,
      width: body_width,
      withImages: !ignore_images,
      withAddresses: !ignore_mailto_links,
    };
    return { output: page ? renderPage(page.children, options) : '\n\n' };
  },
});
