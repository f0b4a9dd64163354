import { Injectable } from '@nestjs/common';

import { decodeCursor, encodeCursor } from '../common/cursor.js';
import { Command } from '../dispatch/command.decorator.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { AssetUrls } from './asset-url.service.js';
import { AssetArgs, CreateAssetArgs, ListAssetsArgs, SearchAssetsArgs } from './asset.args.js';
import type { Asset, AssetFilter } from './asset.contract.js';
import { AssetService } from './asset.service.js';
import {
  AssetContent,
  AssetList,
  AssetView,
  DeletedAsset,
  FoundAssetList,
  viewAsset,
  viewFoundAsset,
} from './asset.view.js';
import { assertInline, readInlineContent, viewContent } from './inline-content.js';

const MIN_QUERY = 2;

/** The commands about files and folders of users. */
@Injectable()
export class AssetCommands {
  constructor(
    private readonly assets: AssetService,
    private readonly urls: AssetUrls,
  ) {}

  @Command('list_assets', {
    args: ListAssetsArgs,
    summary: 'Lists the files and folders of a user, newest first.',
    result: AssetList,
    effect: 'reads',
    example: { content_type: 'image', limit: 10 },
  })
  async listAssets({ source, query, ...args }: ListAssetsArgs): Promise<AssetList> {
    if (query !== undefined) checkQuery(query);
    // No package ships files yet.
    if (source === 'package') return { assets: [], next: '', total: 0 };
    const { parent_id: parentId, content_type: contentType, user_id: userId } = args;
    const filter = { userId, parentId, contentType, query };
    if (query !== undefined) return await this.search('list_assets', filter, args);
    const { page, ...rest } = await this.page('list_assets', filter, args);
    return { assets: page.map((asset) => viewAsset(asset, this.urls)), ...rest };
  }

  @Command('search_assets', {
    args: SearchAssetsArgs,
    summary: 'Finds files and folders of a user by a part of their name, newest first, and says where they lie.',
    result: FoundAssetList,
    effect: 'reads',
    example: { query: 'cat' },
  })
  async searchAssets({ query, ...args }: SearchAssetsArgs): Promise<FoundAssetList> {
    checkQuery(query);
    const { content_type: contentType, workflow_id: workflowId, user_id: userId } = args;
    return await this.search('search_assets', { userId, contentType, workflowId, query }, args);
  }

  @Command('get_asset', {
    args: AssetArgs,
    summary: 'Shows one file or folder.',
    result: AssetView,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { asset_id: '019a7f3e6b3c7d2e9f1a2b3c4d5e6f70' },
  })
  async getAsset({ asset_id, user_id }: AssetArgs): Promise<AssetView> {
    return viewAsset(await this.assets.get(asset_id, user_id), this.urls);
  }

  @Command('read_asset', {
    args: AssetArgs,
    summary: 'Gives the content of a small file. Larger contents come from `GET /api/v1/assets/{id}/content`.',
    result: AssetContent,
    effect: 'reads',
    errors: ['NOT_FOUND', 'TOO_LARGE', 'UNAVAILABLE'],
    example: { asset_id: '019a7f3e6b3c7d2e9f1a2b3c4d5e6f70' },
  })
  async readAsset({ asset_id, user_id }: AssetArgs): Promise<AssetContent> {
    const asset = await this.assets.get(asset_id, user_id);
    assertInline(asset);
    const bytes = Buffer.concat(await (await this.assets.openContent(asset)).toArray());
    return viewContent(asset, bytes);
  }

  @Command('create_asset', {
    args: CreateAssetArgs,
    summary: 'Keeps a small content as a new file, or makes a folder. Larger contents go to `POST /api/v1/assets`.',
    result: AssetView,
    effect: 'writes',
    errors: ['NOT_FOUND', 'TOO_LARGE', 'UNAVAILABLE'],
    example: { name: 'notes.txt', content: 'Buy milk.' },
  })
  async createAsset(args: CreateAssetArgs): Promise<AssetView> {
    const { name, content_type: contentType, parent_id: parentId, workflow_id: workflowId, user_id: userId } = args;
    const place = { name, parentId, workflowId, userId };
    const content = readInlineContent(args);
    const made = content
      ? await this.assets.create({ ...place, contentType }, content)
      : await this.assets.createFolder(place);
    return viewAsset(await this.assets.settled(made.assetId, userId), this.urls);
  }

  @Command('delete_asset', {
    args: AssetArgs,
    summary: 'Removes a file for good, or a folder with all that it holds.',
    result: DeletedAsset,
    effect: 'destroys',
    errors: ['NOT_FOUND'],
    example: { asset_id: '019a7f3e6b3c7d2e9f1a2b3c4d5e6f70' },
  })
  async deleteAsset({ asset_id, user_id }: AssetArgs): Promise<DeletedAsset> {
    return { asset_id, deleted: true, count: await this.assets.remove(asset_id, user_id) };
  }

  private async search(command: string, filter: AssetFilter, args: PageArgs): Promise<FoundAssetList> {
    const { page, ...rest } = await this.page(command, filter, args);
    const folders = await this.assets.foldersOf(page, filter.userId);
    return { assets: page.map((asset) => viewFoundAsset(asset, this.urls, folders.get(asset.assetId))), ...rest };
  }

  private async page(command: string, filter: AssetFilter, { limit, start_key }: PageArgs): Promise<AssetPage> {
    const beforeAssetId = start_key === '' ? undefined : positionOf(command, start_key);
    const found = await this.assets.list({ ...filter, beforeAssetId, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { page, next: last ? encodeCursor([last.assetId]) : '', total: await this.assets.count(filter) };
  }
}

interface PageArgs {
  readonly limit: number;
  readonly start_key: string;
}

interface AssetPage {
  readonly page: readonly Asset[];
  readonly next: string;
  readonly total: number;
}

const checkQuery = (query: string): void => {
  if (query.trim().length >= MIN_QUERY) return;
  const message = `Search query must be at least ${String(MIN_QUERY)} characters long`;
  throw new ProtocolError('INVALID_ARGUMENT', message, { problems: [{ field: 'query', message }] });
};

const positionOf = (command: string, startKey: string): string => {
  const [assetId] = decodeCursor(startKey, 1) ?? [];
  if (typeof assetId === 'string' && !assetId.includes('\0')) return assetId;
  const message = 'start_key must be the next of an earlier page';
  throw new ProtocolError('INVALID_ARGUMENT', `${command}: ${message}`, {
    problems: [{ field: 'start_key', message }],
  });
};
