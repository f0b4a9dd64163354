import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';

import { Database } from '../../database/database.js';
import { StaleWriteError } from '../../database/statement.js';
import { insertToken } from '../token-statements.js';
import { TokenRow } from '../token.entity.js';
import { PairingRow } from './pairing.entity.js';

const INSERT = `INSERT INTO pairings (pairing_id, code_hash, secret_hash, status, node_id, user_ids, address, created_at, expires_at)
  VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?)`;
const APPROVE = `UPDATE pairings SET status = 'approved', user_ids = ?, token_name = ?, token_expires_at = ?, expires_at = ?
  WHERE pairing_id = ? AND status = 'pending'`;
const COLLECT = `UPDATE pairings SET status = 'collected', token_id = ? WHERE pairing_id = ? AND status = 'approved'`;
const DENY = `UPDATE pairings SET status = 'denied' WHERE pairing_id = ? AND status IN ('pending', 'approved')`;

/** Keeps requests to pair, for all processes of a hub. */
@Injectable()
export class PairingRepository {
  constructor(private readonly database: Database) {}

  /** Adds a request and forgets those that are over. */
  async add(row: PairingRow, nowMs: number): Promise<void> {
    const { pairingId, codeHash, secretHash, nodeId, userIds, address, createdAt, expiresAt } = row;
    const users = userIds && JSON.stringify(userIds);
    await this.database.atomic([
      { sql: 'DELETE FROM pairings WHERE expires_at <= ?', params: [nowMs] },
      { sql: INSERT, params: [pairingId, codeHash, secretHash, nodeId, users, address, createdAt, expiresAt] },
    ]);
  }

  /** Lists what waits for an operator, oldest first. */
  listPending(nowMs: number): Promise<PairingRow[]> {
    const where = { status: 'pending', expiresAt: MoreThan(nowMs) } as const;
    return this.database.repository(PairingRow).find({ where, order: { pairingId: 'ASC' } });
  }

  /** Finds a request that isn't over. */
  find(
    by: { readonly codeHash: string } | { readonly secretHash: string } | { readonly pairingId: string },
    nowMs: number,
  ): Promise<PairingRow | null> {
    return this.database.repository(PairingRow).findOneBy({ ...by, expiresAt: MoreThan(nowMs) });
  }

  /** Settles what a machine may collect; false when somebody else has decided meanwhile. */
  async approve({ pairingId, userIds, tokenName, tokenExpiresAt, expiresAt }: PairingRow): Promise<boolean> {
    const users = userIds && JSON.stringify(userIds);
    const params = [users, tokenName, tokenExpiresAt, expiresAt, pairingId];
    return (await this.database.atomic([{ sql: APPROVE, params }]))[0] === 1;
  }

  async deny(pairingId: string): Promise<boolean> {
    return (await this.database.atomic([{ sql: DENY, params: [pairingId] }]))[0] === 1;
  }

  /** Makes the token of an approved request; false when that was done before. */
  async collect(pairingId: string, token: TokenRow): Promise<boolean> {
    try {
      const taken = { sql: COLLECT, params: [token.tokenId, pairingId], expect: 1 };
      await this.database.atomic([taken, insertToken(token)]);
      return true;
    } catch (error) {
      if (error instanceof StaleWriteError) return false;
      throw error;
    }
  }

  /** Tells whether a token has this text. */
  hasToken(tokenId: string, hash: string): Promise<boolean> {
    return this.database.repository(TokenRow).existsBy({ tokenId, hash });
  }

  countTokensOf(nodeId: string): Promise<number> {
    return this.database.repository(TokenRow).countBy({ nodeId });
  }
}
