import { Entity } from 'typeorm';

import { BigIntColumn, ContentColumn, IdColumn, TextColumn, TimeColumn } from '../../database/columns.js';

/** Bytes that the hub keeps for a while, by the name of their content. */
@Entity({ name: 'blobs' })
export class BlobRow {
  /** Lower-case hexadecimal SHA-256. */
  @ContentColumn({ isPrimary: true })
  readonly sha256: string = '';

  /** Bytes. */
  @BigIntColumn()
  readonly size: number = 0;

  @TextColumn({ name: 'content_type' })
  readonly contentType: string = '';

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  /** When somebody last wrote or read it, give or take an hour. */
  @TimeColumn({ name: 'last_used_at' })
  readonly lastUsedAt: number = 0;
}

/** Who may read a blob, and for which run it is kept; the run is empty for what a caller uploaded. */
@Entity({ name: 'blob_owners' })
export class BlobOwnerRow {
  @IdColumn()
  readonly sha256: string = '';

  @IdColumn({ name: 'user_id' })
  readonly userId: string = '';

  @IdColumn({ name: 'run_id' })
  readonly runId: string = '';

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
