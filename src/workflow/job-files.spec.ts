import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestAssets } from '../../test/support/assets.js';
import { openAssets } from '../../test/support/assets.js';
import { openAppDatabase } from '../../test/support/database.js';
import type { TestDatabase } from '../database/testing.js';
import type { NodeAssets } from '../engine/services/node-assets.js';
import { ThreadAssets } from './engine/thread-assets.js';
import type { JobFileDesk } from './job-file-desk.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the files of a job', () => {
  let store: TestDatabase;
  let test: TestAssets;
  let desk: JobFileDesk;
  let files: NodeAssets;

  beforeEach(async () => {
    store = await openAppDatabase();
    test = await openAssets(store.database);
    desk = test.files.open({ jobId: 'j1', userId: 'ann', workflowId: 'w1' });
    files = new ThreadAssets(desk.folder, desk);
  });

  afterEach(async () => {
    await desk.close();
    await test.close();
    await store.close();
  });

  const upload = (bytes: Buffer, userId = 'ann') => test.assets.create({ userId, name: 'a.png' }, bytes);

  it('become assets of the user, the workflow and the job, of the type that they look like', async () => {
    const reference = await files.create({ content: { bytes: PNG }, name: 'picture', type: 'image' });
    expect(reference).toEqual({
      type: 'image',
      uri: `asset://${reference.asset_id}`,
      asset_id: reference.asset_id,
      content_type: 'image/png',
      size: PNG.length,
    });
    const asset = await test.assets.get(reference.asset_id, 'ann');
    expect(asset).toMatchObject({ name: 'picture', workflowId: 'w1', jobId: 'j1', contentType: 'image/png' });
    expect(Buffer.from(await files.read(reference))).toEqual(PNG);
  });

  it('may be given as a file, which is left where it is', async () => {
    const path = join(test.folder, 'made.txt');
    await writeFile(path, 'large');
    const { asset_id } = await files.create({ content: { path }, name: 'made.txt' });
    expect(await readFile(path, 'utf8')).toBe('large');
    const { bytes } = await test.assets.open(asset_id, 'ann');
    expect(Buffer.concat(await bytes.toArray()).toString()).toBe('large');
  });

  it.each([
    ['an asset by its place', (id: string) => ({ type: 'image', uri: `asset://${id}` })],
    ['an asset by its id', (id: string) => ({ type: 'image', uri: '', asset_id: id })],
    ['an asset by its address', (id: string) => ({ uri: `/api/v1/assets/${id}/content?expires=1&signature=x` })],
    ['bytes', () => PNG],
    ['a reference with bytes', () => ({ type: 'image', uri: '', data: PNG })],
    ['a reference with base64', () => ({ type: 'image', uri: '', data: PNG.toString('base64') })],
    ['a data: place', () => ({ type: 'image', uri: `data:image/png;base64,${PNG.toString('base64')}` })],
  ])('are read from %s', async (_, referenceOf) => {
    const { assetId } = await upload(PNG);
    const reference = referenceOf(assetId);
    expect(Buffer.from(await files.read(reference))).toEqual(PNG);
    expect(await readFile(await files.path(reference))).toEqual(PNG);
  });

  it('are fetched once from the hub, and checked', async () => {
    const [right, wrong] = [PNG, Buffer.from('other')].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    let count = 0;
    test.files.attachHub({
      sha256Of: (uri) => /^\/api\/v1\/blobs\/(.*)$/.exec(uri)?.[1] ?? null,
      download: () => {
        count += 1;
        return Promise.resolve(Readable.from([PNG], { objectMode: false }));
      },
    });
    const reference = { type: 'image', uri: `/api/v1/blobs/${right}` };
    const paths = await Promise.all([files.path(reference), files.path({ ...reference })]);
    expect(new Set(paths).size).toBe(1);
    expect(count).toBe(1);
    await expect(files.read({ type: 'image', uri: `/api/v1/blobs/${wrong}` })).rejects.toThrow('other bytes');
  });

  it('are fetched from the web where the rules allow it, up to the limit of a job', async () => {
    const web = createServer(({ url }, response) => {
      if (url === '/gone') response.writeHead(404).end('no');
      else response.end(url === '/large' ? Buffer.alloc(1000) : PNG);
    });
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo; // listens on TCP
    const allowed = await openAssets(store.database, { outboundAllow: ['127.0.0.1'], assetMaxBytes: 500 });
    const job = allowed.files.open({ jobId: 'j2', userId: 'ann', workflowId: null });
    const ofJob = new ThreadAssets(job.folder, job);
    const read = (path: string) => ofJob.read({ type: 'image', uri: `http://127.0.0.1:${port}${path}` });
    expect(Buffer.from(await read('/a.png'))).toEqual(PNG);
    await expect(read('/gone')).rejects.toThrow('answered with status 404');
    await expect(read('/large')).rejects.toThrow('bytes');
    await job.close();
    await allowed.files.onApplicationShutdown();
    await allowed.close();
    web.closeAllConnections();
    web.close();
  });

  it.each([
    [{ type: 'image', uri: 'file:///etc/passwd' }, 'file:'],
    [{ type: 'image', uri: 'http://127.0.0.1:1/a.png' }, 'OUTBOUND_ALLOW'],
    [{ type: 'image', uri: '/etc/passwd' }, "can't be read"],
    [{ type: 'image', uri: `/api/v1/blobs/${'a'.repeat(64)}` }, "can't be read"],
    [{ type: 'image', uri: '' }, 'the reference is empty'],
    [{ type: 'image', uri: 'data:nonsense' }, 'no comma'],
    [{ type: 'image', uri: 'asset://unknown' }, 'not found'],
    [7, 'no reference'],
  ])('are not read from %j', async (reference, reason) => {
    await expect(files.read(reference)).rejects.toThrow(reason);
  });

  it("are not read from another user's asset", async () => {
    const { assetId } = await upload(PNG, 'bob');
    await expect(files.read({ type: 'image', uri: `asset://${assetId}` })).rejects.toThrow('not found');
  });

  it('are not read into memory beyond the limit', async () => {
    const { assetId } = await upload(PNG);
    await expect(files.read({ uri: `asset://${assetId}` }, { maxBytes: 10 })).rejects.toThrow('more than the 10');
  });

  describe('of a folder', () => {
    const namesOf = async (folder: unknown, contentType?: string): Promise<string[]> => {
      const names: string[] = [];
      for await (const { name } of files.list(folder, contentType === undefined ? {} : { contentType }))
        names.push(name);
      return names;
    };

    it('are listed newest first, page by page, of the kind that is asked for', async () => {
      const { assetId } = await test.assets.createFolder({ userId: 'ann', name: 'pictures' });
      const place = { userId: 'ann', parentId: assetId };
      await test.assets.createFolder({ ...place, name: 'inside' });
      const made: string[] = [];
      for (let index = 0; index < 201; index++) {
        const name = `${index}.png`;
        await test.assets.create({ ...place, name }, PNG);
        made.unshift(name);
      }
      await test.assets.create({ ...place, name: 'last.txt' }, Buffer.from('text'));
      const folder = { type: 'folder', uri: '', asset_id: assetId };
      expect(await namesOf(folder)).toEqual(['last.txt', ...made]);
      expect(await namesOf(folder, 'image')).toEqual(made);
      expect(await namesOf(folder, 'text/plain')).toEqual(['last.txt']);
      for await (const picture of files.list(folder, { contentType: 'image' })) {
        expect(picture).toMatchObject({ type: 'image', name: '200.png', content_type: 'image/png', size: PNG.length });
        expect(Buffer.from(await files.read(picture))).toEqual(PNG);
        break;
      }
    });

    it("are those of the user's own place, when that is named", async () => {
      await upload(PNG);
      await upload(PNG, 'bob');
      expect(await namesOf({ type: 'folder', asset_id: 'ann' })).toEqual(['a.png']);
    });

    it('are refused without a folder that the user has', async () => {
      const { assetId } = await upload(PNG);
      const hidden = await test.assets.createFolder({ userId: 'bob', name: 'his' });
      await expect(namesOf({ type: 'folder', asset_id: assetId })).rejects.toThrow('is no folder');
      await expect(namesOf({ type: 'folder', asset_id: hidden.assetId })).rejects.toThrow('not found');
      await expect(namesOf({ type: 'folder', uri: '' })).rejects.toThrow('the reference is empty');
      await expect(namesOf({ type: 'folder', uri: 'https://example.com/' })).rejects.toThrow('names no folder');
      await expect(namesOf(null)).rejects.toThrow('no reference');
    });
  });

  it("keep to the job's folder", async () => {
    const made = { file: '../../secret', name: 'x', type: 'image', contentType: null, folderId: null };
    await expect(desk.keep(made)).rejects.toThrow('of the job');
  });

  it('are gone when the job is over, and when a killed process left some', async () => {
    expect(existsSync(desk.folder)).toBe(false);
    await files.path(PNG);
    expect(await readdir(desk.folder)).toHaveLength(1);
    await desk.close();
    expect(existsSync(desk.folder)).toBe(false);
    await mkdir(desk.folder, { recursive: true });
    await test.files.onModuleInit();
    expect(existsSync(desk.folder)).toBe(false);
  });
});
