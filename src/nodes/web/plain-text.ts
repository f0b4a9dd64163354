import type { CheerioAPI } from 'cheerio/slim';

import { SPACE_CLASS, strip } from '../python/text.js';
import { walk } from './html.js';

/** Elements that end with a line break of their own. */
const PARAGRAPHS = new Set(['p', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li']);
/** Further elements that stand on lines of their own. */
const BLOCKS = new Set([
  ...PARAGRAPHS,
  'address',
  'article',
  'aside',
  'blockquote',
  'body',
  'caption',
  'dd',
  'details',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'form',
  'head',
  'header',
  'hr',
  'legend',
  'main',
  'nav',
  'ol',
  'option',
  'pre',
  'section',
  'summary',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'title',
  'tr',
  'ul',
]);
const BLANK_LINES = new RegExp(`\\n[${SPACE_CLASS}]*\\n`, 'g');

/**
 * The readable text of a page.
 *
 * @param keepsLines whether blocks become lines; otherwise a blank keeps their words apart
 */
export const plainText = (page: CheerioAPI, keepsLines: boolean): string => {
  const writer = keepsLines ? new LineWriter() : new RunWriter();
  walk(page.root().contents().toArray(), {
    text: (text) => writer.add(text),
    open: ({ name }) => {
      if (name === 'br') writer.breakLine();
      else if (BLOCKS.has(name)) writer.separate();
    },
    close: ({ name }) => {
      if (PARAGRAPHS.has(name)) writer.endParagraph();
      else if (BLOCKS.has(name)) writer.separate();
    },
  });
  return strip(writer.text().replace(BLANK_LINES, '\n\n').replace(/ +/g, ' '));
};

/** Writes blocks on lines of their own. */
class LineWriter {
  private readonly parts: string[] = [];
  private isAtLineStart = true;

  add(text: string): void {
    this.parts.push(text);
    const lastLine = text.slice(text.lastIndexOf('\n') + 1);
    this.isAtLineStart = (this.isAtLineStart || text.includes('\n')) && lastLine.trim() === '';
  }

  breakLine(): void {
    this.add('\n');
  }

  separate(): void {
    if (!this.isAtLineStart) this.breakLine();
  }

  endParagraph(): void {
    this.breakLine();
  }

  text(): string {
    return this.parts.join('');
  }
}

/** Writes everything in one run. */
class RunWriter {
  private readonly parts: string[] = [];
  private isSpaced = true;

  add(text: string): void {
    if (text === '') return;
    this.parts.push(text);
    this.isSpaced = /\s$/.test(text);
  }

  breakLine(): void {
    this.separate();
  }

  separate(): void {
    if (!this.isSpaced) this.add(' ');
  }

  endParagraph(): void {
    this.separate();
  }

  text(): string {
    return this.parts.join('');
  }
}
