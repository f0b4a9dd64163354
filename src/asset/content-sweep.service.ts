import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { AssetContents } from './asset-contents.service.js';
import { AssetStore } from './asset-store.js';

const NAME = 'content-sweep';
const EVERY_MS = 3_600_000;
/** A content without a row is left alone for a day: its row may be about to come. */
const GRACE_MS = 86_400_000;
/** Contents that are looked at together: few enough that SQLite answers and S3 removes them in moments. */
const BATCH = 100;

/** Removes contents that no row names any more, in batches, now and then. */
@Injectable()
export class ContentSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ContentSweep.name);
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly store: AssetStore,
    private readonly contents: AssetContents,
    private readonly database: Database,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => {
      this.running ??= this.sweepLogged().finally(() => {
        this.running = undefined;
      });
    }, EVERY_MS);
    this.scheduler.addInterval(NAME, timer);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.scheduler.doesExist('interval', NAME)) this.scheduler.deleteInterval(NAME);
    this.stopped.abort();
    await this.running;
  }

  /**
   * Goes through the whole store once.
   *
   * @param before only contents that were stored before this time, in Unix milliseconds
   * @returns how many contents were removed; null when the store belongs to another database, and nothing was touched
   */
  async sweep(before: number = Date.now() - GRACE_MS): Promise<number | null> {
    if (!(await this.ownsStore())) return null;
    await this.store.tidy(before);
    let removed = 0;
    let batch: string[] = [];
    for await (const { sha256, storedAt } of this.store.list()) {
      if (this.stopped.signal.aborted) return removed;
      if (storedAt >= before) continue;
      batch.push(sha256);
      if (batch.length < BATCH) continue;
      removed += await this.contents.removeUnnamed(batch, before);
      batch = [];
    }
    return removed + (await this.contents.removeUnnamed(batch, before));
  }

  private async sweepLogged(): Promise<void> {
    try {
      const count = await this.sweep();
      if (count === null)
        this.logger.warn('the asset store is shared with another database: nothing is cleaned up in it');
      else if (count > 0) this.logger.log('removed contents that nothing names', { count });
    } catch (error) {
      this.logger.error('the clean-up of the asset store failed', { error: String(error) });
    }
  }

  /** The rows of another database could name contents that no row here does. */
  private async ownsStore(): Promise<boolean> {
    const own = await this.ownName();
    return (await this.store.claim(own)) === own;
  }

  private async ownName(): Promise<string> {
    const sql = "INSERT INTO content_store (id, name) VALUES ('own', ?) ON CONFLICT (id) DO NOTHING";
    await this.database.atomic([{ sql, params: [newId()] }]);
    const [row] = await this.database.query<{ readonly name: string }>('SELECT name FROM content_store');
    return row?.name ?? '';
  }
}
