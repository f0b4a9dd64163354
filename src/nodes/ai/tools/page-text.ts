import type * as Cheerio from 'cheerio/slim';

/** Parts of a page that nobody reads. */
const UNREAD = 'script, style, noscript, template, svg, iframe, head, nav, footer';
const BLOCKS = 'p, div, section, article, li, tr, h1, h2, h3, h4, h5, h6, pre, blockquote, table, ul, ol';

/** A page as a model reads it. */
export interface PageText {
  readonly title: string;
  readonly text: string;
}

let library: Promise<typeof Cheerio> | null = null;

const loadLibrary = (): Promise<typeof Cheerio> => (library ??= import('cheerio/slim'));

/** Takes the words out of a page of HTML: a line per block, the places of links in brackets behind them. */
export const pageText = async (html: string, address: string): Promise<PageText> => {
  const { load } = await loadLibrary();
  const $ = load(html);
  const title = $('title').first().text().trim();
  $(UNREAD).remove();
  $('a[href]').each((_index, link) => {
    const target = absolute($(link).attr('href') ?? '', address);
    if (target !== null && $(link).text().trim() !== '') $(link).append(` [${target}]`);
  });
  $('br').replaceWith('\n');
  $(BLOCKS).each((_index, block) => void $(block).prepend('\n').append('\n'));
  const text = ($('main').length > 0 ? $('main').first().text() : $.root().text())
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return { title, text };
};

const absolute = (href: string, address: string): string | null => {
  if (!URL.canParse(href, address)) return null;
  const { protocol, href: target } = new URL(href, address);
  return protocol === 'http:' || protocol === 'https:' ? target : null;
};
