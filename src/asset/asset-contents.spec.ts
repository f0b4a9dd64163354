import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';

import { openAppDatabase } from '../../test/support/database.js';
import { describeDatabases } from '../../test/support/services.js';
import { newId } from '../common/ids.js';
import type { TestDatabase } from '../database/testing.js';
import { AssetContents } from './asset-contents.service.js';
import type { StoredBytes } from './asset-store.js';
import { AssetRow } from './asset.entity.js';
import { AssetRepository } from './asset.repository.js';
import { ContentSweep } from './content-sweep.service.js';
import { FileAssetStore } from './file-asset-store.js';

/** A store that lets a test act at the most delicate moment of a removal. */
class DelicateStore extends FileAssetStore {
  beforeRemoval: () => Promise<void> = () => Promise.resolve();
  afterWrite: () => Promise<void> = () => Promise.resolve();

  override async remove(sha256: string): Promise<void> {
    await this.beforeRemoval();
    await super.remove(sha256);
  }

  override async write(...args: Parameters<FileAssetStore['write']>): Promise<StoredBytes> {
    const stored = await super.write(...args);
    await this.afterWrite();
    return stored;
  }
}

const HELLO = Buffer.from('hello');

await describeDatabases('The contents of assets', (databaseUrl) => {
  let folder: string;
  let opened: TestDatabase;
  let store: DelicateStore;
  let assets: AssetRepository;
  let contents: AssetContents;
  let sweep: ContentSweep;

  const rowOf = (stored: StoredBytes): AssetRow =>
    Object.assign(new AssetRow(), { ...stored, assetId: newId(), userId: '1', parentId: '1', name: 'a' });

  const adoption = {
    adopt: async (stored: StoredBytes) => {
      const row = rowOf(stored);
      await assets.insert(row, null);
      return row;
    },
    undo: ({ assetId }: AssetRow) => assets.remove(assetId, '1'),
  };

  const later = (): number => Date.now() + 60_000;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-'));
    opened = await openAppDatabase(databaseUrl);
    store = new DelicateStore(folder);
    assets = new AssetRepository(opened.database);
    contents = new AssetContents(store, opened.database);
    sweep = new ContentSweep(store, contents, opened.database, new SchedulerRegistry());
  });

  afterEach(async () => {
    await sweep.onApplicationShutdown();
    await opened.close();
    await rm(folder, { recursive: true });
  });

  it('stay while a row names them, as a content or as a thumbnail', async () => {
    const { assetId, sha256 } = await contents.keep(HELLO, {}, adoption);
    const thumb = await store.write(Buffer.from('thumb'));
    await assets.setThumb(assetId, thumb.sha256);
    expect(await sweep.sweep(later())).toBe(0);
    await assets.remove(assetId, '1');
    expect(await sweep.sweep(later())).toBe(2);
    expect(await store.stat(sha256 ?? '')).toBeNull();
  });

  it('stay while they are young: their row may be about to come', async () => {
    await store.write(HELLO);
    expect(await sweep.sweep()).toBe(0);
    expect(await sweep.sweep(later())).toBe(1);
  });

  it('go in several batches', async () => {
    await Promise.all(Array.from({ length: 230 }, (_, n) => store.write(Buffer.from(String(n)))));
    const { sha256 } = await contents.keep(HELLO, {}, adoption);
    expect(await sweep.sweep(later())).toBe(230);
    expect(await store.stat(sha256 ?? '')).not.toBeNull();
  });

  it('are not taken for kept when a removal meets a new row in the middle', async () => {
    const { sha256 } = await store.write(HELLO);
    let meeting: Promise<unknown> = Promise.resolve();
    store.beforeRemoval = async () => {
      // The row comes after the removal asked for rows for the last time.
      const written = new Promise<void>((resolve) => {
        store.afterWrite = () => {
          resolve();
          return Promise.resolve();
        };
      });
      meeting = contents.keep(HELLO, {}, adoption);
      meeting.catch(() => undefined);
      await written;
      while ((await assets.usage('1')) === 0) await nextTurn();
    };
    expect(await sweep.sweep(later())).toBe(1);
    await expect(meeting).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await store.stat(sha256)).toBeNull();
    expect(await assets.usage('1')).toBe(0);
  });

  it('are not taken for kept when a removal ends between the bytes and the row', async () => {
    store.afterWrite = async () => {
      expect(await sweep.sweep(later())).toBe(1);
    };
    await expect(contents.keep(HELLO, {}, adoption)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await assets.usage('1')).toBe(0);
  });

  it('can be kept after a removal that its process never finished', async () => {
    const stored = await store.write(HELLO);
    const sql = 'INSERT INTO content_removals (sha256, started_at) VALUES (?, ?)';
    await opened.database.atomic([{ sql, params: [stored.sha256, Date.now() - 600_000] }]);
    await contents.keep(HELLO, {}, adoption);
    expect(await sweep.sweep(later())).toBe(0);
  });

  it('are left alone in a store that belongs to another database', async () => {
    await store.write(HELLO);
    await store.claim('another');
    expect(await sweep.sweep(later())).toBeNull();
  });
});
