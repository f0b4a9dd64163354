import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelProvider, OfferedModel } from '../model-provider.js';
import { ListingFault } from '../model-provider.js';
import { typeOfRepository } from './cached-model-type.js';

/** A download or a removal shows at the next look; the scan itself takes milliseconds. */
const MAX_AGE_MS = 5000;
const MAX_REPOSITORIES = 10_000;
/** Larger than the configuration of any model. */
const MAX_CONFIG_BYTES = 1024 * 1024;
const PREFIX = 'models--';
const SEPARATOR = '--';
const UNFINISHED = '.incomplete';

/**
 * Makes the source of the models that Hugging Face's tools have downloaded to this machine. The sizes are those of the
 * folder `blobs`: `scanCacheDir` of `@huggingface/hub` leaves out files in subfolders, which is where image models have theirs.
 *
 * @param cacheDir folder with one subfolder for each repository; it may be missing
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export const huggingFaceCache = (cacheDir: string): ModelProvider => ({
  name: 'huggingface',
  maxAgeMs: MAX_AGE_MS,
  identity: cacheDir,
  listModels: (signal) => scan(cacheDir, signal),
});

const scan = async (cacheDir: string, signal: AbortSignal): Promise<readonly OfferedModel[]> => {
  const names = await readdir(cacheDir).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new ListingFault(`has a cache that can't be read (${cacheDir}: ${String(cause.code)})`, { cause });
  });
  const folders = names.filter((name) => name.startsWith(PREFIX)).toSorted();
  if (folders.length > MAX_REPOSITORIES) throw new ListingFault(`has more than ${MAX_REPOSITORIES} downloaded models`);
  const models: OfferedModel[] = [];
  for (const folder of folders) {
    signal.throwIfAborted();
    const repoId = folder.slice(PREFIX.length).split(SEPARATOR).join('/');
    // A repository that is just being removed, or that isn't one, costs itself only.
    const model = await look(repoId, join(cacheDir, folder)).catch(() => null);
    if (model) models.push(model);
  }
  return models;
};

const look = async (repoId: string, folder: string): Promise<OfferedModel | null> => {
  const path = await snapshotOf(folder);
  if (path === null) return null;
  const [fileNames, blobs] = await Promise.all([readdir(path), sizesOf(join(folder, 'blobs'))]);
  const [config, modelIndex] = await Promise.all(
    ['config.json', 'model_index.json'].map(async (name) =>
      fileNames.includes(name) ? readJson(join(path, name)) : null,
    ),
  );
  const sizes = blobs.size > 0 ? blobs : await sizesOf(path);
  const complete = [...sizes].filter(([name]) => !name.endsWith(UNFINISHED));
  return {
    id: repoId,
    name: repoId.split('/').at(-1) ?? repoId,
    type: typeOfRepository({ repoId, fileNames, config, modelIndex }),
    repoId,
    path,
    isDownloaded: complete.length > 0 && complete.length === sizes.size,
    sizeOnDisk: complete.reduce((total, [, size]) => total + size, 0),
  };
};

/** Finds the folder of the revision that `main` points to, else of the first one there is; null when nothing was downloaded. */
const snapshotOf = async (folder: string): Promise<string | null> => {
  const snapshots = join(folder, 'snapshots');
  const revisions = await readdir(snapshots);
  const main = await readFile(join(folder, 'refs/main'), 'utf8').catch(() => '');
  const revision = revisions.find((name) => name === main.trim()) ?? revisions.toSorted()[0];
  return revision === undefined ? null : join(snapshots, revision);
};

/** Files with their sizes in bytes, those in subfolders too; where the system has no links, the files are in the snapshot itself. */
const sizesOf = async (folder: string): Promise<ReadonlyMap<string, number>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(file, (await stat(file)).size);
  return sizes;
};

const readJson = async (path: string): Promise<unknown> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return size > MAX_CONFIG_BYTES ? null : (JSON.parse(await file.readFile('utf8')) as unknown);
  } catch {
    return null;
  } finally {
    await file.close();
  }
};
