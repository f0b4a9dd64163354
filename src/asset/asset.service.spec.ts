import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { describeDatabases } from '../../test/support/services.js';
import { AppConfig } from '../config/app-config.js';
import type { TestDatabase } from '../database/testing.js';
import { AssetContents } from './asset-contents.service.js';
import { AssetUrls } from './asset-url.service.js';
import { CreateAssetArgs, ListAssetsArgs, SearchAssetsArgs } from './asset.args.js';
import { AssetCommands } from './asset.commands.js';
import { AssetRepository } from './asset.repository.js';
import { AssetService } from './asset.service.js';
import { FileAssetStore } from './file-asset-store.js';
import { MediaProbe } from './media-probe.service.js';

const USER = 'ann';

await describeDatabases('AssetService', (databaseUrl) => {
  let folder: string;
  let opened: TestDatabase;
  let probe: MediaProbe;
  let config: AppConfig;
  let assets: AssetService;
  let commands: AssetCommands;

  const text = (name: string, content = name, place = {}) =>
    assets.create({ userId: USER, name, ...place }, Buffer.from(content));

  const listed = async (args: Partial<ListAssetsArgs> = {}) =>
    (await commands.listAssets(Object.assign(new ListAssetsArgs(), { user_id: USER }, args))).assets.map(
      ({ name }) => name,
    );

  const usage = () => new AssetRepository(opened.database).usage(USER);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-'));
    opened = await openAppDatabase(databaseUrl);
    config = Object.assign(new AppConfig(), { dataDir: ':memory:' });
    const repository = new AssetRepository(opened.database);
    const contents = new AssetContents(new FileAssetStore(folder), opened.database);
    probe = new MediaProbe(repository, contents);
    assets = new AssetService(config, repository, contents, probe);
    commands = new AssetCommands(assets, new AssetUrls(config));
  });

  afterEach(async () => {
    await probe.onApplicationShutdown();
    await opened.close();
    await rm(folder, { recursive: true });
  });

  it('keeps bytes with what is known of them and gives them back', async () => {
    const order = { userId: USER, name: 'notes.txt', workflowId: 'wf', jobId: 'job', metadata: { made_by: 'me' } };
    const made = await assets.create(order, Readable.from([Buffer.from('hel'), Buffer.from('lo')]));
    const { asset, bytes } = await assets.open(made.assetId, USER);
    expect(asset).toMatchObject({ ...order, parentId: USER, contentType: 'text/plain', size: 5, durationMs: null });
    expect((await buffer(bytes)).toString()).toBe('hello');
    const part = await assets.open(made.assetId, null, { start: 1, end: 2 });
    expect((await buffer(part.bytes)).toString()).toBe('el');
  });

  it('finds nothing of another user', async () => {
    const folderOfBob = await assets.createFolder({ userId: 'bob', name: 'secret' });
    const { assetId } = await assets.create({ userId: 'bob', name: 'a.txt' }, Buffer.from('x'));
    const misses = [assets.get(assetId, USER), assets.open(assetId, USER), assets.remove(assetId, USER)];
    for (const miss of misses) await expect(miss).rejects.toThrow(`Asset ${assetId} not found`);
    await expect(text('b.txt', 'b', { parentId: folderOfBob.assetId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listed()).toEqual([]);
    expect(await listed({ parent_id: folderOfBob.assetId })).toEqual([]);
  });

  it('puts assets into folders, and only there', async () => {
    const pictures = await assets.createFolder({ userId: USER, name: 'pictures' });
    const inside = await text('in.txt', 'in', { parentId: pictures.assetId });
    await text('out.txt', 'out', { parentId: USER });
    expect(await listed({ parent_id: pictures.assetId })).toEqual(['in.txt']);
    expect(await listed({ parent_id: USER })).toEqual(['out.txt', 'pictures']);
    expect(await listed()).toEqual(['out.txt', 'in.txt', 'pictures']);
    await expect(text('x', 'x', { parentId: inside.assetId })).rejects.toThrow(`Folder ${inside.assetId} not found`);
    await expect(assets.open(pictures.assetId, USER)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('removes a folder with all that it holds, and nothing else', async () => {
    const top = await assets.createFolder({ userId: USER, name: 'top' });
    const below = await assets.createFolder({ userId: USER, name: 'below', parentId: top.assetId });
    await text('a.txt', 'aaa', { parentId: top.assetId });
    await text('b.txt', 'bbb', { parentId: below.assetId });
    await text('c.txt', 'ccc');
    expect(await usage()).toBe(9);
    expect(await assets.remove(top.assetId, USER)).toBe(4);
    expect(await listed()).toEqual(['c.txt']);
    expect(await usage()).toBe(3);
    await expect(assets.remove(top.assetId, USER)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['', ' ', '.', '..', 'a/b', 'a\\b', 'a\nb', '\u202egpj.exe', 'x'.repeat(256)])(
    'refuses the name %j',
    async (name) => {
      await expect(text(name, 'x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'name' }] });
    },
  );

  it('holds a quota, also when many come at the same time', async () => {
    Object.assign(config, { assetQuotaBytes: 10 });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => text(`${String(n)}.txt`, 'xxx')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'TOO_LARGE' } });
    expect(await usage()).toBe(9);
    const [first] = await assets.list({ userId: USER, limit: 1 });
    await assets.remove(first?.assetId ?? '', USER);
    await text('again.txt', 'xxxx');
    await expect(text('more.txt', 'x')).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('keeps nothing of a content whose asset is refused', async () => {
    const parent = await assets.createFolder({ userId: USER, name: 'soon gone' });
    const bytes = Readable.from(
      (async function* () {
        yield Buffer.from('hello');
        await assets.remove(parent.assetId, USER);
      })(),
    );
    const order = { userId: USER, name: 'a.txt', parentId: parent.assetId };
    await expect(assets.create(order, bytes)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile())).toEqual([]);
    expect(await usage()).toBe(0);
  });

  it('refuses a content above the limit', async () => {
    Object.assign(config, { assetMaxBytes: 4 });
    await expect(text('a.txt', 'hello')).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(await listed()).toEqual([]);
  });

  it('pages newest first without a skip or a repeat while assets come and go', async () => {
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.unshift((await text(`${String(n)}.txt`, 'x')).assetId);
    const seen: string[] = [];
    let start_key = '';
    do {
      const args = Object.assign(new ListAssetsArgs(), { user_id: USER, limit: 3, start_key });
      const page = await commands.listAssets(args);
      seen.push(...page.assets.map(({ id }) => id));
      start_key = page.next;
      await text('new.txt');
      await assets.remove(page.assets[0]?.id ?? '', USER);
    } while (start_key !== '');
    expect(seen).toEqual(made);
  });

  describe('commands', () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

    const create = (args: Partial<CreateAssetArgs>) =>
      commands.createAsset(Object.assign(new CreateAssetArgs(), { user_id: USER }, args));

    it('make a picture of inline bytes and tell its size', async () => {
      const made = await create({ name: 'dot.png', content_base64: png });
      expect(made).toMatchObject({
        user_id: USER,
        parent_id: USER,
        workflow_id: null,
        name: 'dot.png',
        content_type: 'image/png',
        size: 70,
        metadata: { width: 1, height: 1 },
        duration: null,
        source: 'user',
      });
      expect(made.get_url).toMatch(new RegExp(`^/api/v1/assets/${made.id}/content\\?expires=\\d+&signature=`));
      expect(made.thumb_url).toContain(`/api/v1/assets/${made.id}/thumbnail?`);
      expect(await commands.getAsset({ asset_id: made.id, user_id: USER })).toEqual(made);
    });

    it('make and remove folders', async () => {
      const { id, ...made } = await create({ name: 'pictures', content_type: 'folder' });
      expect(made).toMatchObject({ content_type: 'folder', size: 0, get_url: null, thumb_url: null });
      await create({ name: 'a.txt', content: 'a', parent_id: id });
      const gone = await commands.deleteAsset({ asset_id: id, user_id: USER });
      expect(gone).toEqual({ asset_id: id, deleted: true, count: 2 });
    });

    it.each([
      [{}, 'content'],
      [{ content: 'a', content_base64: 'YQ==' }, 'content_base64'],
      [{ content_base64: 'no base64!' }, 'content_base64'],
      [{ content: 'a', content_type: 'folder' }, 'content'],
    ])('refuse the content of %j', async (args, field) => {
      await expect(create({ name: 'a', ...args })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        problems: [{ field }],
      });
    });

    it('refuse an inline content above a mebibyte', async () => {
      await expect(create({ name: 'a', content: 'ü'.repeat(600_000) })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    });

    it('filter by kind', async () => {
      await create({ name: 'dot.png', content_base64: png });
      await create({ name: 'a.csv', content: 'a,b' });
      await create({ name: 'b.txt', content: 'b' });
      await create({ name: 'folder', content_type: 'folder' });
      expect(await listed({ content_type: 'image' })).toEqual(['dot.png']);
      expect(await listed({ content_type: 'text' })).toEqual(['b.txt', 'a.csv']);
      expect(await listed({ content_type: 'text/csv' })).toEqual(['a.csv']);
      expect(await listed({ content_type: 'folder' })).toEqual(['folder']);
      expect(await listed({ source: 'package' })).toEqual([]);
    });

    it('search names in any case and say where they lie', async () => {
      const top = await create({ name: 'Top', content_type: 'folder' });
      const below = await create({ name: 'below', content_type: 'folder', parent_id: top.id });
      await create({ name: 'ÄPFEL 100%.txt', content: 'a', parent_id: below.id });
      await create({ name: 'äpfel.txt', content: 'a', workflow_id: 'wf' });
      const search = (args: Partial<SearchAssetsArgs>) =>
        commands.searchAssets(Object.assign(new SearchAssetsArgs(), { user_id: USER }, args));
      const found = await search({ query: 'äpfel' });
      expect(found).toMatchObject({
        assets: [
          { name: 'äpfel.txt', folder_name: 'Home', folder_path: 'Home', folder_id: USER },
          { name: 'ÄPFEL 100%.txt', folder_name: 'below', folder_path: 'Home / Top / below', folder_id: below.id },
        ],
        next: '',
        total: 2,
      });
      expect((await search({ query: '0%' })).total).toBe(1);
      expect((await search({ query: '__' })).total).toBe(0);
      expect((await search({ query: 'äpfel', workflow_id: 'wf' })).total).toBe(1);
      const args = Object.assign(new ListAssetsArgs(), { user_id: USER, query: 'äpfel' });
      expect(await commands.listAssets(args)).toEqual(found);
    });

    it('refuse a query of one character and a start_key that no page gave', async () => {
      for (const query of ['', 'a', ' a ']) {
        await expect(listed({ query })).rejects.toThrow('Search query must be at least 2 characters long');
      }
      await expect(listed({ start_key: 'zzz' })).rejects.toMatchObject({ problems: [{ field: 'start_key' }] });
    });
  });
});
