import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import sharp from 'sharp';

import { AssetModule } from '../../src/asset/asset.module.js';
import { TokenService } from '../../src/auth/token.service.js';
import { AssetRestModule } from '../../src/rest/assets/asset-rest.module.js';
import type { S3Server } from '../support/s3-server.js';
import { startS3Server } from '../support/s3-server.js';
import { AS_OPERATOR, createRestApp, testConfig } from '../support/rest-app.js';

interface AssetAnswer {
  readonly id: string;
  readonly get_url: string;
  readonly thumb_url: string | null;
  readonly [field: string]: unknown;
}

type CallOptions = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };
type Body = NonNullable<RequestInit['body']>;

/** Largest asset of the tests. */
const MAX_BYTES = 4_000_000;

describe('Assets over REST', () => {
  let app: NestFastifyApplication;
  let folder: string;
  let base: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-'));
    const config = testConfig({ assetStore: `file:${folder}`, assetMaxBytes: MAX_BYTES });
    app = await createRestApp([AssetModule, AssetRestModule], config);
    await app.listen(0, '127.0.0.1');
    base = (await app.getUrl()).replace(/\/$/, '');
  });

  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  const call = (path: string, init: CallOptions = {}): Promise<Response> =>
    fetch(`${base}${path}`, { redirect: 'manual', ...init, headers: { ...AS_OPERATOR, ...init.headers } });

  const upload = (query: string, body: Body, headers: Record<string, string> = {}): Promise<Response> =>
    call(`/api/v1/assets?${query}`, { method: 'POST', body, headers });

  const made = async (query: string, body: Body, headers: Record<string, string> = {}): Promise<AssetAnswer> => {
    const answer = await upload(query, body, headers);
    const asset = (await answer.json()) as AssetAnswer; // a test may trust its own server
    expect({ status: answer.status, asset }).toMatchObject({ status: 201 });
    return asset;
  };

  const storedFiles = async (): Promise<number> =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile()).length;

  const picture = (width = 800, height = 400): Promise<Buffer<ArrayBuffer>> =>
    sharp({ create: { width, height, channels: 3, background: 'teal' } })
      .png()
      .toBuffer()
      .then((png) => Buffer.from(png));

  describe('an upload', () => {
    it('takes a body of any type, JSON too, as it is', async () => {
      const json = '{"a":  1}';
      const asset = await made('name=a.json', json, { 'content-type': 'application/json' });
      expect(asset).toMatchObject({ name: 'a.json', content_type: 'application/json', size: json.length });
      expect(await (await call(`/api/v1/assets/${asset.id}/content`)).text()).toBe(json);
    });

    it('takes the file of a form with its name and type', async () => {
      const form = new FormData();
      form.append('file', new Blob([await picture(3, 2)], { type: 'image/png' }), 'dot.png');
      const asset = await made('workflow_id=wf', form);
      expect(asset).toMatchObject({
        name: 'dot.png',
        content_type: 'image/png',
        workflow_id: 'wf',
        metadata: { width: 3, height: 2 },
      });
    });

    it.each([
      ['is empty', 'boundary=b', ''],
      ['has no end', 'boundary=b', '--b\r\ncontent-disp'],
      ['is no form', 'boundary=b', '{"name": "a"}'],
      ['names no boundary', 'x=y', '--b--'],
    ])('refuses a form that %s', async (_what, parameter, body) => {
      const headers = { 'content-type': `multipart/form-data; ${parameter}` };
      const answer = await call('/api/v1/assets', { method: 'POST', headers, body });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: 'INVALID_ARGUMENT' });
    });

    it('refuses a form without a file, or with fields besides it', async () => {
      const form = new FormData();
      form.append('name', 'a');
      for (const body of [form, new FormData()]) {
        const answer = await upload('', body);
        expect(answer.status).toBe(422);
        expect(await answer.json()).toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'file' }] });
      }
    });

    it.each(['x-content-sha256', 'digest', 'content-digest'])('checks the sum in %s', async (header) => {
      const body = 'hello';
      const sum = createHash('sha256').update(body);
      const hex = sum.copy().digest('hex');
      const base64 = sum.digest('base64');
      const right = { 'x-content-sha256': hex, digest: `SHA-256=${base64}`, 'content-digest': `sha-256=:${base64}:` }[
        header
      ];
      await made('name=a.txt', body, { [header]: right ?? '' });
      const wrong = await upload('name=a.txt', 'hullo', { [header]: right ?? '' });
      expect(wrong.status).toBe(422);
      expect(await wrong.json()).toMatchObject({ detail: expect.stringContaining(hex) });
    });

    it('names every wrong thing about its query and its name', async () => {
      expect((await upload('nam=a', 'x')).status).toBe(422);
      const answer = await upload(`name=${encodeURIComponent('../a')}`, 'x');
      expect(await answer.json()).toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'name' }] });
      expect((await upload('', 'x')).status).toBe(422);
      expect((await upload('name=a&parent_id=none', 'x')).status).toBe(404);
    });

    it('is refused above the limit, announced or not, and leaves nothing behind', async () => {
      const before = await storedFiles();
      const announced = await upload('name=a', new Uint8Array(MAX_BYTES + 100_000));
      expect(announced.status).toBe(413);
      expect(await announced.json()).toMatchObject({ code: 'TOO_LARGE', details: { max_bytes: MAX_BYTES } });
      const chunks = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(100_000));
        },
      });
      // An endless body: the answer comes while it is still being sent.
      const endless = { method: 'POST', body: chunks, duplex: 'half' } as const;
      expect((await call('/api/v1/assets?name=a', endless)).status).toBe(413);
      expect(await storedFiles()).toBe(before);
      await made('name=a', new Uint8Array(MAX_BYTES));
    });

    it.each([
      ['body', '', ''],
      [
        'form',
        'multipart/form-data; boundary=b',
        '--b\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\n',
      ],
    ])('of a %s that breaks off leaves nothing behind', async (_kind, type, begin) => {
      const before = await storedFiles();
      const socket = connect(Number(new URL(base).port), '127.0.0.1');
      const head = `POST /api/v1/assets?name=a HTTP/1.1\r\nhost: localhost\r\nauthorization: ${AS_OPERATOR.authorization}\r\n`;
      socket.write(`${head}content-type: ${type}\r\ncontent-length: 1000000\r\n\r\n${begin}`);
      socket.write(Buffer.alloc(200_000));
      while ((await storedFiles()) === before);
      expect(await storedFiles()).toBe(before + 1);
      socket.destroy();
      await once(socket, 'close');
      while ((await storedFiles()) !== before);
    });

    it('of a form that ends before its file does is refused', async () => {
      const body = '--b\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\nhalf';
      const answer = await upload('', body, { 'content-type': 'multipart/form-data; boundary=b' });
      expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'INVALID_ARGUMENT' }]);
    });

    it('needs a token', async () => {
      expect((await fetch(`${base}/api/v1/assets?name=a`, { method: 'POST', body: 'x' })).status).toBe(401);
    });
  });

  it('leaves the limits and refusals of other routes as they were', async () => {
    const large = await call('/api/v1/commands/get_asset', {
      method: 'POST',
      body: JSON.stringify({ asset_id: 'x'.repeat(9_000_000) }),
      headers: { 'content-type': 'application/json' },
    });
    expect(large.status).toBe(413);
    const form = new FormData();
    form.append('asset_id', 'a');
    for (const body of [form, new Blob(['x'], { type: 'application/x-nodetool-stream' })]) {
      expect((await call('/api/v1/commands/get_asset', { method: 'POST', body })).status).toBe(415);
    }
  });

  describe('a download', () => {
    const bytes = Buffer.from(randomBytes(300_000));
    let asset: AssetAnswer;
    let path: string;

    beforeAll(async () => {
      asset = await made(`name=${encodeURIComponent('grün.bin')}`, bytes);
      path = `/api/v1/assets/${asset.id}/content`;
    });

    it('gives all bytes with their tag and a safe name', async () => {
      const answer = await call(path);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-length': '300000',
        'content-type': 'application/octet-stream',
        'accept-ranges': 'bytes',
        etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
        'content-disposition': `attachment; filename="gr_n.bin"; filename*=UTF-8''gr%C3%BCn.bin`,
      });
    });

    it('gives parts, and says when there is no such part', async () => {
      const part = await call(path, { headers: { range: 'bytes=10-19' } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe('bytes 10-19/300000');
      expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
      const none = await call(path, { headers: { range: 'bytes=300000-' } });
      expect(none.status).toBe(416);
      expect(none.headers.get('content-range')).toBe('bytes */300000');
      const other = await call(path, { headers: { range: 'bytes=0-1', 'if-range': '"other"' } });
      expect(other.status).toBe(200);
      await other.body?.cancel();
    });

    it('is spared whoever has the bytes already', async () => {
      const { headers } = await call(path, { method: 'HEAD' });
      const answer = await call(path, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
      expect(answer.status).toBe(304);
      expect(await answer.text()).toBe('');
    });

    it('tells a HEAD everything but the bytes', async () => {
      const answer = await call(path, { method: 'HEAD' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-length')).toBe('300000');
      const part = await call(path, { method: 'HEAD', headers: { range: 'bytes=-5' } });
      expect([part.status, part.headers.get('content-length')]).toEqual([206, '5']);
    });

    it.each(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '<html><script>alert(1)</script>'])(
      'never lets a browser run %s',
      async (page) => {
        const { id } = await made('name=a.png', page, { 'content-type': 'image/png' });
        const { headers } = await call(`/api/v1/assets/${id}/content`);
        expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
        expect(headers.get('content-disposition')).toMatch(/^attachment;/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      },
    );

    it('comes from a command too while it is small', async () => {
      const read = async (asset_id: string): Promise<AssetAnswer> => {
        const answer = await call('/api/v1/commands/read_asset', {
          method: 'POST',
          body: JSON.stringify({ asset_id }),
          headers: { 'content-type': 'application/json' },
        });
        return (await answer.json()) as AssetAnswer; // a test may trust its own server
      };
      const text = await made('name=a.txt', 'grüß dich');
      expect(await read(text.id)).toMatchObject({ content: 'grüß dich', content_base64: null, size: 11 });
      const odd = await made('name=a.txt', Buffer.from([0x67, 0xff]), { 'content-type': 'text/plain' });
      expect(await read(odd.id)).toMatchObject({ content: null, content_base64: 'Z/8=' });
      const large = await made('name=large.txt', 'x'.repeat(1_048_577));
      expect(await read(large.id)).toMatchObject({ code: 'TOO_LARGE', hint: expect.stringContaining(large.id) });
    });

    it('of nothing gives nothing, and of a folder a reason', async () => {
      const empty = await made('name=empty.txt', '');
      const answer = await call(`/api/v1/assets/${empty.id}/content`);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      const folderAnswer = await call('/api/v1/commands/create_asset', {
        method: 'POST',
        body: JSON.stringify({ name: 'f', content_type: 'folder' }),
        headers: { 'content-type': 'application/json' },
      });
      const { id } = (await folderAnswer.json()) as AssetAnswer; // a test may trust its own server
      expect((await call(`/api/v1/assets/${id}/content`)).status).toBe(422);
    });
  });

  describe('a signed address', () => {
    it('works without a token, for parts too', async () => {
      const { get_url } = await made('name=a.txt', 'hello');
      const answer = await fetch(`${base}${get_url}`, { headers: { range: 'bytes=1-2' } });
      expect([answer.status, await answer.text()]).toEqual([206, 'el']);
    });

    it('that is forged, expired or for something else is refused', async () => {
      const { id, get_url, thumb_url } = await made('name=a.png', await picture());
      const other = await made('name=b.txt', 'other');
      const forged = [
        get_url.replace(/expires=\d+/, 'expires=9999999999'),
        get_url.replace(/expires=\d+/, 'expires=1'),
        get_url.replace(/signature=.*/, 'signature=x'),
        get_url.replace(id, other.id),
        get_url.replace('/content', '/thumbnail'),
        `/api/v1/assets/${id}/content${new URL(thumb_url ?? '', base).search}`,
        `/api/v1/assets/missing/content${new URL(get_url, base).search}`,
      ];
      for (const url of forged) {
        const answer = await fetch(`${base}${url}`);
        expect([url, answer.status]).toEqual([url, 403]);
        expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN' });
      }
      for (const url of [`/api/v1/assets/${id}/content`, `/api/v1/assets/${id}/content?signature=`]) {
        expect([401, 422]).toContain((await fetch(`${base}${url}`)).status);
      }
    });
  });

  describe('a thumbnail', () => {
    it('is made once, small, and kept', async () => {
      const { thumb_url } = await made('name=big.png', await picture());
      const before = await storedFiles();
      const answers = await Promise.all([1, 2, 3].map(() => fetch(`${base}${thumb_url ?? ''}`)));
      const [first] = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
      expect(await sharp(first).metadata()).toMatchObject({ format: 'webp', width: 320, height: 160 });
      expect(answers[0]?.headers.get('content-type')).toBe('image/webp');
      expect(await storedFiles()).toBe(before + 1);
    });

    it('is missing for what is no image or a broken one', async () => {
      const text = await made('name=a.txt', 'hello');
      const broken = await made('name=broken.png', Uint8Array.from((await picture()).subarray(0, 60)));
      expect(text.thumb_url).toBeNull();
      for (const { id } of [text, broken]) {
        const answer = await call(`/api/v1/assets/${id}/thumbnail`);
        expect(answer.status).toBe(404);
        expect(await answer.json()).toMatchObject({ detail: `Asset ${id} has no thumbnail` });
      }
    });
  });

  it('tells the duration of a sound', async () => {
    const asset = await made('name=beep.wav', wave(8000, 1.5));
    expect(asset).toMatchObject({
      content_type: 'audio/wav',
      duration: 1.5,
      metadata: { sample_rate: 8000, channels: 1 },
    });
  });

  it('are listed, shown and removed', async () => {
    const { id } = await made('name=list-me.txt', 'hello', { 'content-type': 'text/plain' });
    const list = await call('/api/v1/assets?query=list-me&limit=1');
    expect(await list.json()).toMatchObject({ assets: [{ id, folder_path: 'Home' }], next: '', total: 1 });
    expect(await (await call(`/api/v1/assets/${id}`)).json()).toMatchObject({ id, name: 'list-me.txt' });
    expect(await (await call(`/api/v1/assets/${id}`, { method: 'DELETE' })).json()).toMatchObject({ deleted: true });
    expect((await call(`/api/v1/assets/${id}/content`)).status).toBe(404);
  });

  it('of other users are not there for a token that is bound to one', async () => {
    const { id } = await made('name=a.txt&user_id=bob', 'secret of bob');
    const asAnn = { ...AS_OPERATOR, authorization: `Bearer ${await boundToken(app, ['ann'])}` };
    for (const path of [`/api/v1/assets/${id}/content`, `/api/v1/assets/${id}`, `/api/v1/assets/${id}/thumbnail`]) {
      expect((await call(path, { headers: asAnn })).status).toBe(404);
    }
    const own = await made('name=own.txt', 'x', asAnn);
    expect(own['user_id']).toBe('ann');
    expect((await upload('name=a&user_id=bob', 'x', asAnn)).status).toBe(403);
  });

  it('keep the key of addresses to their owner', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'data-'));
    const { AssetUrls } = await import('../../src/asset/asset-url.service.js');
    const open = async () => {
      const urls = new AssetUrls(testConfig({ dataDir }));
      await urls.onModuleInit();
      return urls;
    };
    const [first, second] = [await open(), await open()];
    expect(second.sign('a', 'content', 0)).toBe(first.sign('a', 'content', 0));
    expect((await stat(join(dataDir, 'asset-url.key'))).mode & 0o777).toBe(0o600);
    await rm(dataDir, { recursive: true });
  });
});

it('Uploads that stand still do not hold up a stop', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assets-'));
  const app = await createRestApp([AssetModule, AssetRestModule], testConfig({ assetStore: `file:${folder}` }));
  await app.listen(0, '127.0.0.1');
  const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
  const { authorization } = AS_OPERATOR;
  socket.write(`POST /api/v1/assets?name=a HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\n`);
  socket.write('content-length: 1000000\r\n\r\nhello');
  while ((await readdir(folder)).length === 0);
  const closed = once(socket, 'close');
  await app.close();
  await closed;
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

describe('Assets in a bucket', () => {
  const environment = process.env;
  let s3: S3Server;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    s3 = await startS3Server();
    process.env = { ...environment, ...s3.env };
    const place = { assetStore: `s3://${s3.bucket}/a/b`, s3Endpoint: s3.endpoint, s3Delivery: 'redirect' } as const;
    app = await createRestApp([AssetModule, AssetRestModule], testConfig(place));
    await app.listen(0, '127.0.0.1');
  });

  afterAll(async () => {
    process.env = environment;
    await app.close();
    await s3.stop();
  });

  it('are fetched from there by whoever has their signed address', async () => {
    const base = (await app.getUrl()).replace(/\/$/, '');
    const init = { method: 'POST', body: '<html>', headers: AS_OPERATOR };
    const made = (await (await fetch(`${base}/api/v1/assets?name=a.html`, init)).json()) as AssetAnswer; // its own server
    const answer = await fetch(`${base}${made.get_url}`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    const content = await fetch(answer.headers.get('location') ?? '');
    expect(content.headers.get('content-disposition')).toMatch(/^attachment; filename="a.html"/);
    expect(await content.text()).toBe('<html>');
  });
});

/** A service token of certain users. */
const boundToken = async (app: NestFastifyApplication, userIds: readonly string[]): Promise<string> => {
  const { Database } = await import('../../src/database/database.js');
  const { hashToken } = await import('../../src/auth/token-text.js');
  const token = 'token-of-ann';
  expect(await app.get(TokenService).verify(token)).toBeNull();
  await app.get(Database).atomic([
    {
      sql: 'INSERT INTO tokens (token_id, kind, hash, user_ids, created_at) VALUES (?, ?, ?, ?, ?)',
      params: ['ann', 'service', hashToken(token), JSON.stringify(userIds), 0],
    },
  ]);
  return token;
};

/** A WAV file of silence. */
const wave = (rate: number, seconds: number): Uint8Array<ArrayBuffer> => {
  const size = rate * seconds;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + size, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(size, 40);
  return Uint8Array.from(Buffer.concat([head, Buffer.alloc(size, 128)]));
};
