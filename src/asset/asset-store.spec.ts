import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { S3Server } from '../../test/support/s3-server.js';
import { startS3Server } from '../../test/support/s3-server.js';
import type { AssetStore } from './asset-store.js';
import { FileAssetStore } from './file-asset-store.js';
import { S3AssetStore } from './s3-asset-store.js';

const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const MIB = 1_048_576;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const namesIn = async (store: AssetStore): Promise<string[]> => {
  const names: string[] = [];
  for await (const { sha256 } of store.list()) names.push(sha256);
  return names.sort();
};

/** What every store promises; `strayCount` counts whatever lies there besides finished contents. */
const keepsTheContract = (open: () => { readonly store: AssetStore; strayCount(): Promise<number> }): void => {
  let store: AssetStore;
  let strayCount: () => Promise<number>;

  beforeEach(() => {
    ({ store, strayCount } = open());
  });

  const read = async (sha256: string, range?: { start: number; end: number }): Promise<string | null> => {
    const bytes = await store.open(sha256, range);
    return bytes ? (await buffer(bytes)).toString() : null;
  };

  it('gives back what it took, by the name of the content', async () => {
    expect(await store.write(Buffer.from('hello'))).toEqual({ sha256: HELLO, size: 5 });
    expect(await read(HELLO)).toBe('hello');
    expect(await store.stat(HELLO)).toMatchObject({ sha256: HELLO, size: 5 });
  });

  it('takes a stream of several parts and gives any part of it', async () => {
    const bytes = randomBytes(9 * MIB);
    const pieces = Array.from({ length: 9 }, (_, index) => bytes.subarray(index * MIB, (index + 1) * MIB));
    const stored = await store.write(Readable.from(pieces));
    expect(stored).toEqual({ sha256: sha256Of(bytes), size: 9 * MIB });
    const part = await store.open(stored.sha256, { start: MIB - 2, end: MIB + 2 });
    expect(await buffer(part ?? Readable.from([]))).toEqual(bytes.subarray(MIB - 2, MIB + 3));
    const whole = await store.open(stored.sha256);
    expect(sha256Of(await buffer(whole ?? Readable.from([])))).toBe(stored.sha256);
    expect(await strayCount()).toBe(0);
  });

  it('keeps no bytes as a content too', async () => {
    const { sha256, size } = await store.write(Readable.from([]));
    expect(size).toBe(0);
    expect(await read(sha256)).toBe('');
  });

  it('keeps the same bytes once, also when they come at the same time', async () => {
    const stored = await Promise.all([1, 2, 3].map(() => store.write(Readable.from([Buffer.from('hello')]))));
    expect(new Set(stored.map(({ sha256 }) => sha256))).toEqual(new Set([HELLO]));
    expect(await namesIn(store)).toEqual([HELLO]);
  });

  it('refuses other bytes than were announced and keeps nothing of them', async () => {
    for (const bytes of [Buffer.from('hullo'), Readable.from([Buffer.from('hullo')])]) {
      await expect(store.write(bytes, { sha256: HELLO })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    expect(await namesIn(store)).toEqual([]);
    expect(await strayCount()).toBe(0);
  });

  it('refuses more bytes than there may be and keeps nothing of them', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(MIB);
      })(),
    );
    await expect(store.write(endless, { maxBytes: 3 * MIB })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(store.write(Buffer.alloc(4), { maxBytes: 3 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(await store.write(Buffer.alloc(3), { maxBytes: 3 })).toMatchObject({ size: 3 });
    expect(await strayCount()).toBe(0);
  });

  it('keeps nothing of a stream that breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('hel');
        throw new Error('lost');
      })(),
    );
    await expect(store.write(broken)).rejects.toThrow('lost');
    expect(await namesIn(store)).toEqual([]);
    expect(await strayCount()).toBe(0);
  });

  it('stops when its caller does', async () => {
    const stop = new AbortController();
    const slow = Readable.from(
      (function* () {
        yield Buffer.from('a');
        stop.abort(new Error('no longer wanted'));
        yield Buffer.from('b');
      })(),
    );
    await expect(store.write(slow, { signal: stop.signal })).rejects.toThrow('no longer wanted');
    expect(await namesIn(store)).toEqual([]);
  });

  it('forgets what is removed, and does not mind what was never there', async () => {
    await store.write(Buffer.from('hello'));
    await store.remove(HELLO);
    await store.remove(HELLO);
    expect(await store.stat(HELLO)).toBeNull();
    expect(await read(HELLO)).toBeNull();
  });

  it.each(['../../etc/passwd', '', 'f'.repeat(64), `../${HELLO}`, HELLO.toUpperCase()])(
    'has nothing under the name "%s"',
    async (name) => {
      await store.write(Buffer.from('hello'));
      expect(await store.open(name)).toBeNull();
      expect(await store.stat(name)).toBeNull();
      await store.remove(name);
      expect(await namesIn(store)).toEqual([HELLO]);
    },
  );

  it('knows whose it is from the first claim on', async () => {
    expect(await store.claim('first')).toBe('first');
    expect(await store.claim('second')).toBe('first');
    expect(await namesIn(store)).toEqual([]);
  });
};

describe('FileAssetStore', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  keepsTheContract(() => ({
    store: new FileAssetStore(folder),
    strayCount: async () => (await readdir(folder)).filter((name) => name.endsWith('.part')).length,
  }));

  it('takes away old files that were never finished, and no others', async () => {
    const store = new FileAssetStore(folder);
    await store.write(Buffer.from('hello'));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'old.part'), 'x');
    await utimes(join(folder, 'old.part'), 1, 1);
    await writeFile(join(folder, 'new.part'), 'x');
    await store.tidy(60_000);
    expect((await readdir(folder)).sort()).toEqual(['2c', 'new.part']);
  });

  it('lists nothing before its folder is made', async () => {
    const store = new FileAssetStore(join(folder, 'none'));
    expect(await namesIn(store)).toEqual([]);
    await store.tidy(Date.now());
  });
});

describe('S3AssetStore', () => {
  let server: S3Server;
  let count = 0;
  const environment = process.env;

  const open = (givesUrls = false, prefix = `p${String(count)}/`): S3AssetStore =>
    new S3AssetStore({ bucket: server.bucket, prefix, endpoint: server.endpoint, givesUrls });

  beforeAll(async () => {
    server = await startS3Server();
    process.env = { ...environment, ...server.env };
  });

  afterAll(async () => {
    process.env = environment;
    await server.stop();
  });

  beforeEach(() => {
    count += 1;
  });

  keepsTheContract(() => ({
    store: open(),
    // A neighbour whose prefix is where unfinished uploads of the first lie.
    strayCount: async () => {
      const { S3Client, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
      const client = new S3Client({ endpoint: server.endpoint, forcePathStyle: true });
      const { KeyCount } = await client.send(
        new ListObjectsV2Command({ Bucket: server.bucket, Prefix: `p${String(count)}/parts/` }),
      );
      return KeyCount ?? 0;
    },
  }));

  it('makes an address from which anybody gets a content for a while', async () => {
    const store = open(true);
    await store.write(Buffer.from('hello'));
    const terms = { contentType: 'text/plain', disposition: 'attachment; filename="a.txt"', seconds: 60 };
    const answer = await fetch((await store.publicUrl(HELLO, terms)) ?? '');
    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('content-disposition')).toBe(terms.disposition);
    expect(await open(false).publicUrl(HELLO, terms)).toBeNull();
  });

  it('says that the store does not work, without a word about keys, when the bucket is missing', async () => {
    const place = { bucket: 'missing', prefix: '', endpoint: server.endpoint, givesUrls: false };
    const failure = new S3AssetStore(place).write(Buffer.from('hello'));
    await expect(failure).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('NoSuchBucket'),
    });
  });
});
