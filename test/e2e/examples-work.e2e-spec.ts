import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';

import type { AiServer } from '../support/ai-servers/ai-server.js';
import { startAiServer } from '../support/ai-servers/ai-server.js';
import { readingModel } from '../support/ai-servers/reading-model.js';
import type { ExampleServer } from '../support/example-server.js';
import { startExampleServer } from '../support/example-server.js';
import { EXAMPLES } from '../support/examples.js';
import type { WebServer } from '../support/web-server.js';
import { startWebServer } from '../support/web-server.js';

const KEY = 'sk-key-of-the-examples';
const dataFile = (path: string): string => fileURLToPath(new URL(`data/${path}`, EXAMPLES));

/** How far apart the darkest and the lightest red of a picture are. */
const spreadOf = async (path: string): Promise<number> => {
  const [red] = (await sharp(path).stats()).channels;
  return (red?.max ?? 0) - (red?.min ?? 0);
};

jest.setTimeout(60_000);

describe('the examples that work with files and models', () => {
  let ai: AiServer;
  let web: WebServer;
  let examples: ExampleServer;

  beforeAll(async () => {
    ai = await startAiServer({ apiKey: KEY, improvise: readingModel });
    const feed = async (name: string) => ({ body: await readFile(dataFile(`rss-digest/${name}`)) });
    web = await startWebServer({ '/city.xml': await feed('city.xml'), '/library.xml': await feed('library.xml') });
    const [provider, feeds] = [ai.url, web.url].map((url) => new URL(url).host);
    examples = await startExampleServer({
      OPENAI_BASE_URL: `http://${provider}/v1`,
      OPENAI_API_KEY: KEY,
      OUTBOUND_ALLOW: String(feeds),
    });
  });

  afterAll(async () => {
    await examples.close();
    await ai.close();
    await web.close();
  });

  it('index notes once, however often, and answer questions from them with their source', async () => {
    const first = await examples.run('Index a folder of notes');
    expect(first).toMatchObject({ count: 16, pieces: expect.arrayContaining(['offices/harbour-house.md#121']) });
    expect(await examples.run('Index a folder of notes')).toEqual(first);
    const { out } = await examples.cli('call', 'get_collection', '-a', 'name=team-notes', '--json');
    expect(JSON.parse(out)).toMatchObject({ count: 16 });
    expect(await examples.run('Ask the notes')).toMatchObject({
      answer: expect.stringMatching(/Priya orders every Thursday, and delivery takes about ten days\. \[\d\]$/),
      sources: expect.arrayContaining(['equipment.md']),
    });
    const limit = await examples.run('Ask the notes', '-p', 'question=What is the limit for hotels in London?');
    expect(limit['answer']).toMatch(/The limit is 140 EUR a night, 180 EUR in Zurich and London\. \[\d\]$/);
  });

  it('index notes with the vectors of a model, where the collection names one', async () => {
    const model = 'embedding_model=openai/text-embedding-3-small';
    await examples.cli('call', 'create_collection', '-a', 'name=by-model', '-a', model);
    await examples.run('Index a folder of notes', '-p', 'collection=by-model');
    const embedded = ai.requests.flatMap(({ path, body }) =>
      path.endsWith('/embeddings') ? (body as { readonly input: readonly string[] }).input : [],
    );
    expect(embedded).toHaveLength(16);
    expect(embedded.join('\n')).toContain('The code of the cellar changes every month');
  });

  it('clean up a folder of pictures', async () => {
    const target = join(examples.workspace, 'sheet');
    const args = ['-p', 'width=64', '-p', 'height=48', '--output-dir', target];
    const { files } = await examples.run('Image clean-up', ...args);
    expect(files).toEqual(['harbour-at-noon.jpg', 'lighthouse.jpg', 'wheel.jpg']);
    const originals = ['Harbour at Noon.jpg', 'lighthouse.png', 'wheel.webp'];
    for (const [index, name] of (files as readonly string[]).entries()) {
      const picture = join(examples.workspace, 'image-cleanup/out', name);
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
      const dull = await spreadOf(dataFile(`image-cleanup/in/${originals[index] ?? ''}`));
      expect(await spreadOf(picture)).toBeGreaterThan(dull * 1.8);
    }
    expect(await readdir(target)).toEqual(['contact_sheet.png']);
    expect(await sharp(join(target, 'contact_sheet.png')).metadata()).toMatchObject({ width: 128, height: 96 });
  });

  it('make notes of a meeting', async () => {
    const { notes, tasks, decisions } = await examples.run(
      'Meeting notes',
      '-p',
      `transcript=@${dataFile('meeting-notes/transcript.txt')}`,
      '-p',
      'title=Monday round',
    );
    expect({ tasks, decisions }).toEqual({
      tasks: ['Priya: write to them today'],
      decisions: ['we release on Thursday, 11 June.', 'We stay with the old one and ask again in autumn.'],
    });
    expect(notes).toBe(
      '# Monday round\n\n4 people spoke.\n\n## Decisions\n\n- we release on Thursday, 11 June.\n' +
        '- We stay with the old one and ask again in autumn.\n\n## Tasks\n\n- Priya: write to them today\n\n' +
        '## Open\n\n- Is the boat still free on the 26th?\n',
    );
  });

  it('digest news feeds, also when one can not be read', async () => {
    const feeds = ['city.xml', 'gone.xml', 'library.xml'].map((name) => `${web.url}/${name}`);
    const args = ['-p', `feeds=${JSON.stringify(feeds)}`, '-p', 'words=["ferry"]'];
    const { digest, count } = await examples.run('RSS digest', ...args);
    expect(count).toBe(5);
    const titles = [...String(digest).matchAll(/^(?:## .*|- \[(.*?)\])/gm)].map(([line, title]) => title ?? line);
    expect(titles).toEqual([
      '## Highlights',
      'Library boat calls at the islands again',
      'New ferry line to the islands',
      'Harbour bridge closes for repairs in July',
      '## Also',
      'Council agrees on the budget',
      'Chess evening moves to Tuesday',
    ]);
    expect(digest).toContain(`Not read: ${web.url}/gone.xml`);
    expect(digest).not.toContain('<b>');
    expect(await examples.read('rss-digest/digest.md')).toBe(digest);
  });

  it('put invoices into a table and doubt the one that does not add up', async () => {
    const { table, to_check } = await examples.run('Invoice extraction');
    expect(table).toMatchObject([{ number: '88-1042' }, { number: '2026-311' }, { number: 'HB-2207' }]);
    expect(to_check).toBe('north-sea-paper.txt: 915.00 and 183.00 make 1098.00, not 1089.00');
    expect(await examples.read('invoices/invoices.csv')).toBe(
      'file,supplier,number,date,net,tax,total,currency,adds_up\n' +
        'north-sea-paper.txt,North Sea Paper,88-1042,2026-05-28,915,183.0,1089.0,EUR,no\n' +
        'stadtgruen.pdf,Stadtgrün GmbH,2026-311,2026-06-01,540,108.0,648.0,EUR,yes\n' +
        'hansen-boats.txt,Hansen Boats Ltd,HB-2207,2026-06-03,378,75.6,453.6,EUR,yes\n',
    );
  });

  it('let an agent work through receipts with tools', async () => {
    expect(await examples.run('Receipts agent')).toEqual({
      summary: 'lodging: 387 EUR, transport: 255.8 EUR',
      total: 642.8,
    });
    expect(await examples.read('trip-receipts/summary.md')).toBe('lodging: 387 EUR\ntransport: 255.8 EUR\n');
  });

  it('draft answers to complaints alone', async () => {
    const before = ai.requests.length;
    const { categories, thanks, drafts } = await examples.run('Review replies');
    expect(categories).toEqual(['praise', 'complaint', 'wish', 'complaint']);
    expect(thanks).toEqual(['R-1: Thank you, Jonas! Oak & Co.', 'R-3: Thank you, Aylin! Oak & Co.']);
    expect(drafts).toContain('Dear Piet, we are sorry: "Scratched on arrival. I want my money back." Yours, Oak & Co.');
    expect(String(drafts).match(/^## .*$/gm)).toEqual(['## R-2, Mei', '## R-4, Piet']);
    expect(await examples.read('review-replies/drafts.md')).toBe(drafts);
    expect(ai.requests.length - before).toBe(6);
  });

  it('ask the model that was named on the command line', async () => {
    const from = ai.requests.length;
    await examples.run('Meeting notes', '-p', 'model=openai/another-model');
    expect(ai.requests.slice(from)).toMatchObject([{ body: { model: 'another-model' } }]);
  });
});
