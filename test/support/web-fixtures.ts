import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

import { makePdf, textAt } from './pdf.js';

/** A server that has something for every address: the web as the published workflows expect it. */
export interface WebFixtures {
  readonly url: string;
  close(): Promise<void>;
}

const PAGE = `<html><head><title>A page</title></head><body><h1>A page</h1><p>Some words about agents.</p>
<a href="/paper.pdf">Paper</a><table><tr><th>a</th></tr><tr><td>1</td></tr></table></body></html>`;
const MARKDOWN = '# Papers\n\n- [One](https://arxiv.org/pdf/1706.03762)\n- [Two](/two.pdf)\n';
const CSV =
  'Country Name,Country Code,Year,Value\nUnited States,USA,2020,20.9\nUnited States,USA,2021,23.0\nFrance,FRA,2021,2.9\n';
const RESULT = { position: 1, title: 'A result', link: 'https://example.org/a', snippet: 'Words of the result' };

/** Starts the server on a free port of the loopback interface. */
export const startWebFixtures = async (): Promise<WebFixtures> => {
  const media = await makeMedia();
  const server = createServer((request, response) => answer(request, response, media));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

type Media = Readonly<Record<string, { readonly type: string; readonly bytes: Uint8Array }>>;

const answer = ({ url = '/' }: IncomingMessage, response: ServerResponse, media: Media): void => {
  const { pathname } = new URL(url, 'http://here');
  const kind = /^\/media\/(\w+)/.exec(pathname)?.[1] ?? '';
  const send = (type: string, body: string | Uint8Array): void =>
    void response.writeHead(200, { 'content-type': type }).end(body);
  const file = media[kind];
  if (file) send(file.type, file.bytes);
  else if (pathname === '/search.json') send('application/json', JSON.stringify(searchResults()));
  else if (/pdf/.test(pathname)) send('application/pdf', media['document']?.bytes ?? '');
  else if (/\.csv/.test(pathname)) send('text/csv', CSV);
  else if (/\.md$|raw\.githubusercontent/.test(pathname)) send('text/markdown', MARKDOWN);
  else send('text/html; charset=utf-8', PAGE);
};

const searchResults = (): object =>
  Object.fromEntries(
    ['organic_results', 'news_results', 'images_results', 'video_results', 'local_results', 'inline_images'].map(
      (key) => [key, [RESULT]],
    ),
  );

const makeMedia = async (): Promise<Media> => {
  const folder = mkdtempSync(join(tmpdir(), 'web-'));
  const make = (name: string, ...args: readonly string[]): Uint8Array => {
    execFileSync('ffmpeg', ['-y', '-loglevel', 'error', ...args, join(folder, name)]);
    return readFileSync(join(folder, name));
  };
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
  const film = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1'];
  try {
    return {
      image: {
        type: 'image/png',
        bytes: await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
          .png()
          .toBuffer(),
      },
      audio: { type: 'audio/mpeg', bytes: make('tone.mp3', ...tone) },
      video: { type: 'video/mp4', bytes: make('film.mp4', ...film, ...tone, '-pix_fmt', 'yuv420p', '-shortest') },
      document: { type: 'application/pdf', bytes: makePdf([textAt(72, 700, 'Attention is all you need')]) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
