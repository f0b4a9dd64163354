import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { newId } from '../common/ids.js';
import type { ByteRange, StoredBytes, StoredContent, WriteOptions } from './asset-store.js';
import { AssetStore } from './asset-store.js';
import { ContentTally } from './content-tally.js';
import { isContentName } from './content-name.js';

/** Ending of a file that is still being written. */
const PART = '.part';
const CLAIM_FILE = 'store-name';
/** A preview is small, a video is not: large enough that a disk reads in few steps. */
const READ_CHUNK_BYTES = 262_144;

/** Keeps assets as files of a folder: written aside, forced to the disk, then moved into place. */
export class FileAssetStore extends AssetStore {
  constructor(private readonly folder: string) {
    super();
  }

  async write(bytes: Uint8Array | Readable, options: WriteOptions = {}): Promise<StoredBytes> {
    await mkdir(this.folder, { recursive: true });
    const aside = join(this.folder, `${newId()}${PART}`);
    try {
      const stored = await writeAside(aside, bytes, new ContentTally(options));
      await this.moveIntoPlace(aside, stored.sha256);
      return stored;
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  }

  async stat(sha256: string): Promise<StoredContent | null> {
    // A name of another form could lead out of the folder.
    if (!isContentName(sha256)) return null;
    return await unlessMissing(async () => {
      const { size, mtimeMs } = await stat(this.pathOf(sha256));
      return { sha256, size, storedAt: Math.floor(mtimeMs) };
    });
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable | null> {
    if (!isContentName(sha256)) return null;
    return await unlessMissing(async () => {
      // Opened before it is handed out: from here on a removal can't take the bytes away any more.
      const file = await open(this.pathOf(sha256));
      return createReadStream('', { fd: file, highWaterMark: READ_CHUNK_BYTES, ...range });
    });
  }

  async remove(sha256: string): Promise<void> {
    if (isContentName(sha256)) await rm(this.pathOf(sha256), { force: true });
  }

  async *list(): AsyncIterable<StoredContent> {
    for await (const name of this.names()) {
      const content = await this.stat(name);
      if (content) yield content;
    }
  }

  async tidy(before: number): Promise<void> {
    const entries = await unlessMissing(() => opendir(this.folder));
    for await (const { name } of entries ?? []) {
      if (!name.endsWith(PART)) continue;
      const path = join(this.folder, name);
      const isOld = await unlessMissing(async () => (await stat(path)).mtimeMs < before);
      if (isOld === true) await rm(path, { force: true });
    }
  }

  async claim(name: string): Promise<string> {
    const path = join(this.folder, CLAIM_FILE);
    await mkdir(this.folder, { recursive: true });
    try {
      await writeFile(path, name, { flag: 'wx' });
      return name;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      return await readFile(path, 'utf8');
    }
  }

  publicUrl(): Promise<null> {
    return Promise.resolve(null);
  }

  private async *names(): AsyncIterable<string> {
    const shards = await unlessMissing(() => opendir(this.folder));
    for await (const shard of shards ?? []) {
      if (!shard.isDirectory()) continue;
      const files = await unlessMissing(() => opendir(join(this.folder, shard.name)));
      for await (const { name } of files ?? []) yield name;
    }
  }

  /** The move is only as lasting as the folders' own entries: these are forced to the disk too. */
  private async moveIntoPlace(aside: string, sha256: string): Promise<void> {
    const shard = this.shardOf(sha256);
    const madeShard = await mkdir(shard, { recursive: true });
    await rename(aside, this.pathOf(sha256));
    await syncFolder(shard);
    if (madeShard !== undefined) await syncFolder(this.folder);
  }

  private shardOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2));
  }

  private pathOf(sha256: string): string {
    return join(this.shardOf(sha256), sha256);
  }
}

const writeAside = async (path: string, bytes: Uint8Array | Readable, tally: ContentTally): Promise<StoredBytes> => {
  const file = await open(path, 'wx');
  try {
    for await (const piece of tally.pass(bytes)) await file.writeFile(piece);
    const stored = tally.end();
    await file.sync();
    return stored;
  } finally {
    await file.close();
  }
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Null for a file or folder that isn't there. */
const unlessMissing = async <T>(read: () => Promise<T>): Promise<T | null> => {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
};

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
