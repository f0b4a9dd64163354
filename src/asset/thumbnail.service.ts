import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { Injectable, Logger } from '@nestjs/common';

import { ProtocolError } from '../protocol/protocol-error.js';
import { AssetContents } from './asset-contents.service.js';
import type { ByteRange, StoredBytes } from './asset-store.js';
import type { Asset } from './asset.contract.js';
import type { AssetRow } from './asset.entity.js';
import { AssetRepository } from './asset.repository.js';
import { loadSharp, MAX_PIXELS } from '../common/sharp.js';

/** Media type of every thumbnail. */
export const THUMBNAIL_TYPE = 'image/webp';

/** Longest side in pixels. */
const SIDE = 320;
const QUALITY = 80;
/** Larger files are not shown small: the whole file is in memory while it is decoded. */
const MAX_SOURCE_BYTES = 67_108_864;
const MAKE_SECONDS = 20;
/** Thumbnails that wait for their turn; more are refused, and whoever shows them asks again. */
const MAX_WAITING = 200;
/** What stands in the row of an image of which no thumbnail can be made. */
const NONE = 'none';

/** Small pictures of images: made when first asked for, one at a time, and kept in the store. */
@Injectable()
export class ThumbnailService {
  private readonly logger = new Logger(ThumbnailService.name);
  private readonly pending = new Map<string, Promise<string | null>>();
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly assets: AssetRepository,
    private readonly contents: AssetContents,
  ) {}

  /**
   * Gives the thumbnail of an asset.
   *
   * @throws ProtocolError `NOT_FOUND` for what has none, `UNAVAILABLE` when too many are being made or the store has lost it
   */
  async get(assetId: string): Promise<StoredBytes> {
    const asset = await this.assets.find(assetId);
    const sha256 = asset && hasThumbnail(asset) ? (asset.thumbSha256 ?? (await this.make(asset))) : null;
    if (sha256 === null || sha256 === NONE) {
      throw new ProtocolError('NOT_FOUND', `Asset ${assetId} has no thumbnail`, {
        hint: 'Only images that can be read, up to 64 MiB and 100 megapixels, have one.',
      });
    }
    return (await this.contents.stat(sha256)) ?? lost();
  }

  /** Opens a thumbnail, or a part of it; throws as `get` does. */
  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    return (await this.contents.open(sha256, range)) ?? lost();
  }

  /** Those who ask at the same time get the same one. */
  private make(asset: AssetRow): Promise<string | null> {
    const known = this.pending.get(asset.assetId);
    if (known) return known;
    if (this.pending.size >= MAX_WAITING) throw busy();
    const made = this.tail.then(() => this.makeNow(asset)).finally(() => this.pending.delete(asset.assetId));
    this.tail = made.catch(() => undefined); // whoever asked is told
    this.pending.set(asset.assetId, made);
    return made;
  }

  private async makeNow({ assetId, sha256 }: AssetRow): Promise<string | null> {
    const bytes = sha256 === null ? null : await this.contents.open(sha256);
    if (!bytes) return null;
    const picture = await this.shrink(await buffer(bytes), assetId);
    if (!picture) {
      await this.assets.setThumb(assetId, NONE);
      return null;
    }
    return await this.contents.keep(
      picture,
      {},
      {
        adopt: async (stored) => {
          await this.assets.setThumb(assetId, stored.sha256);
          return stored.sha256;
        },
        undo: () => this.assets.setThumb(assetId, null),
      },
    );
  }

  /** Null for an image that can't be read. */
  private async shrink(image: Buffer, assetId: string): Promise<Buffer | null> {
    const sharp = await loadSharp();
    try {
      return await sharp(image, { limitInputPixels: MAX_PIXELS, autoOrient: true })
        .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: QUALITY })
        .timeout({ seconds: MAKE_SECONDS })
        .toBuffer();
    } catch (error) {
      this.logger.debug('image can not be shown small', { asset_id: assetId, error: String(error) });
      return null;
    }
  }
}

/** Tells whether an asset may have a thumbnail; an SVG has none, because drawing one means running what it says. */
export const hasThumbnail = ({ contentType, size }: Asset): boolean =>
  contentType.startsWith('image/') && contentType !== 'image/svg+xml' && size <= MAX_SOURCE_BYTES;

const lost = (): never => {
  throw new ProtocolError('UNAVAILABLE', 'The thumbnail is missing in the store');
};

const busy = (): ProtocolError =>
  new ProtocolError('UNAVAILABLE', 'Too many thumbnails are being made. Try again in a moment.', {
    retryAfterMs: 2000,
  });
