import { readFile } from 'node:fs/promises';

import { isRecord } from '../common/json.js';
import { inlineBytes } from '../engine/services/inline-bytes.js';
import type {
  AssetListFilter,
  AssetReference,
  HeldMedia,
  ListedAsset,
  MediaReference,
  NewAsset,
  NodeAssets,
} from '../engine/services/node-assets.js';

/** Bytes of a trial: kept in memory, for as long as the trial is. */
export class TrialAssets implements NodeAssets {
  private readonly kept = new Map<string, KeptAsset>();

  async read(reference: unknown): Promise<Uint8Array> {
    const inline = inlineBytes(reference);
    const bytes = inline ?? this.kept.get(isRecord(reference) ? String(reference['asset_id']) : '')?.bytes;
    if (!bytes) throw new Error('the reference names no content of this trial');
    return bytes;
  }

  path(): Promise<string> {
    return Promise.reject(new Error('a trial has no files: read the reference, or give the trial a place for files'));
  }

  async create({ content, name, folderId = '', type = 'document', contentType }: NewAsset): Promise<AssetReference> {
    const bytes = 'bytes' in content ? content.bytes : await readFile(content.path);
    const id = `trial-${this.kept.size + 1}`;
    const contentKind = contentType ?? 'application/octet-stream';
    const place = { type, uri: `asset://${id}`, asset_id: id, content_type: contentKind, size: bytes.byteLength };
    this.kept.set(id, { bytes, folderId, listed: { ...place, name } });
    return place;
  }

  async hold({ content, type, contentType }: HeldMedia): Promise<MediaReference> {
    const data = 'bytes' in content ? content.bytes : await readFile(content.path);
    return { type, uri: '', asset_id: null, content_type: contentType, data };
  }

  async *list(folder: unknown, { contentType = '' }: AssetListFilter = {}): AsyncGenerator<ListedAsset, void, void> {
    const folderId = isRecord(folder) ? folder['asset_id'] : null;
    for (const asset of [...this.kept.values()].reverse()) {
      const hasType = `${asset.listed.content_type}/`.startsWith(contentType === '' ? '' : `${contentType}/`);
      if (asset.folderId === folderId && hasType) yield asset.listed;
    }
  }
}

interface KeptAsset {
  readonly bytes: Uint8Array;
  readonly folderId: string;
  readonly listed: ListedAsset;
}
