import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { isRecord } from '../../common/json.js';
import { heldFileOf, heldPlace } from '../../engine/services/held-place.js';
import { inlineBytes } from '../../engine/services/inline-bytes.js';
import type {
  AssetListFilter,
  AssetReference,
  HeldMedia,
  ListedAsset,
  MediaReference,
  NewAsset,
  NodeAssets,
} from '../../engine/services/node-assets.js';
import type { ContentPlace, RunFiles } from './run-services.js';

/** What a graph node may read into memory when it names no limit of its own. */
const DEFAULT_MAX_BYTES = 67_108_864;
/** Bytes that graph nodes pass on in memory; more of them lie on the disk. */
const MAX_IN_MEMORY = 8_388_608;
/** File names end in this where programs go by the end of a name. */
const EXTENSION = /^\.[a-z0-9]{1,8}$/;

/**
 * Files of a run inside of its thread. Bytes that a value carries are handled here; for everything else the owner of the
 * thread is asked, and the bytes change hands as files of the job's folder.
 */
export class ThreadAssets implements NodeAssets {
  /** Files by the place that they were read from: asked for twice, they are fetched once. */
  private readonly opened = new Map<string, Promise<string>>();
  private lastFile = 0;

  constructor(
    private readonly folder: string,
    private readonly owner: RunFiles,
  ) {}

  async read(reference: unknown, { maxBytes = DEFAULT_MAX_BYTES } = {}): Promise<Uint8Array> {
    const inline = inlineBytes(reference);
    const path = inline ? null : await this.path(reference);
    const size = inline ? inline.byteLength : (await stat(path ?? '')).size;
    if (size > maxBytes)
      throw new Error(`the content has ${size} bytes, more than the ${maxBytes} that are read at once`);
    return inline ?? (await readFile(path ?? ''));
  }

  async path(reference: unknown): Promise<string> {
    const inline = inlineBytes(reference);
    if (inline) return join(this.folder, await this.write(inline));
    const place = placeOf(reference);
    const held = heldFileOf(place.uri);
    return held === null ? this.open(place) : this.heldPath(held);
  }

  async create({ content, name, type = 'document', ...rest }: NewAsset): Promise<AssetReference> {
    const { contentType = null, folderId = null } = rest;
    const file = 'bytes' in content ? await this.write(content.bytes) : await this.copy(content.path);
    return this.owner.keep({ file, name, type, contentType, folderId });
  }

  async hold({ content, type, contentType, name = '' }: HeldMedia): Promise<MediaReference> {
    const reference = { type, asset_id: null, content_type: contentType };
    if ('bytes' in content && content.bytes.byteLength <= MAX_IN_MEMORY) {
      return { ...reference, uri: '', data: content.bytes };
    }
    const extension = extname(name === '' && 'path' in content ? content.path : name).toLowerCase();
    const file = await this.newFile('held', EXTENSION.test(extension) ? extension : '');
    const path = join(this.folder, file);
    if ('bytes' in content) await writeFile(path, content.bytes);
    else await move(content.path, path);
    return { ...reference, uri: heldPlace(file), data: null };
  }

  list(folder: unknown, filter: AssetListFilter = {}): AsyncIterable<ListedAsset> {
    return this.owner.list(placeOf(folder), filter);
  }

  private open(place: ContentPlace): Promise<string> {
    const key = `${place.uri} ${place.assetId ?? ''}`;
    const known = this.opened.get(key);
    if (known) return known;
    const opening = this.owner.open(place);
    this.opened.set(key, opening);
    opening.catch(() => this.opened.delete(key));
    return opening;
  }

  /** What an earlier run of the job held is gone with that run. */
  private async heldPath(file: string): Promise<string> {
    const path = join(this.folder, file);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
    throw new Error('the content was held by a run that has ended: run the graph node that made it again');
  }

  private async write(bytes: Uint8Array): Promise<string> {
    const file = await this.newFile('made');
    await writeFile(join(this.folder, file), bytes);
    return file;
  }

  /** Shares the blocks on disk where the file system can. */
  private async copy(path: string): Promise<string> {
    const file = await this.newFile('made');
    await copyFile(path, join(this.folder, file), constants.COPYFILE_FICLONE);
    return file;
  }

  private async newFile(kind: 'made' | 'held', extension = ''): Promise<string> {
    if (this.folder === '') throw new Error('this run has no place for files');
    await mkdir(this.folder, { recursive: true });
    return `${kind}-${++this.lastFile}${extension}`;
  }
}

const placeOf = (reference: unknown): ContentPlace => {
  if (!isRecord(reference)) throw new Error('there is no content here: the value is no reference to one');
  const { uri, asset_id: assetId } = reference;
  const place = { uri: typeof uri === 'string' ? uri : '', assetId: typeof assetId === 'string' ? assetId : null };
  if (place.uri === '' && !place.assetId) throw new Error('the reference is empty: it names no content');
  return place;
};

/** Between file systems a file can only be copied. */
const move = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
    await rm(from);
  }
};
