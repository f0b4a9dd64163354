import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { FileAssetStore } from './file-asset-store.js';

describe('FileAssetStore', () => {
  let folder: string;
  let store: FileAssetStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-'));
    store = new FileAssetStore(folder);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('gives back what it took, by the name of the content', async () => {
    const { sha256, size } = await store.put(Buffer.from('hello'));
    expect(sha256).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
    expect(size).toBe(5);
    expect(Buffer.from((await store.read(sha256)) ?? []).toString()).toBe('hello');
  });

  it('keeps the same bytes once, also when they come at the same time', async () => {
    const stored = await Promise.all([1, 2, 3].map(() => store.put(Buffer.from('again'))));
    expect(new Set(stored.map(({ sha256 }) => sha256)).size).toBe(1);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile())).toHaveLength(1);
  });

  it.each(['../../etc/passwd', '', 'f'.repeat(64)])('has nothing under the name "%s"', async (name) => {
    expect(await store.read(name)).toBeNull();
  });
});
