import { setImmediate as nextTurn } from 'node:timers/promises';

import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

import { Database } from '../../../database/database.js';

const DAY_MS = 86_400_000;
/** A year's bills can be checked, with a month to do it. */
const KEPT_DAYS = 400;
/** Rows of one write: a writer that comes in between waits a few milliseconds. */
const BATCH = 500;

/** Deletes usage that is older than 400 days, in small batches. The cost beside a job stays. */
@Injectable()
export class UsageRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(UsageRetention.name);
  private sweeping: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    void this.sweep();
  }

  /** Deletes what is too old; never rejects. A sweep that is under way is joined. */
  @Interval(DAY_MS)
  sweep(now: number = Date.now()): Promise<void> {
    this.sweeping ??= this.deleteBefore(now - KEPT_DAYS * DAY_MS)
      .catch((error: unknown) => this.logger.warn('old usage of models could not be deleted', { error: String(error) }))
      .finally(() => {
        this.sweeping = undefined;
      });
    return this.sweeping;
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.sweeping;
  }

  private async deleteBefore(time: number): Promise<void> {
    // Ids begin with their time, so that the primary key finds the oldest rows.
    const sql = `DELETE FROM model_usage WHERE id IN (SELECT id FROM model_usage WHERE id < ? ORDER BY id LIMIT ${String(BATCH)})`;
    const firstId = Math.max(0, time).toString(16).padStart(12, '0');
    for (let count: number | undefined = BATCH; count === BATCH && !this.isStopping;) {
      [count] = await this.database.atomic([{ sql, params: [firstId] }]);
      await nextTurn();
    }
  }
}
