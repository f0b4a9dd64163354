import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { WebServer } from '../../../../test/support/web-server.js';
import { plainHttp, startWebServer } from '../../../../test/support/web-server.js';
import { tryNodeType } from '../../try-node-type.js';
import { ExtractFeedMetadata, FetchRSSFeed } from './types.js';

const RSS = `<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>Caf\xe9 &amp; more</title>
<link>https://e.org/</link><description>News</description><language>en</language><generator>hand</generator>
<lastBuildDate>Mon, 06 Sep 2021 00:01:00 +0000</lastBuildDate>
<item><title>First</title><link>https://e.org/1</link><pubDate>Mon, 06 Sep 2021 02:01:00 +0200</pubDate>
<description><![CDATA[<b>x</b>]]></description><author>ann@e.org</author></item>
<item><title>Second</title><guid>https://e.org/2</guid></item></channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><subtitle>S</subtitle>
<link rel="self" href="https://e.org/feed"/><link href="https://e.org/"/><updated>2020-01-01T00:00:00Z</updated>
<entry><title>E</title><link rel="alternate" href="https://e.org/e"/><published>2020-01-02T00:00:00+01:00</published>
<summary>sum</summary><author><name>Ann</name></author></entry></feed>`;
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'J',
  items: [{ id: '1', url: 'https://e.org/j', title: 't', content_text: 'c', date_published: '2020-05-01T00:00:00Z' }],
});

let web: WebServer;
beforeAll(async () => {
  web = await startWebServer({
    '/rss': { headers: { 'content-type': 'text/xml' }, body: Buffer.from(RSS, 'latin1') },
    '/atom': { body: ATOM },
    '/json': { body: JSON_FEED },
    '/cut': { body: RSS.slice(0, 400) },
    '/page': { body: '<html><body>no feed</body></html>' },
  });
});
afterAll(() => web.close());

const NOW = new Date('2030-01-01T00:00:00Z');
const fetchFeed = async (path: string) =>
  (await tryNodeType(FetchRSSFeed, { url: web.url + path }, { services: { http: plainHttp }, now: () => NOW })).outputs;

describe('FetchRSSFeed', () => {
  it('sends entries with their dates in UTC; one without a date counts as published now', async () => {
    const outputs = await fetchFeed('/rss');
    expect(outputs).toMatchObject({
      title: ['First', 'Second'],
      link: ['https://e.org/1', 'https://e.org/2'],
      summary: ['<b>x</b>', ''],
      author: ['ann@e.org', ''],
    });
    expect(outputs['published']).toMatchObject([
      { type: 'datetime', year: 2021, month: 9, day: 6, hour: 0, minute: 1, utc_offset: 0 },
      { type: 'datetime', year: 2030, month: 1, day: 1 },
    ]);
  });

  it('reads Atom and JSON Feed', async () => {
    expect(await fetchFeed('/atom')).toMatchObject({
      title: ['E'],
      link: ['https://e.org/e'],
      summary: ['sum'],
      author: ['Ann'],
      published: [{ year: 2020, month: 1, day: 1, hour: 23 }],
    });
    expect(await fetchFeed('/json')).toMatchObject({ title: ['t'], link: ['https://e.org/j'], summary: ['c'] });
  });

  it.each(['/cut', '/page'])('says that %s is no feed', async (path) => {
    await expect(fetchFeed(path)).rejects.toThrow(new RegExp(`${path} is no feed that can be read`));
  });

  it('tells when there is nothing', async () => {
    await expect(fetchFeed('/nowhere')).rejects.toThrow(/404 Not Found/);
  });
});

it('ExtractFeedMetadata tells what a feed says about itself, in its encoding', async () => {
  const about = async (path: string): Promise<unknown> =>
    (await tryNodeType(ExtractFeedMetadata, { url: web.url + path }, { services: { http: plainHttp } })).outputs[
      'output'
    ]?.[0];
  expect(await about('/rss')).toEqual({
    title: 'Café & more',
    description: 'News',
    link: 'https://e.org/',
    language: 'en',
    updated: 'Mon, 06 Sep 2021 00:01:00 +0000',
    generator: 'hand',
    entry_count: 2,
  });
  expect(await about('/atom')).toMatchObject({ title: 'A', description: 'S', link: 'https://e.org/', entry_count: 1 });
});
