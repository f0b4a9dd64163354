import type { Statement } from '../database/statement.js';
import type { TokenRow } from './token.entity.js';

const INSERT =
  'INSERT INTO tokens (token_id, kind, hash, node_id, user_ids, scopes, name, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';

const KEEP_REPLACED = `INSERT INTO replaced_token_texts (hash, token_id, ends_at)
  SELECT hash, token_id, CAST(? AS BIGINT) FROM tokens WHERE token_id = ? AND hash = ?`;

const END_REPLACED = `DELETE FROM replaced_token_texts WHERE token_id = ?
  AND EXISTS (SELECT 1 FROM tokens WHERE token_id = ? AND hash = ?)`;

/** Adds a token. */
export const insertToken = (row: TokenRow): Statement => ({
  sql: INSERT,
  params: [
    row.tokenId,
    row.kind,
    row.hash,
    row.nodeId,
    row.userIds && JSON.stringify(row.userIds),
    row.scopes && JSON.stringify(row.scopes),
    row.name,
    row.expiresAt,
    row.createdAt,
  ],
});

/** Takes a token and its replaced texts away. */
export const revokeToken = (tokenId: string): readonly Statement[] => {
  // PostgreSQL takes no zero character, and no id has one.
  const params = [tokenId.replaceAll('\0', '')];
  return [
    { sql: 'DELETE FROM tokens WHERE token_id = ?', params },
    { sql: 'DELETE FROM replaced_token_texts WHERE token_id = ?', params },
  ];
};

/** Hashes and times of one rotation. */
export interface Rotation {
  readonly tokenId: string;
  readonly oldHash: string;
  readonly newHash: string;
  readonly nowMs: number;
  /** From when on the old text isn't taken any more. */
  readonly oldEndsAt: number;
}

/** Gives a token another text; stale when it has another one meanwhile. Without an overlap no older text stays. */
export const rotateToken = ({ tokenId, oldHash, newHash, nowMs, oldEndsAt }: Rotation): readonly Statement[] => {
  const isOverlapping = oldEndsAt > nowMs;
  return [
    {
      sql: 'DELETE FROM replaced_token_texts WHERE token_id = ? AND ends_at <= ?',
      params: [tokenId, isOverlapping ? nowMs : Number.MAX_SAFE_INTEGER],
    },
    ...(isOverlapping ? [{ sql: KEEP_REPLACED, params: [oldEndsAt, tokenId, oldHash], expect: 1 }] : []),
    {
      sql: 'UPDATE tokens SET hash = ?, rotated_at = ? WHERE token_id = ? AND hash = ?',
      params: [newHash, nowMs, tokenId, oldHash],
      expect: 1,
    },
  ];
};

/** Ends the replaced texts of a token, provided that a text is its present one. */
export const endReplaced = (tokenId: string, hash: string): Statement => ({
  sql: END_REPLACED,
  params: [tokenId, tokenId, hash],
});
