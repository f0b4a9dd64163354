import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { SPACE_CLASS, strip } from '../../python/text.js';
import { parseHtml, textOfNodes } from '../../web/html.js';
import { plainText } from '../../web/plain-text.js';

/** Where the content of a page is looked for, the surest place first. */
const CONTENT_PLACES = ['article', 'main', 'div[id*="content"]', 'div[class*="content"]', 'body'];
const AROUND_CONTENT = 'nav, sidebar, footer, header';
const SPACES = new RegExp(`[${SPACE_CLASS}]+`, 'g');

/** Takes the readable text out of a page. */
export const HTMLToText = defineNodeType({
  type: 'lib.beautifulsoup.HTMLToText',
  title: 'HTML to Text',
  description:
    'Takes the readable text out of HTML: tags go, entities become characters, scripts and styles are left out.',
  tags: ['html', 'text', 'convert'],
  properties: {
    text: str('', { title: 'HTML', description: 'The HTML text.' }),
    preserve_linebreaks: bool(true, { description: 'Begin a new line after paragraphs, headings and the like.' }),
  },
  outputs: { output: 'str' },
  process: async ({ text, preserve_linebreaks: keepsLines }) => ({
    output: plainText(await parseHtml(text), keepsLines),
  }),
});

/** Takes the main text out of a page. */
export const WebsiteContentExtractor = defineNodeType({
  type: 'lib.beautifulsoup.WebsiteContentExtractor',
  title: 'Extract Page Content',
  description: 'Takes the main text out of an HTML page, without menus, headers and footers.',
  tags: ['html', 'content', 'article', 'scrape'],
  properties: { html_content: str('', { description: 'The HTML text of the page.' }) },
  outputs: { output: 'str' },
  process: async ({ html_content: html }) => {
    const page = await parseHtml(html);
    const content = CONTENT_PLACES.map((place) => page(place).first()).find((found) => found.length > 0);
    if (content === undefined) return { output: 'No main content found' };
    content.find(AROUND_CONTENT).remove();
    return { output: strip(textOfNodes(content.toArray()).replace(SPACES, ' ')) };
  },
});
