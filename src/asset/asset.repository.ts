import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';

import type { JsonObject } from '../common/json.js';
import { Database } from '../database/database.js';
import { findRow } from '../database/find-row.js';
import { StaleWriteError } from '../database/statement.js';
import type { AssetFilter, AssetSlice } from './asset.contract.js';
import type { AssetValues } from './asset.entity.js';
import { AssetRow } from './asset.entity.js';
import { chargeUsage, insertAsset, openUsage, removeTree } from './asset.statements.js';

/** Why an asset was not added. */
export type InsertRefusal = 'over-quota' | 'no-folder';

/** Place of a statement in the batch that adds an asset. */
const REFUSALS: Readonly<Record<number, InsertRefusal>> = { 1: 'over-quota', 2: 'no-folder' };

/** Kinds of content that are asked for by the part of the media type before the slash. */
const CATEGORIES: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'text']);

/** Folders above an asset that a path names; deeper ones are left out. */
const MAX_PATH_FOLDERS = 64;

/** What was found out about a content after it was stored. */
export interface ContentFacts {
  readonly metadata: JsonObject;
  readonly durationMs: number | null;
}

/** A folder on the way from an asset to the top. */
export interface Ancestor {
  /** The folder from which the way begins. */
  readonly start_id: string;
  readonly name: string;
  /** 0 for the folder itself. */
  readonly level: number;
}

/** The rows of assets. */
@Injectable()
export class AssetRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds an asset and counts its bytes; tells why not.
   *
   * @param quotaBytes bytes that the user may have in all; null = any number
   */
  async insert(row: AssetValues, quotaBytes: number | null): Promise<InsertRefusal | null> {
    const { userId, size } = row;
    try {
      await this.database.atomic([openUsage(userId), chargeUsage(userId, size, quotaBytes), insertAsset(row)]);
      return null;
    } catch (error) {
      const refusal = error instanceof StaleWriteError ? REFUSALS[error.statementIndex] : undefined;
      if (refusal === undefined) throw error;
      return refusal;
    }
  }

  find(assetId: string): Promise<AssetRow | null> {
    return findRow(this.database, AssetRow, { assetId });
  }

  list({ beforeAssetId, limit, ...filter }: AssetSlice): Promise<readonly AssetRow[]> {
    const query = this.matching(filter);
    if (beforeAssetId !== undefined) query.andWhere('asset.assetId < :beforeAssetId', { beforeAssetId });
    return query.orderBy('asset.assetId', 'DESC').limit(limit).getMany();
  }

  count(filter: AssetFilter): Promise<number> {
    return this.matching(filter).getCount();
  }

  /** Bytes of all assets of a user. */
  async usage(userId: string): Promise<number> {
    const sql = 'SELECT bytes FROM asset_usage WHERE user_id = ?';
    // PostgreSQL gives 64-bit integers as text.
    const [row] = await this.database.query<{ readonly bytes: number | string }>(sql, [userId]);
    return Number(row?.bytes ?? 0);
  }

  /** Removes an asset, a folder with all that it holds; gives how many assets that were. */
  async remove(assetId: string, userId: string): Promise<number> {
    return (await this.database.atomic(removeTree(assetId, userId))).at(-1) ?? 0;
  }

  /** Adds what was found out about a content. */
  async addFacts(assetId: string, { metadata, durationMs }: ContentFacts): Promise<void> {
    await this.database.atomic([
      {
        sql: 'UPDATE assets SET metadata = ?, duration_ms = ? WHERE asset_id = ?',
        params: [JSON.stringify(metadata), durationMs, assetId],
      },
    ]);
  }

  /** Notes the content of a thumbnail. */
  async setThumb(assetId: string, thumbSha256: string | null): Promise<void> {
    const sql = 'UPDATE assets SET thumb_sha256 = ? WHERE asset_id = ?';
    await this.database.atomic([{ sql, params: [thumbSha256, assetId] }]);
  }

  /** Lists the folders from each of some folders up to the top. */
  async ancestors(folderIds: readonly string[], userId: string): Promise<readonly Ancestor[]> {
    if (folderIds.length === 0) return [];
    return await this.database.query<Ancestor>(
      `WITH RECURSIVE way (start_id, parent_id, name, level) AS (
         SELECT asset_id, parent_id, name, 0 FROM assets WHERE asset_id IN (${marks(folderIds)}) AND user_id = ?
         UNION ALL
         SELECT way.start_id, above.parent_id, above.name, way.level + 1
         FROM assets above JOIN way ON above.asset_id = way.parent_id
         WHERE above.user_id = ? AND way.level < ${String(MAX_PATH_FOLDERS)}
       ) SELECT start_id, name, level FROM way`,
      [...folderIds, userId, userId],
    );
  }

  private matching({ userId, parentId, workflowId, contentType, query = '' }: AssetFilter) {
    const builder = this.database
      .repository(AssetRow)
      .createQueryBuilder('asset')
      .where('asset.userId = :userId', { userId });
    if (parentId !== undefined) builder.andWhere('asset.parentId = :parentId', { parentId });
    if (workflowId !== undefined) builder.andWhere('asset.workflowId = :workflowId', { workflowId });
    if (contentType !== undefined) narrowType(builder, contentType.toLowerCase());
    if (query !== '') {
      const pattern = `%${escapeLike(query.toLowerCase())}%`;
      builder.andWhere("asset.searchText LIKE :pattern ESCAPE '!'", { pattern });
    }
    return builder;
  }
}

const narrowType = (builder: SelectQueryBuilder<AssetRow>, contentType: string): void => {
  if (CATEGORIES.has(contentType)) builder.andWhere('asset.contentType LIKE :like', { like: `${contentType}/%` });
  else builder.andWhere('asset.contentType = :contentType', { contentType });
};

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const escapeLike = (text: string): string => text.replaceAll(/[!%_]/g, '!$&');
