import { describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';

import { makePdf, textAt } from '../../../../test/support/pdf.js';
import { toMarkdown } from './to-markdown.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const convert = (content: string | Uint8Array, contentType = '', place = ''): Promise<string> =>
  toMarkdown(typeof content === 'string' ? bytes(content) : content, { contentType, place });
const zip = (parts: Readonly<Record<string, string>>): Promise<Uint8Array> => {
  const file = new JSZip();
  for (const [name, content] of Object.entries(parts)) file.file(name, content);
  return file.generateAsync({ type: 'uint8array' });
};

describe('toMarkdown', () => {
  it('writes HTML with its links, lists, code and tables', async () => {
    const html = `<html><head><title>no</title></head><body><h2>Head</h2><p>a <b>b</b> <a href="https://e.org">c</a></p>
      <script>no</script><ul><li>x</li></ul><table><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table></body></html>`;
    expect(await convert(html)).toBe(
      '## Head\n\na **b** [c](https://e.org)\n\n-   x\n\n| a | b |\n| --- | --- |\n| 1 |  |',
    );
  });

  it.each([
    ['a,b\n1,"x|y"\n', 'text/csv', '', '| a | b |\n| --- | --- |\n| 1 | x\\|y |'],
    ['a\tb\n1\t2\n', '', 'https://e.org/t.tsv?x', '| a | b |\n| --- | --- |\n| 1 | 2 |'],
    ['{"a":1}', 'application/json; charset=utf-8', '', '```json\n{"a":1}\n```'],
    ['# as it is', 'text/markdown', '', '# as it is'],
    ['<p>x</p>', 'text/plain', 'page.htm', 'x'],
  ])('reads %j of type %j at %j', async (content, type, place, expected) => {
    expect(await convert(content, type, place)).toBe(expected);
  });

  it('knows PDF, slides and books by their content', async () => {
    expect(await convert(makePdf([textAt(72, 700, 'From a PDF')]))).toBe('From a PDF');
    const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r><a:r><a:t>!</a:t></a:r></a:p></p:sld>`;
    const slides = {
      'ppt/presentation.xml': '',
      'ppt/slides/slide10.xml': slide('ten'),
      'ppt/slides/slide2.xml': slide('two'),
    };
    expect(await convert(await zip(slides))).toBe('## Slide 2\n\ntwo!\n\n## Slide 10\n\nten!');
    const book = {
      'META-INF/container.xml': '<container><rootfile full-path="OPS/book.opf"/></container>',
      'OPS/book.opf':
        '<package><item id="b" href="b%20b.xhtml"/><item id="a" href="a.xhtml"/><itemref idref="a"/><itemref idref="b"/></package>',
      'OPS/a.xhtml': '<html><body><h1>A</h1></body></html>',
      'OPS/b b.xhtml': '<html><body><p>B</p></body></html>',
    };
    expect(await convert(await zip(book))).toBe('# A\n\nB');
  });

  it('says what it cannot read', async () => {
    await expect(convert(await zip({ 'xl/workbook.xml': '' }))).rejects.toThrow(/an Excel workbook/);
    await expect(convert(Uint8Array.of(0, 1, 2), 'application/x-thing')).rejects.toThrow(
      /type application\/x-thing can't be converted/,
    );
  });
});
