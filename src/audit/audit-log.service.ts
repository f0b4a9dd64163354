import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

import type { AuditEntry, AuditRecord } from './audit-entry.js';
import { settledEntry } from './audit-entry.js';
import { AuditStore } from './audit.store.js';
import { RefusalTally } from './refusal-tally.js';

/** Entries wait at most this long: what a crash can take of those that nobody waits for. */
const FLUSH_MS = 100;
/** Entries of one write. */
const BATCH = 500;
/** Entries in memory beyond which new ones are counted only: the database doesn't keep up. */
const MAX_WAITING = 10_000;
const TALLY_MS = 60_000;

type Settled = Omit<AuditRecord, 'seq' | 'hash'>;

/** What people and programs did here: an append-only, chained log. */
@Injectable()
export class AuditLog implements BeforeApplicationShutdown {
  private readonly logger = new Logger(AuditLog.name);
  private readonly tally = new RefusalTally();
  private waiting: Settled[] = [];
  private droppedCount = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly store: AuditStore) {}

  /** Adds an entry; it is written within a tenth of a second. */
  record(entry: AuditEntry): void {
    if (this.waiting.length >= MAX_WAITING) return void (this.droppedCount += 1);
    this.waiting.push(settledEntry(entry, Date.now()));
    this.planFlush(FLUSH_MS);
  }

  /**
   * Adds an entry and waits until it is written: what is answered only then has left its trace.
   *
   * @throws what the database refused the write with
   */
  recordNow(entry: AuditEntry): Promise<void> {
    this.record(entry);
    return this.flush();
  }

  /** Adds a refusal; those that repeat are counted and become one record a minute. */
  recordRefusal(entry: AuditEntry): void {
    if (this.tally.add(entry)) this.record(entry);
  }

  /** Ends a round of counting. */
  @Interval('audit-refusals', TALLY_MS)
  settleRefusals(): void {
    for (const entry of this.tally.take()) this.record(entry);
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.catch(() => undefined).then(() => this.writeWaiting());
    return this.writing;
  }

  /** Before the database goes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.settleRefusals();
    await this.flush().catch(() => undefined); // `write` tells about it
  }

  private async writeWaiting(): Promise<void> {
    while (this.waiting.length > 0) await this.write(this.waiting.slice(0, BATCH));
  }

  private async write(batch: readonly Settled[]): Promise<void> {
    try {
      await this.store.append(batch);
    } catch (error) {
      this.logger.error('audit records could not be written', { waiting: this.waiting.length, error: String(error) });
      this.planFlush(10 * FLUSH_MS);
      throw error;
    }
    this.waiting = this.waiting.slice(batch.length);
    if (this.droppedCount === 0) return;
    const count = this.droppedCount;
    this.droppedCount = 0;
    this.record({ actor: 'process', action: 'audit.lost', door: 'process', outcome: 'UNAVAILABLE', count });
  }

  private planFlush(delayMs: number): void {
    this.timer ??= setTimeout(() => void this.flush().catch(() => undefined), delayMs).unref(); // `write` tells about it
  }
}
