import { describe, expect, it } from '@jest/globals';

import { tryNodeType } from '../../try-node-type.js';
import { HtmlToText } from './html-to-text.js';

const convert = async (html: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
  (await tryNodeType(HtmlToText, { html, ...inputs })).outputs['output']?.[0];

describe('nodetool.text.HtmlToText', () => {
  it.each([
    ['', '\n\n'],
    ['<h2>A <em>b</em></h2><p>c</p>', '## A _b_\n\nc\n\n'],
    ['<ul><li>a<ul><li>b</li></ul></li></ul><ol start="3"><li>c</li></ol>', '  * a\n    * b\n\n  3. c\n\n'],
    ['<p>a<hr>b</p>', 'a\n\n* * *\n\nb\n\n'],
    ['<pre>x\n  y</pre>', '    x\n      y\n\n'],
    ['<blockquote><p>a</p><p>b</p></blockquote>', '> a\n> \n> b\n\n'],
    ['<p>1. no list</p><p>- none</p>', '1\\. no list\n\n\\- none\n\n'],
    ['<a href="https://e.com">https://e.com</a>', '<https://e.com>\n\n'],
    ['<a href="mailto:a@e.com">a</a> <a href="#x">b</a>', 'a b\n\n'],
    ['<head><title>t</title></head><script>x()</script><span><div>a</div></span>b', 'a\n\nb\n\n'],
  ])('writes %j', async (html, text) => {
    expect(await convert(html)).toBe(text);
  });

  it('writes images and mail addresses when asked to', async () => {
    const html = '<img src="i.png" alt="pic"> <a href="mailto:a@e.com">a</a>';
    const inputs = { ignore_images: false, ignore_mailto_links: false, base_url: 'https://e.com/p/' };
    expect(await convert(html, inputs)).toBe('![pic](https://e.com/p/i.png) [a](mailto:a@e.com)\n\n');
  });

  it('breaks long lines at blanks', async () => {
    expect(await convert('<p>aaa bbb ccc</p>', { body_width: 7 })).toBe('aaa bbb\nccc\n\n');
  });

  it('looks into deeply nested elements once', async () => {
    const depth = 200;
    expect(await convert(`${'<span>'.repeat(depth)}<div>a</div>${'</span>'.repeat(depth)}`)).toBe('a\n\n');
  });
});
