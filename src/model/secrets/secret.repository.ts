import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { SecretRow } from './secret.entity.js';

/** A secret as it is written. */
export type SealedSecret = Pick<SecretRow, 'userId' | 'name' | 'sealed' | 'keyId' | 'updatedAt'>;

interface RawSecret {
  readonly user_id: string;
  readonly name: string;
  readonly sealed: string;
  readonly key_id: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** The rows of secrets. */
@Injectable()
export class SecretRepository {
  constructor(private readonly database: Database) {}

  /** Lists a user's secrets by name. Every call of a provider asks, so that it is done without the ORM. */
  async list(userId: string): Promise<readonly SecretRow[]> {
    const rows = await this.database.query<RawSecret>('SELECT * FROM secrets WHERE user_id = ?', [userId]);
    // Databases order texts by the rules of a language; names are plain ASCII.
    return rows.map(rowOf).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Tells whether anybody has a secret here. */
  async hasAny(): Promise<boolean> {
    return (await this.database.query('SELECT name FROM secrets LIMIT 1')).length > 0;
  }

  /** Counts the secrets that no key but the named one opens. */
  async countForeign(keyId: string | null): Promise<number> {
    const sql = 'SELECT COUNT(*) AS count FROM secrets WHERE key_id <> ?';
    const [row] = await this.database.query<{ readonly count: number | string }>(sql, [keyId ?? '']);
    return Number(row?.count ?? 0);
  }

  /** Writes a secret over the one of that name, unless the user would then have more than `maxCount`; tells whether it did. */
  async put({ userId, name, sealed, keyId, updatedAt }: SealedSecret, maxCount: number): Promise<boolean> {
    const [count] = await this.database.atomic([
      {
        sql: `INSERT INTO secrets (user_id, name, sealed, key_id, created_at, updated_at)
              SELECT ?, ?, ?, ?, ?, ? WHERE (SELECT COUNT(*) FROM secrets WHERE user_id = ? AND name <> ?) < ?
              ON CONFLICT (user_id, name) DO UPDATE
              SET sealed = excluded.sealed, key_id = excluded.key_id, updated_at = excluded.updated_at`,
        params: [userId, name, sealed, keyId, updatedAt, updatedAt, userId, name, maxCount],
      },
    ]);
    return count === 1;
  }

  /** Takes a secret away; tells whether there was one. */
  async remove(userId: string, name: string): Promise<boolean> {
    const [count] = await this.database.atomic([
      { sql: 'DELETE FROM secrets WHERE user_id = ? AND name = ?', params: [userId, name] },
    ]);
    return count === 1;
  }
}

const rowOf = ({ user_id, name, sealed, key_id, created_at, updated_at }: RawSecret): SecretRow => ({
  userId: user_id,
  name,
  sealed,
  keyId: key_id,
  createdAt: created_at,
  updatedAt: updated_at,
});
