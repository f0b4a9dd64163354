import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { newId } from '../common/ids.js';
import type { StoredBytes } from './asset-store.js';
import { AssetStore } from './asset-store.js';

const SHA256 = /^[0-9a-f]{64}$/;

/** Keeps assets as files of a folder: written aside, forced to the disk, then moved into place. */
export class FileAssetStore extends AssetStore {
  constructor(private readonly folder: string) {
    super();
  }

  async put(bytes: Uint8Array): Promise<StoredBytes> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const stored = { sha256, size: bytes.byteLength };
    const path = this.pathOf(sha256);
    if (await isThere(path)) return stored;
    await mkdir(join(this.folder, sha256.slice(0, 2)), { recursive: true });
    const aside = `${path}.${newId()}`;
    const file = await open(aside, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    return stored;
  }

  async read(sha256: string): Promise<Uint8Array | null> {
    // A name of another form could lead out of the folder.
    if (!SHA256.test(sha256)) return null;
    try {
      return await readFile(this.pathOf(sha256));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

const isThere = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
