import { chmod, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Replaces a file in one step: a reader finds the old text or the new one, also after a crash, and only its owner may read
 * it. A symbolic link stays one: the file to which it leads is replaced.
 */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  const target = await realpath(path).catch(() => path);
  await mkdir(dirname(target), { recursive: true, mode: OWNER_ONLY_FOLDER });
  const fresh = `${target}.${process.pid}`;
  try {
    await writeDurably(fresh, text);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
};

const writeDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'w', OWNER_ONLY);
  try {
    // A file that an interrupted write left keeps its old mode, so the mode is set again.
    await chmod(path, OWNER_ONLY);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Some file systems can't sync a folder; the file itself is written by then. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
};
