import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

import { AppConfig } from '../../config/app-config.js';
import { BlobRepository } from './blob.repository.js';

const NAME = 'blob-retention';
const SWEEP_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Blobs that are forgotten in one transaction. */
const BATCH = 100;

/**
 * Forgets blobs that no run names and nobody has used for the retention time. Their bytes go with the next clean-up of the
 * store, unless an asset or another row names the same.
 */
@Injectable()
export class BlobRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BlobRetention.name);
  private sweeping: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    private readonly blobs: BlobRepository,
    private readonly config: AppConfig,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => void this.sweep(Date.now()), SWEEP_MS);
    this.scheduler.addInterval(NAME, timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    if (this.scheduler.doesExist('interval', NAME)) this.scheduler.deleteInterval(NAME);
    await this.sweeping;
  }

  /** Forgets what may go at a moment; a sweep that still runs is joined. */
  sweep(nowMs: number): Promise<void> {
    this.sweeping ??= this.run(nowMs - this.config.blobRetentionDays * DAY_MS)
      .catch((error: unknown) => {
        this.logger.error('blobs could not be swept', error);
      })
      .finally(() => {
        this.sweeping = null;
      });
    return this.sweeping;
  }

  private async run(beforeMs: number): Promise<void> {
    let count = 0;
    for (;;) {
      const names = await this.blobs.listForgotten(beforeMs, BATCH);
      const removed = await this.blobs.removeForgotten(names, beforeMs);
      count += removed;
      // What was used in this very moment stays, and would be listed again.
      if (names.length < BATCH || removed === 0 || this.isClosed) break;
    }
    if (count > 0) this.logger.log('blobs forgotten', { count });
  }
}
