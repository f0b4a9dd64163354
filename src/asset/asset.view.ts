import type { Static } from 'typebox';
import { Type } from 'typebox';

import type { AssetUrls } from './asset-url.service.js';
import type { Asset, AssetFolder } from './asset.contract.js';
import { FOLDER_TYPE } from './asset.contract.js';
import { hasThumbnail } from './thumbnail.service.js';

const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

const ASSET_FIELDS = {
  id: Type.String(),
  user_id: Type.String(),
  workflow_id: textOrNull('Workflow that it belongs to.'),
  parent_id: Type.String({ description: 'Folder that holds it; at the top the user’s id.' }),
  name: Type.String(),
  content_type: Type.String({ description: 'Media type, or `folder`.' }),
  size: Type.Integer({ description: 'Bytes.' }),
  metadata: Type.Record(Type.String(), Type.Unknown(), {
    description: 'What the content tells about itself: `width`, `height`, `sample_rate`, `channels`.',
  }),
  created_at: Type.String({ format: 'date-time' }),
  get_url: textOrNull('Where the bytes are, for an hour or longer without a token; null for a folder.'),
  thumb_url: textOrNull('The same for a small picture; null for what has none.'),
  duration: Type.Union([Type.Number(), Type.Null()], { description: 'Seconds.' }),
  source: Type.String({ description: '`user` or `package`.' }),
};

/** An asset as callers read it. */
export const AssetView = Type.Object(ASSET_FIELDS);
export type AssetView = Static<typeof AssetView>;

/** An asset that a search found. */
export const FoundAssetView = Type.Object({
  ...ASSET_FIELDS,
  folder_name: Type.String(),
  folder_path: Type.String({ description: 'Folders from the top, such as `Home / pictures`.' }),
  folder_id: Type.String(),
});
export type FoundAssetView = Static<typeof FoundAssetView>;

const PAGE_FIELDS = {
  next: Type.String({ description: '`start_key` of the next page; empty on the last one.' }),
  total: Type.Integer({ description: 'Assets on all pages.' }),
};

/** A page of assets; those of a search say where they lie. */
export const AssetList = Type.Object({ assets: Type.Array(Type.Union([FoundAssetView, AssetView])), ...PAGE_FIELDS });
export type AssetList = Static<typeof AssetList>;

/** A page of what a search found. */
export const FoundAssetList = Type.Object({ assets: Type.Array(FoundAssetView), ...PAGE_FIELDS });
export type FoundAssetList = Static<typeof FoundAssetList>;

/** The content of a small asset: as text where it is one, else in base64. */
export const AssetContent = Type.Object({
  asset_id: Type.String(),
  content_type: Type.String(),
  size: Type.Integer({ description: 'Bytes.' }),
  content: Type.Union([Type.String({ description: 'The content, when it is a text.' }), Type.Null()]),
  content_base64: Type.Union([Type.String({ description: 'The content in base64, when it is not.' }), Type.Null()]),
});
export type AssetContent = Static<typeof AssetContent>;

/** What is left of a removed asset. */
export const DeletedAsset = Type.Object({
  asset_id: Type.String(),
  deleted: Type.Literal(true),
  count: Type.Integer({ description: 'Assets that are gone: a folder takes along what it holds.' }),
});
export type DeletedAsset = Static<typeof DeletedAsset>;

/** Shows an asset in the wire's words. */
export const viewAsset = (asset: Asset, urls: AssetUrls): AssetView => ({
  id: asset.assetId,
  user_id: asset.userId,
  workflow_id: asset.workflowId,
  parent_id: asset.parentId,
  name: asset.name,
  content_type: asset.contentType,
  size: asset.size,
  metadata: { ...asset.metadata },
  created_at: new Date(asset.createdAt).toISOString(),
  get_url: asset.contentType === FOLDER_TYPE ? null : urls.sign(asset.assetId, 'content'),
  thumb_url: hasThumbnail(asset) ? urls.sign(asset.assetId, 'thumbnail') : null,
  duration: asset.durationMs === null ? null : asset.durationMs / 1000,
  source: 'user',
});

/** Shows an asset with the place where it lies. */
export const viewFoundAsset = (asset: Asset, urls: AssetUrls, folder: AssetFolder | undefined): FoundAssetView => ({
  ...viewAsset(asset, urls),
  folder_name: folder?.name ?? '',
  folder_path: folder?.path ?? '',
  folder_id: folder?.folderId ?? asset.parentId,
});
