import { describe, expect, it } from '@jest/globals';

import { tryNodeType } from '../../try-node-type.js';
import { libBeautifulsoupTypes } from './types.js';

const run = async (name: string, inputs: Readonly<Record<string, unknown>>) => {
  const type = libBeautifulsoupTypes.find((candidate) => candidate.type === `lib.beautifulsoup.${name}`);
  if (!type) throw new Error(`no type ${name}`);
  return (await tryNodeType(type, inputs)).outputs;
};

describe('HTMLToText', () => {
  it.each([
    ['paragraphs', '<p>a</p><p>b</p>', 'a\nb'],
    ['text beside a block', 'a<div>b</div>c', 'a\nb\nc'],
    ['blocks in blocks', '<div><p>a</p></div><ul><li>b</li><li>c</li></ul>', 'a\n\nb\nc'],
    ['cells', '<table><tr><td>a</td><td>b</td></tr></table>', 'a\nb'],
    ['inline elements', 'a<b>b</b> <i>c</i>', 'ab c'],
    ['what no one sees', 'a<script>b</script><style>c</style><!-- d --><template>e</template>', 'a'],
    ['entities', '&lt;x&gt; &amp; &#233;', '<x> & é'],
  ])('keeps lines of %s', async (_, text, expected) => {
    expect(await run('HTMLToText', { text })).toEqual({ output: [expected] });
  });

  it('keeps words apart where lines go', async () => {
    const text = '<h1>a</h1><p>b<br>c <b>d</b>e</p>';
    expect(await run('HTMLToText', { text, preserve_linebreaks: false })).toEqual({ output: ['a b c de'] });
  });

  it('reads pages that nest deeper than calls can', async () => {
    const depth = 12_000;
    const text = `${'<i>'.repeat(depth)}x${'</i>'.repeat(depth)}`;
    expect(await run('HTMLToText', { text })).toEqual({ output: ['x'] });
  });
});

describe('ExtractLinks', () => {
  it('tells what stays on the site', async () => {
    const hrefs = [
      '/in',
      'page.html',
      '#top',
      '?q',
      'https://e.com/x',
      'https://other.org',
      '//cdn.org/x',
      'mailto:a@e.com',
    ];
    const html = hrefs.map((href) => `<a href="${href}">x</a>`).join('');
    expect(await run('ExtractLinks', { html, base_url: 'https://e.com' })).toMatchObject({
      href: hrefs,
      type: [...Array.from({ length: 5 }, () => 'internal'), 'external', 'external', 'external'],
    });
  });
});

describe('media', () => {
  it('are found with their addresses made whole', async () => {
    const html =
      '<img><img src="a.png"><picture><source src="p.webp"></picture><audio src="b.mp3"></audio>' +
      '<audio><source src="c.ogg"><source src="c.mp3"></audio><video><p><source src="d.mp4"></p><source src="d.webm"></video>';
    const base = { html, base_url: 'https://e.org/x/y' };
    const urisOf = (outputs: Readonly<Record<string, readonly unknown[]>>): unknown[] =>
      Object.values(outputs)
        .flat()
        .map((value) => (value as { readonly uri: string }).uri);
    expect(urisOf(await run('ExtractImages', base))).toEqual(['https://e.org/x/a.png']);
    expect(urisOf(await run('ExtractAudio', base))).toEqual(
      ['b.mp3', 'c.ogg', 'c.mp3'].map((name) => `https://e.org/x/${name}`),
    );
    expect(urisOf(await run('ExtractVideos', base))).toEqual(['https://e.org/x/d.mp4']);
  });
});

it('WebsiteContentExtractor takes the surest place, without what stands around it', async () => {
  const page = (inner: string): string => `<body><nav>menu</nav>${inner}<footer>foot</footer></body>`;
  const contentOf = async (html: string): Promise<unknown> =>
    (await run('WebsiteContentExtractor', { html_content: html }))['output']?.[0];
  expect(await contentOf(page('<main>m</main><article><header>h</header>a  b</article>'))).toBe('a b');
  expect(await contentOf(page('<div class="x">no</div><div class="page-content">c</div>'))).toBe('c');
  expect(await contentOf(page('<p>all</p>'))).toBe('all');
});

it('ExtractMetadata gives null for what a page does not say', async () => {
  const html = '<title></title><meta name="description"><meta name="keywords" content="a, b">';
  expect(await run('ExtractMetadata', { html })).toEqual({ title: [null], description: [null], keywords: ['a, b'] });
});

it('BaseUrl refuses what names no site', async () => {
  expect(await run('BaseUrl', { url: 'HTTP://E.org/x?y' })).toEqual({ output: ['http://E.org'] });
  await expect(run('BaseUrl', { url: 'mailto:a@b.org' })).rejects.toThrow(/names no site/);
});
