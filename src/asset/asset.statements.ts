import type { SqlValue, Statement } from '../database/statement.js';
import type { AssetValues } from './asset.entity.js';

/** Makes the row that counts a user's bytes, so that later statements can lock and change it. */
export const openUsage = (userId: string): Statement => ({
  sql: 'INSERT INTO asset_usage (user_id, bytes) VALUES (?, 0) ON CONFLICT (user_id) DO NOTHING',
  params: [userId],
});

/** Counts bytes of a user in, unless they go beyond the quota. */
export const chargeUsage = (userId: string, size: number, quotaBytes: number | null): Statement =>
  quotaBytes === null
    ? { sql: 'UPDATE asset_usage SET bytes = bytes + ? WHERE user_id = ?', params: [size, userId], expect: 1 }
    : {
        sql: 'UPDATE asset_usage SET bytes = bytes + ? WHERE user_id = ? AND bytes <= ?',
        params: [size, userId, quotaBytes - size],
        expect: 1,
      };

/** Adds an asset, if its folder is there and the user's. */
export const insertAsset = (row: AssetValues): Statement => ({
  sql: `INSERT INTO assets (asset_id, user_id, parent_id, workflow_id, job_id, name, search_text, content_type, size, sha256, metadata, created_at)
        SELECT asset_id, user_id, parent_id, workflow_id, job_id, name, search_text, content_type, size, sha256, metadata, created_at
        FROM (SELECT ${COLUMNS.join(', ')}) AS row
        WHERE parent_id = user_id
           OR EXISTS (SELECT 1 FROM assets folder WHERE folder.asset_id = row.parent_id AND folder.user_id = row.user_id AND folder.content_type = 'folder')`,
  params: [
    row.assetId,
    row.userId,
    row.parentId,
    row.workflowId,
    row.jobId,
    row.name,
    row.searchText,
    row.contentType,
    row.size,
    row.sha256,
    JSON.stringify(row.metadata),
    row.createdAt,
  ],
  expect: 1,
});

/**
 * Removes an asset of a user, a folder with all that it holds, and counts the bytes out.
 * The last statement's count is the number of assets; it must be at least one.
 */
export const removeTree = (assetId: string, userId: string): readonly Statement[] => {
  const params: readonly SqlValue[] = [assetId, userId, userId];
  return [
    // The lock comes first: on PostgreSQL a statement sees what was committed before it began, not before it got a lock.
    { sql: 'UPDATE asset_usage SET bytes = bytes WHERE user_id = ?', params: [userId] },
    {
      sql: `UPDATE asset_usage SET bytes = bytes - (SELECT COALESCE(SUM(size), 0) FROM assets WHERE asset_id IN (${TREE})) WHERE user_id = ?`,
      params: [...params, userId],
    },
    { sql: `DELETE FROM assets WHERE asset_id IN (${TREE})`, params },
  ];
};

/** Casts tell PostgreSQL the types, which it can't work out for a parameter that is only selected. */
const COLUMNS = [
  ...['asset_id', 'user_id', 'parent_id', 'workflow_id', 'job_id', 'name', 'search_text', 'content_type'].map(
    (name) => `CAST(? AS TEXT) AS ${name}`,
  ),
  'CAST(? AS BIGINT) AS size',
  'CAST(? AS TEXT) AS sha256',
  'CAST(? AS TEXT) AS metadata',
  'CAST(? AS BIGINT) AS created_at',
];

/** The asset and everything below it. Nothing is ever moved, so that a tree can't hold itself. */
const TREE = `WITH RECURSIVE tree (asset_id) AS (
  SELECT asset_id FROM assets WHERE asset_id = ? AND user_id = ?
  UNION ALL
  SELECT child.asset_id FROM assets child JOIN tree ON child.parent_id = tree.asset_id WHERE child.user_id = ?
) SELECT asset_id FROM tree`;
