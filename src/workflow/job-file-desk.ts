import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Asset } from '../asset/asset.contract.js';
import { FOLDER_TYPE } from '../asset/asset.contract.js';
import type { AssetService } from '../asset/asset.service.js';
import { assetIdOf, assetUri } from '../common/asset-uri.js';
import type { AssetListFilter, AssetReference, ListedAsset } from '../engine/services/node-assets.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { ContentPlace, MadeFile, RunFiles } from './engine/run-services.js';
import type { JobOwner } from './services/job-services.js';

/** The files of a hub, as somebody with a link to it can read them. */
export interface HubFiles {
  /** Reads which content of the hub a place names; null for a place elsewhere. */
  sha256Of(uri: string): string | null;
  download(sha256: string, signal: AbortSignal): Promise<Readable>;
}

/** Where bytes come from that aren't assets of this machine. */
export interface FileSources {
  /** Null without a link to a hub. */
  hub(): HubFiles | null;
  /** Fetches from the web what the rules of this machine allow. */
  web(uri: string, options: { readonly maxBytes: number; readonly signal: AbortSignal }): Promise<Readable>;
  /** Bytes that a job may fetch from the web in all. */
  readonly maxWebBytes: number;
}

/** Bytes and what they pass through. */
type Source = readonly [Readable, ...(readonly Transform[])];

/** Names that a thread gives to what it has made. */
const MADE_FILE = /^made-\d{1,9}$/;

/** Assets that are read at once. */
const LIST_PAGE = 200;

/** Answers for the files of one job: what its user may read comes into the job's folder, what it makes becomes assets. */
export class JobFileDesk implements RunFiles {
  private readonly closing = new AbortController();
  private lastFile = 0;
  private webBytes = 0;

  constructor(
    private readonly owner: JobOwner,
    readonly folder: string,
    private readonly assets: AssetService,
    private readonly sources: FileSources,
  ) {}

  /** Stops what is being fetched and removes the folder. */
  async close(): Promise<void> {
    this.closing.abort();
    await rm(this.folder, { recursive: true, force: true });
  }

  async open({ uri, assetId }: ContentPlace): Promise<string> {
    // Before there is a stream: one that fails while nobody listens would end the process.
    await mkdir(this.folder, { recursive: true });
    const localId = assetIdOf({ type: '', uri, asset_id: assetId });
    if (localId !== null) {
      const { bytes } = await this.assets.open(localId, this.owner.userId);
      return await this.store([bytes], null);
    }
    const hub = this.sources.hub();
    const sha256 = hub?.sha256Of(uri) ?? null;
    if (hub && sha256 !== null) return await this.store([await hub.download(sha256, this.closing.signal)], sha256);
    if (/^https?:/i.test(uri)) return await this.store(await this.fetch(uri), null);
    throw new ProtocolError('UNSUPPORTED', whyNot(uri));
  }

  async keep({ file, name, type, contentType, folderId }: MadeFile): Promise<AssetReference> {
    if (!MADE_FILE.test(file)) throw new ProtocolError('INVALID_ARGUMENT', 'Only a file of the job can be kept');
    const path = join(this.folder, file);
    const { jobId, userId, workflowId } = this.owner;
    const place = { userId, workflowId, jobId, name, parentId: folderId ?? undefined };
    const order = { ...place, contentType: contentType ?? undefined };
    const asset = await this.assets.create({ ...order, signal: this.closing.signal }, createReadStream(path));
    await rm(path, { force: true });
    const { assetId, contentType: kind, size } = asset;
    return { type, uri: assetUri(assetId), asset_id: assetId, content_type: kind, size };
  }

  async *list(
    { uri, assetId }: ContentPlace,
    { contentType }: AssetListFilter,
  ): AsyncGenerator<ListedAsset, void, void> {
    const folderId = assetIdOf({ type: '', uri, asset_id: assetId });
    if (folderId === null) throw new ProtocolError('INVALID_ARGUMENT', `"${uri}" names no folder of assets`);
    const { userId } = this.owner;
    // The top is no asset: it has the user's own id.
    const isFolder = folderId === userId || (await this.assets.get(folderId, userId)).contentType === FOLDER_TYPE;
    if (!isFolder) throw new ProtocolError('INVALID_ARGUMENT', `Asset ${folderId} is no folder`);
    const filter = { userId, parentId: folderId, contentType, limit: LIST_PAGE };
    let beforeAssetId: string | undefined;
    do {
      const page = await this.assets.list({ ...filter, beforeAssetId });
      yield* page.filter((asset) => asset.contentType !== FOLDER_TYPE).map(listed);
      beforeAssetId = page.length < LIST_PAGE ? undefined : page.at(-1)?.assetId;
    } while (beforeAssetId !== undefined);
  }

  private async fetch(uri: string): Promise<readonly [Readable, Transform]> {
    const { maxWebBytes } = this.sources;
    const left = maxWebBytes - this.webBytes;
    const bytes = await this.sources.web(uri, { maxBytes: left, signal: this.closing.signal });
    const tally = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.webBytes += chunk.byteLength;
        if (this.webBytes <= maxWebBytes) done(null, chunk);
        else done(new ProtocolError('TOO_LARGE', `A job fetches at most ${maxWebBytes} bytes from the web`));
      },
    });
    return [bytes, tally];
  }

  /** The file gets its name when it is whole, so that nobody reads half of it. */
  private async store([bytes, ...steps]: Source, sha256: string | null): Promise<string> {
    const path = join(this.folder, `read-${++this.lastFile}`);
    const hash = createHash('sha256');
    const watch = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    const file = createWriteStream(`${path}.part`);
    await pipeline([bytes, ...steps, watch, file], { signal: this.closing.signal });
    if (sha256 !== null && hash.digest('hex') !== sha256) {
      throw new ProtocolError('UNAVAILABLE', 'The hub sent other bytes than those that the reference names');
    }
    await rename(`${path}.part`, path);
    return path;
  }
}

const whyNot = (uri: string): string => {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0].toLowerCase() ?? '';
  if (scheme === 'file:') return 'a reference to a file of this machine (file:) is not read; make an asset of the file';
  return `a reference to ${scheme === '' ? 'such a place' : `a place of kind ${scheme}`} can't be read; use an asset, a blob of the hub, an http(s) or a data: place`;
};

const listed = ({ assetId, name, contentType, size }: Asset): ListedAsset => ({
  type: kindOf(contentType),
  uri: assetUri(assetId),
  asset_id: assetId,
  content_type: contentType,
  size,
  name,
});

/** The kind of reference that fits a media type. */
const kindOf = (contentType: string): string =>
  /^(?:image|audio|video|text)(?=\/)/.exec(contentType)?.[0] ?? 'document';
