import { Entity } from 'typeorm';

import type { JsonObject } from '../common/json.js';
import { BigIntColumn, ContentColumn, IdColumn, JsonColumn, TextColumn, TimeColumn } from '../database/columns.js';
import type { Asset } from './asset.contract.js';

/** A file or a folder of a user; its bytes lie in the store under the name of their content. */
@Entity({ name: 'assets' })
export class AssetRow implements Asset {
  /** Made by `newId`: sorts by time. */
  @IdColumn({ name: 'asset_id' })
  readonly assetId: string = '';

  @TextColumn({ name: 'user_id' })
  readonly userId: string = '';

  /** The folder that holds it; at the top the user's own id. */
  @TextColumn({ name: 'parent_id' })
  readonly parentId: string = '';

  @TextColumn({ name: 'workflow_id', isNullable: true })
  readonly workflowId: string | null = null;

  @TextColumn({ name: 'job_id', isNullable: true })
  readonly jobId: string | null = null;

  @TextColumn()
  readonly name: string = '';

  /** The name in lower case: the two databases compare letters in different ways. */
  @TextColumn({ name: 'search_text' })
  readonly searchText: string = '';

  @TextColumn({ name: 'content_type' })
  readonly contentType: string = '';

  @BigIntColumn()
  readonly size: number = 0;

  @ContentColumn({ isNullable: true })
  readonly sha256: string | null = null;

  /** Content of the thumbnail; null until somebody asks for it, `none` when none can be made. */
  @ContentColumn({ name: 'thumb_sha256', isNullable: true })
  readonly thumbSha256: string | null = null;

  @JsonColumn<JsonObject>()
  readonly metadata: JsonObject = {};

  @BigIntColumn({ name: 'duration_ms', isNullable: true })
  readonly durationMs: number | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}

/** The values of a row, as a plain object. */
export type AssetValues = Readonly<AssetRow>;
