import type { Readable } from 'node:stream';

import type { JsonObject } from '../common/json.js';

/** Content type of a folder, the one kind of asset without bytes. */
export const FOLDER_TYPE = 'folder';

/** A file or a folder of a user. */
export interface Asset {
  readonly assetId: string;
  readonly userId: string;
  /** The folder that holds it; at the top the user's own id. */
  readonly parentId: string;
  readonly workflowId: string | null;
  readonly jobId: string | null;
  readonly name: string;
  /** A media type without parameters, or `folder`. */
  readonly contentType: string;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Name of the content in the store; null for a folder. */
  readonly sha256: string | null;
  /** What is known of the content: `width`, `height` and the like. */
  readonly metadata: JsonObject;
  readonly durationMs: number | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
}

/** Where a new asset goes and what it is called. */
export interface AssetPlace {
  readonly userId: string;
  /** 1 to 255 characters, without slashes and control characters. */
  readonly name: string;
  /** An existing folder of the user; default the top. */
  readonly parentId?: string | undefined;
  readonly workflowId?: string | null | undefined;
  readonly jobId?: string | null | undefined;
}

/** An asset that is about to be made out of bytes. */
export interface AssetOrder extends AssetPlace {
  /** What the sender says the bytes are; what they look like wins where the two disagree. */
  readonly contentType?: string | undefined;
  /** The content that was announced; other bytes are refused with `INVALID_ARGUMENT`. */
  readonly sha256?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An asset together with its bytes, or the part of them that was asked for. */
export interface OpenAsset {
  readonly asset: Asset;
  /** Whoever opened it reads it to its end or destroys it. */
  readonly bytes: Readable;
}

/** Which of a user's assets a list shows, newest first. */
export interface AssetFilter {
  readonly userId: string;
  readonly parentId?: string | undefined;
  readonly workflowId?: string | undefined;
  /** `image`, `video`, `audio`, `text`, `folder`, or a media type. */
  readonly contentType?: string | undefined;
  /** Text that the name must hold; letter case doesn't matter. */
  readonly query?: string | undefined;
}

/** A part of a list. */
export interface AssetSlice extends AssetFilter {
  /** Only assets made before this one. */
  readonly beforeAssetId?: string | undefined;
  readonly limit: number;
}

/** The folder of an asset, for those who found the asset by a search. */
export interface AssetFolder {
  readonly folderId: string;
  readonly name: string;
  /** Names from the top down, with ` / ` between them. */
  readonly path: string;
}
