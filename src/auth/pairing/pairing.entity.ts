import { Entity } from 'typeorm';

import { IdColumn, JsonColumn, TextColumn, TimeColumn } from '../../database/columns.js';

/** Where a request to pair stands: it waits, may be collected, was collected, or was turned down. */
export type PairingStatus = 'pending' | 'approved' | 'collected' | 'denied';

/** A machine that asks for a token. Neither its code nor its secret is kept, only their hashes. */
@Entity({ name: 'pairings' })
export class PairingRow {
  @IdColumn({ name: 'pairing_id' })
  readonly pairingId: string = '';

  @TextColumn({ name: 'code_hash' })
  readonly codeHash: string = '';

  @TextColumn({ name: 'secret_hash' })
  readonly secretHash: string = '';

  @TextColumn()
  readonly status: PairingStatus = 'pending';

  @TextColumn({ name: 'node_id' })
  readonly nodeId: string = '';

  /** Users for whom the node shall work; null: all. Asked for by the machine, settled by who approves. */
  @JsonColumn<readonly string[] | null>({ name: 'user_ids', isNullable: true })
  readonly userIds: readonly string[] | null = null;

  /** Network address from which the machine asked. */
  @TextColumn()
  readonly address: string = '';

  @TextColumn({ name: 'token_name', isNullable: true })
  readonly tokenName: string | null = null;

  @TimeColumn({ name: 'token_expires_at', isNullable: true })
  readonly tokenExpiresAt: number | null = null;

  /** The token that it was given. */
  @TextColumn({ name: 'token_id', isNullable: true })
  readonly tokenId: string | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  /** From when on it can be neither approved nor collected. */
  @TimeColumn({ name: 'expires_at' })
  readonly expiresAt: number = 0;
}
