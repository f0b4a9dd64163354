import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { findRow } from '../../database/find-row.js';
import type { Statement } from '../../database/statement.js';
import { BlobRow } from './blob.entity.js';

/** For whom a blob is kept. */
export interface BlobOwner {
  readonly userId: string;
  /** Null for what a caller uploaded beside any run. */
  readonly runId: string | null;
}

/** A blob that was just written. */
export interface NewBlob {
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string;
}

/** What a writer says who doesn't know the type: a later one who knows it is believed. */
export const UNKNOWN_TYPE = 'application/octet-stream';

const UPSERT_BLOB = `INSERT INTO blobs (sha256, size, content_type, created_at, last_used_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (sha256) DO UPDATE SET last_used_at = excluded.last_used_at,
    content_type = CASE WHEN blobs.content_type = '${UNKNOWN_TYPE}' THEN excluded.content_type ELSE blobs.content_type END`;

const ADD_OWNER = `INSERT INTO blob_owners (sha256, user_id, run_id, created_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (sha256, user_id, run_id) DO NOTHING`;

const KEEP_FOR_RUN = `INSERT INTO blob_owners (sha256, user_id, run_id, created_at)
  SELECT DISTINCT sha256, user_id, ?, CAST(? AS BIGINT) FROM blob_owners WHERE sha256 = ? AND user_id = ?
  ON CONFLICT (sha256, user_id, run_id) DO NOTHING`;

/** True for blobs that no run of the hub names and that nobody has used since a moment. */
const IS_FORGOTTEN = `last_used_at < ? AND NOT EXISTS
  (SELECT 1 FROM blob_owners JOIN runs ON runs.id = blob_owners.run_id WHERE blob_owners.sha256 = blobs.sha256)`;

const DELETE_OWNERS_WITHOUT_BLOB = `DELETE FROM blob_owners WHERE sha256 = ?
  AND NOT EXISTS (SELECT 1 FROM blobs WHERE blobs.sha256 = blob_owners.sha256)`;

/** Reads and writes what is known about blobs. */
@Injectable()
export class BlobRepository {
  constructor(private readonly database: Database) {}

  find(sha256: string): Promise<BlobRow | null> {
    return findRow(this.database, BlobRow, { sha256 });
  }

  /** Finds a blob that one of the users owns; null = any user. */
  async findOf(sha256: string, userIds: readonly string[] | null): Promise<BlobRow | null> {
    if (userIds !== null && !(await this.isOwned(sha256, userIds))) return null;
    return await this.find(sha256);
  }

  async add({ sha256, size, contentType }: NewBlob, { userId, runId }: BlobOwner, nowMs: number): Promise<void> {
    await this.database.atomic([
      { sql: UPSERT_BLOB, params: [sha256, size, contentType, nowMs, nowMs] },
      { sql: ADD_OWNER, params: [sha256, userId, runId ?? '', nowMs] },
    ]);
  }

  /** Notes that a blob is in use; for a run also that it is kept as long as the run. */
  async touch(sha256: string, owner: BlobOwner | null, nowMs: number): Promise<void> {
    const touched = { sql: 'UPDATE blobs SET last_used_at = ? WHERE sha256 = ?', params: [nowMs, sha256] };
    const { userId = '', runId = null } = owner ?? {};
    await this.database.atomic(runId === null ? [touched] : [touched, keepForRun(sha256, userId, runId, nowMs)]);
  }

  /** Lists blobs that may go, longest unused first. */
  async listForgotten(beforeMs: number, limit: number): Promise<readonly string[]> {
    const rows = await this.database.query<{ readonly sha256: string }>(
      `SELECT sha256 FROM blobs WHERE ${IS_FORGOTTEN} ORDER BY last_used_at, sha256 LIMIT ?`,
      [beforeMs, limit],
    );
    return rows.map(({ sha256 }) => sha256);
  }

  /** Forgets blobs and their owners, but those that were used or named by a run meanwhile; tells how many went. */
  async removeForgotten(sha256s: readonly string[], beforeMs: number): Promise<number> {
    const changes = await this.database.atomic(
      sha256s.flatMap((sha256) => [
        { sql: `DELETE FROM blobs WHERE sha256 = ? AND ${IS_FORGOTTEN}`, params: [sha256, beforeMs] },
        { sql: DELETE_OWNERS_WITHOUT_BLOB, params: [sha256] },
      ]),
    );
    return changes.filter((_, index) => index % 2 === 0).reduce((sum, count) => sum + count, 0);
  }

  /** Forgets a blob whose bytes are gone. */
  async remove(sha256: string): Promise<void> {
    await this.database.atomic([
      { sql: 'DELETE FROM blobs WHERE sha256 = ?', params: [sha256] },
      { sql: DELETE_OWNERS_WITHOUT_BLOB, params: [sha256] },
    ]);
  }

  private async isOwned(sha256: string, userIds: readonly string[]): Promise<boolean> {
    if (userIds.length === 0) return false;
    const marks = userIds.map(() => '?').join(', ');
    const rows = await this.database.query(
      `SELECT 1 FROM blob_owners WHERE sha256 = ? AND user_id IN (${marks}) LIMIT 1`,
      [sha256, ...userIds],
    );
    return rows.length > 0;
  }
}

/** Keeps a blob as long as a run; without effect unless the run's user may read it already. */
export const keepForRun = (sha256: string, userId: string, runId: string, nowMs: number): Statement => ({
  sql: KEEP_FOR_RUN,
  params: [runId, nowMs, sha256, userId],
});
