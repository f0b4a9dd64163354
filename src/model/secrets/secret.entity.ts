import { Entity } from 'typeorm';

import { IdColumn, TextColumn, TimeColumn } from '../../database/columns.js';

/** A secret of a user, encrypted. */
@Entity({ name: 'secrets' })
export class SecretRow {
  @IdColumn({ name: 'user_id' })
  readonly userId: string = '';

  @IdColumn()
  readonly name: string = '';

  /** What `sealSecret` made of the value. */
  @TextColumn()
  readonly sealed: string = '';

  /** Tells which key it was encrypted with, without telling the key. */
  @TextColumn({ name: 'key_id' })
  readonly keyId: string = '';

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  @TimeColumn({ name: 'updated_at' })
  readonly updatedAt: number = 0;
}
