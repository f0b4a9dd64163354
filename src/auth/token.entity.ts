import { Entity } from 'typeorm';

import { IdColumn, JsonColumn, TextColumn, TimeColumn } from '../database/columns.js';

/** A token that was given out; only its hash is kept. */
@Entity({ name: 'tokens' })
export class TokenRow {
  @IdColumn({ name: 'token_id' })
  readonly tokenId: string = '';

  @TextColumn()
  readonly kind: string = '';

  @TextColumn()
  readonly hash: string = '';

  @TextColumn({ name: 'node_id', isNullable: true })
  readonly nodeId: string | null = null;

  @JsonColumn<readonly string[] | null>({ name: 'user_ids', isNullable: true })
  readonly userIds: readonly string[] | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
