import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../database/database.js';

const FLUSH_MS = 5_000;
/** Time between two notes of one token's use. */
const NOTE_MS = 60_000;
/** Statements of one batch; a larger fleet is written in several. */
const MAX_BATCH = 500;

const NOTE = 'UPDATE tokens SET last_used_at = ? WHERE token_id = ? AND (last_used_at IS NULL OR last_used_at < ?)';

/** Notes when tokens are used: together every few seconds, and each token at most once a minute. */
@Injectable()
export class TokenUsage implements BeforeApplicationShutdown {
  private readonly logger = new Logger(TokenUsage.name);
  private readonly used = new Map<string, number>();
  /** When each token was noted last; entries that hold nothing back any more are dropped. */
  private readonly noted = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(private readonly database: Database) {}

  /** A token was shown, or something lives by it. */
  note(tokenId: string): void {
    this.used.set(tokenId, Date.now());
    if (!this.isClosed) this.timer ??= setTimeout(() => this.flushDue(), FLUSH_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.writing;
    await this.write([...this.used]);
  }

  private flushDue(): void {
    this.timer = null;
    const nowMs = Date.now();
    for (const [tokenId, at] of this.noted) if (nowMs - at >= NOTE_MS) this.noted.delete(tokenId);
    const due = [...this.used].filter(([tokenId]) => !this.noted.has(tokenId)).slice(0, MAX_BATCH);
    for (const [tokenId] of due) {
      this.used.delete(tokenId);
      this.noted.set(tokenId, nowMs);
    }
    if (this.used.size > 0) this.timer = setTimeout(() => this.flushDue(), FLUSH_MS).unref();
    this.writing = this.writing.then(() => this.write(due));
  }

  private async write(uses: readonly (readonly [string, number])[]): Promise<void> {
    if (uses.length === 0) return;
    try {
      await this.database.atomic(uses.map(([tokenId, at]) => ({ sql: NOTE, params: [at, tokenId, at] })));
    } catch (error) {
      this.logger.warn('the use of tokens is not noted', { reason: String(error) });
    }
  }
}
