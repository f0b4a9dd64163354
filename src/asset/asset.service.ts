import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { AppConfig } from '../config/app-config.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { AssetContents } from './asset-contents.service.js';
import { checkAssetName } from './asset-name.js';
import type { ByteRange, StoredBytes } from './asset-store.js';
import type {
  Asset,
  AssetFilter,
  AssetFolder,
  AssetOrder,
  AssetPlace,
  AssetSlice,
  OpenAsset,
} from './asset.contract.js';
import { FOLDER_TYPE } from './asset.contract.js';
import type { AssetRow, AssetValues } from './asset.entity.js';
import { foldersOf } from './asset-folders.js';
import { AssetRepository } from './asset.repository.js';
import { ContentHead } from './content-head.js';
import { SNIFF_BYTES } from './content-type.js';
import { MediaProbe } from './media-probe.service.js';
import { sniffContentType } from './sniff-content-type.js';

/** Long enough to begin a download. */
const PUBLIC_URL_SECONDS = 300;

/** The files and folders of users: what workflows take and make. */
@Injectable()
export class AssetService {
  constructor(
    private readonly config: AppConfig,
    private readonly assets: AssetRepository,
    private readonly contents: AssetContents,
    private readonly probe: MediaProbe,
  ) {}

  /**
   * Keeps bytes as a new asset, while they stream in. What its content tells about itself (dimensions, duration) is added
   * a moment later: see `settled`.
   *
   * @throws ProtocolError `TOO_LARGE` beyond the limit of an asset or of the user, `NOT_FOUND` without the folder,
   * `INVALID_ARGUMENT` for a wrong name and for other bytes than were announced
   */
  async create(order: AssetOrder, bytes: Uint8Array | Readable): Promise<Asset> {
    const { sha256, signal, contentType: declared } = order;
    const blank = this.newRow(order);
    await this.assertFolder(blank);
    const maxBytes = await this.limitOf(blank.userId);
    const head = new ContentHead(SNIFF_BYTES);
    const adopt = async (stored: StoredBytes): Promise<AssetValues> => {
      const contentType = await sniffContentType(head.bytes(), declared, blank.name);
      return await this.insert({ ...blank, ...stored, contentType, metadata: order.metadata ?? {} });
    };
    const undo = ({ assetId, userId }: AssetValues): Promise<number> => this.assets.remove(assetId, userId);
    const row = await this.contents
      .keep(head.watch(bytes), { sha256, signal, maxBytes }, { adopt, undo })
      .catch((error: unknown) => {
        throw this.explain(error, blank.userId, maxBytes);
      });
    this.probe.enqueue(row);
    return row;
  }

  /**
   * Makes an empty folder.
   *
   * @throws ProtocolError as `create` does
   */
  async createFolder(place: AssetPlace): Promise<Asset> {
    return await this.insert({ ...this.newRow(place), contentType: FOLDER_TYPE });
  }

  /**
   * @param userId owner of the asset; null = anybody
   * @throws ProtocolError `NOT_FOUND`, also for another user's asset
   */
  async get(assetId: string, userId: string | null): Promise<AssetRow> {
    const asset = await this.assets.find(assetId);
    if (asset && (userId === null || asset.userId === userId)) return asset;
    throw new ProtocolError('NOT_FOUND', `Asset ${assetId} not found`);
  }

  /** Gives an asset once what its content tells is known, or after a moment without it. */
  async settled(assetId: string, userId: string | null): Promise<Asset> {
    await this.probe.settled(assetId);
    return await this.get(assetId, userId);
  }

  /**
   * Opens the bytes of an asset.
   *
   * @throws ProtocolError `NOT_FOUND`, `INVALID_ARGUMENT` for a folder, `UNAVAILABLE` when the store has lost the bytes
   */
  async open(assetId: string, userId: string | null, range?: ByteRange): Promise<OpenAsset> {
    const asset = await this.get(assetId, userId);
    return { asset, bytes: await this.openContent(asset, range) };
  }

  /** Opens the bytes of an asset that was got before; throws as `open` does. */
  async openContent({ assetId, sha256 }: Asset, range?: ByteRange): Promise<Readable> {
    if (sha256 === null) throw new ProtocolError('INVALID_ARGUMENT', `Asset ${assetId} is a folder: it has no content`);
    const bytes = await this.contents.open(sha256, range);
    if (bytes) return bytes;
    throw new ProtocolError('UNAVAILABLE', `The content of asset ${assetId} is missing in the store`, {
      hint: 'Check that ASSET_STORE names the store that was used when the asset was made.',
    });
  }

  /**
   * Makes an address in the store itself from which anybody can fetch an asset for some minutes; null when the store gives
   * none.
   *
   * @param disposition value of the header `Content-Disposition` there
   */
  async publicUrl({ sha256, contentType }: Asset, disposition: string): Promise<string | null> {
    if (sha256 === null) return null;
    return await this.contents.publicUrl(sha256, { contentType, disposition, seconds: PUBLIC_URL_SECONDS });
  }

  /** Lists a user's assets, newest first. */
  list(slice: AssetSlice): Promise<readonly Asset[]> {
    return this.assets.list(slice);
  }

  /** Counts what a list without an end would show. */
  count(filter: AssetFilter): Promise<number> {
    return this.assets.count(filter);
  }

  /** Finds the folders of a user's assets, by the ids of the assets. */
  async foldersOf(assets: readonly Asset[], userId: string): Promise<ReadonlyMap<string, AssetFolder>> {
    const folderIds = [...new Set(assets.map(({ parentId }) => parentId))].filter((id) => id !== userId);
    return foldersOf(assets, userId, await this.assets.ancestors(folderIds, userId));
  }

  /**
   * Removes an asset, a folder with all that it holds; the bytes go later, when no other asset has the same.
   *
   * @returns how many assets that were
   * @throws ProtocolError `NOT_FOUND`, also for another user's asset
   */
  async remove(assetId: string, userId: string): Promise<number> {
    const count = await this.assets.remove(assetId, userId);
    if (count === 0) throw new ProtocolError('NOT_FOUND', `Asset ${assetId} not found`);
    return count;
  }

  private newRow({ userId, name, parentId, workflowId, jobId }: AssetPlace): AssetValues {
    return {
      assetId: newId(),
      userId,
      parentId: parentId ?? userId,
      workflowId: workflowId ?? null,
      jobId: jobId ?? null,
      name: checkAssetName(name),
      searchText: name.toLowerCase(),
      contentType: '',
      size: 0,
      sha256: null,
      thumbSha256: null,
      metadata: {},
      durationMs: null,
      createdAt: Date.now(),
    };
  }

  /** Spares the way of the bytes where the folder is missing already; the insert looks again. */
  private async assertFolder({ parentId, userId }: AssetValues): Promise<void> {
    if (parentId === userId) return;
    const folder = await this.assets.find(parentId);
    if (folder?.userId !== userId || folder.contentType !== FOLDER_TYPE) throw noFolder(parentId);
  }

  /** Bytes that an asset may have: what is left of the quota is only a first guess here, the insert counts. */
  private async limitOf(userId: string): Promise<number> {
    const { assetMaxBytes, assetQuotaBytes } = this.config;
    if (assetQuotaBytes === undefined) return assetMaxBytes;
    return Math.min(assetMaxBytes, Math.max(0, assetQuotaBytes - (await this.assets.usage(userId))));
  }

  /** The store knows that there were too many bytes, but not whose limit that was. */
  private explain(error: unknown, userId: string, maxBytes: number): unknown {
    if (!(error instanceof ProtocolError) || error.code !== 'TOO_LARGE') return error;
    const { assetMaxBytes, assetQuotaBytes } = this.config;
    if (assetQuotaBytes !== undefined && maxBytes < assetMaxBytes) return overQuota(userId, assetQuotaBytes);
    return new ProtocolError('TOO_LARGE', `An asset has at most ${String(maxBytes)} bytes`, {
      hint: 'ASSET_MAX_BYTES sets the limit.',
      details: { max_bytes: maxBytes },
      cause: error,
    });
  }

  private async insert(row: AssetValues): Promise<AssetValues> {
    const { assetQuotaBytes = null } = this.config;
    const refusal = await this.assets.insert(row, assetQuotaBytes);
    if (refusal === 'no-folder') throw noFolder(row.parentId);
    if (refusal === 'over-quota') throw overQuota(row.userId, assetQuotaBytes ?? 0);
    return row;
  }
}

const noFolder = (parentId: string): ProtocolError =>
  new ProtocolError('NOT_FOUND', `Folder ${parentId} not found`, {
    problems: [{ field: 'parent_id', message: 'parent_id must be the id of a folder' }],
  });

const overQuota = (userId: string, quotaBytes: number): ProtocolError =>
  new ProtocolError('TOO_LARGE', `The assets of user ${userId} would go beyond ${String(quotaBytes)} bytes`, {
    hint: 'Delete assets, or raise ASSET_QUOTA_BYTES.',
    details: { quota_bytes: quotaBytes },
  });
