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

  /** Null: everything that the kind may. */
  @JsonColumn<readonly string[] | null>({ isNullable: true })
  readonly scopes: readonly string[] | null = null;

  /** What its owner calls it; null for those of the first start. */
  @TextColumn({ isNullable: true })
  readonly name: string | null = null;

  /** From when on it isn't taken any more; null: always. */
  @TimeColumn({ name: 'expires_at', isNullable: true })
  readonly expiresAt: number | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  /** When it was last shown, or lived by, give or take a minute; null: never. */
  @TimeColumn({ name: 'last_used_at', isNullable: true })
  readonly lastUsedAt: number | null = null;

  /** When its present text replaced another one; null: it is the first. */
  @TimeColumn({ name: 'rotated_at', isNullable: true })
  readonly rotatedAt: number | null = null;
}

/** A text of a token that a newer one has replaced and that is still taken for a while; only its hash is kept. */
@Entity({ name: 'replaced_token_texts' })
export class ReplacedTokenTextRow {
  @IdColumn()
  readonly hash: string = '';

  @TextColumn({ name: 'token_id' })
  readonly tokenId: string = '';

  /** From when on it isn't taken any more. */
  @TimeColumn({ name: 'ends_at' })
  readonly endsAt: number = 0;
}
