import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { namedContents } from '../database/content-columns.js';
import { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { ByteRange, PublicTerms, StoredBytes, StoredContent, WriteOptions } from './asset-store.js';
import { AssetStore } from './asset-store.js';
import { AssetRow } from './asset.entity.js';

/** A removal that began longer ago was broken off by the end of its process. */
const REMOVAL_MS = 60_000;
const REMOVAL_POLL_MS = 20;
const RETRY_AFTER_MS = 1000;

/** What becomes of kept bytes: `adopt` commits the row that names them, `undo` takes it back. */
export interface Adoption<T> {
  adopt(stored: StoredBytes): Promise<T>;
  undo(adopted: T): Promise<unknown>;
}

/**
 * The contents of the store on behalf of the rows that name them in a `ContentColumn`. A content that no row names is
 * removed some time later; this class sees to it that a content which is being removed can't be taken for a kept one.
 *
 * Each side first writes down what it does and then looks at what the other did: a removal is announced before the rows are
 * asked for the last time; a row is committed before the announcements are read, and after them the store. So at least one
 * of them sees the other, also in another process on the same database.
 */
@Injectable()
export class AssetContents {
  constructor(
    private readonly store: AssetStore,
    private readonly database: Database,
  ) {}

  /**
   * Keeps bytes for a row that names them.
   *
   * @throws ProtocolError as the store does; `UNAVAILABLE` when the content was removed in that very moment: send it again
   */
  async keep<T>(bytes: Uint8Array | Readable, options: WriteOptions, { adopt, undo }: Adoption<T>): Promise<T> {
    const stored = await this.store.write(bytes, options);
    const adopted = await this.adoptOrDrop(stored, adopt);
    if (await this.isKept(stored.sha256)) return adopted;
    await undo(adopted);
    throw new ProtocolError('UNAVAILABLE', 'The same content was just being cleaned up. Send it again.', {
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  /** Finds a content; null when it isn't kept. */
  stat(sha256: string): Promise<StoredContent | null> {
    return this.store.stat(sha256);
  }

  /** Streams a content or a part of it; null when it isn't kept. */
  open(sha256: string, range?: ByteRange): Promise<Readable | null> {
    return this.store.open(sha256, range);
  }

  /** Makes an address from which anybody can fetch a content for a while; null when the store gives none. */
  publicUrl(sha256: string, terms: PublicTerms): Promise<string | null> {
    return this.store.publicUrl(sha256, terms);
  }

  /**
   * Removes those contents that were stored before that time and that no row names.
   *
   * @param sha256s at most a few hundred: all are removed within a minute
   * @returns how many were removed
   */
  async removeUnnamed(sha256s: readonly string[], before: number): Promise<number> {
    const unnamed = await this.unnamedOf(sha256s);
    if (unnamed.length === 0) return 0;
    const at = Date.now();
    const counts = await this.database.atomic(unnamed.map((sha256) => announce(sha256, at)));
    const announced = unnamed.filter((_, index) => counts[index] === 1);
    try {
      return await this.removeOld(await this.unnamedOf(announced), before);
    } finally {
      await this.database.atomic(announced.map((sha256) => withdraw(sha256, at)));
    }
  }

  private async removeOld(sha256s: readonly string[], before: number): Promise<number> {
    let count = 0;
    for (const sha256 of sha256s) {
      const content = await this.store.stat(sha256);
      if (!content || content.storedAt >= before) continue;
      await this.store.remove(sha256);
      count += 1;
    }
    return count;
  }

  private async unnamedOf(sha256s: readonly string[]): Promise<readonly string[]> {
    const named = await namedContents(this.database, AssetRow, sha256s);
    return sha256s.filter((sha256) => !named.has(sha256));
  }

  /** A content whose row is refused goes at once: refused uploads must not fill the disk. */
  private async adoptOrDrop<T>(stored: StoredBytes, adopt: Adoption<T>['adopt']): Promise<T> {
    try {
      return await adopt(stored);
    } catch (error) {
      await this.removeUnnamed([stored.sha256], Infinity);
      throw error;
    }
  }

  /** Waits for a removal that was announced before the row was there, and sees what it left. */
  private async isKept(sha256: string): Promise<boolean> {
    while (await this.isBeingRemoved(sha256)) await delay(REMOVAL_POLL_MS);
    return (await this.store.stat(sha256)) !== null;
  }

  private async isBeingRemoved(sha256: string): Promise<boolean> {
    const sql = 'SELECT sha256 FROM content_removals WHERE sha256 = ? AND started_at > ?';
    return (await this.database.query(sql, [sha256, Date.now() - REMOVAL_MS])).length > 0;
  }
}

/** Announces a removal, unless another process has done so. */
const announce = (sha256: string, at: number): Statement => ({
  sql: `INSERT INTO content_removals (sha256, started_at) VALUES (?, ?)
        ON CONFLICT (sha256) DO UPDATE SET started_at = excluded.started_at WHERE content_removals.started_at <= ?`,
  params: [sha256, at, at - REMOVAL_MS],
});

const withdraw = (sha256: string, at: number): Statement => ({
  sql: 'DELETE FROM content_removals WHERE sha256 = ? AND started_at = ?',
  params: [sha256, at],
});
