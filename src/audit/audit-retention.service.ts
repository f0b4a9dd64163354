import { Injectable, Logger } from '@nestjs/common';
import { Interval, Timeout } from '@nestjs/schedule';

import { AppConfig } from '../config/app-config.js';
import { AuditLog } from './audit-log.service.js';
import { AuditStore } from './audit.store.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_MS = 60_000;

/** Takes records from the beginning of the audit log that are older than they have to be kept. */
@Injectable()
export class AuditRetention {
  private readonly logger = new Logger(AuditRetention.name);

  constructor(
    private readonly store: AuditStore,
    private readonly log: AuditLog,
    private readonly config: AppConfig,
  ) {}

  /**
   * Tells where the chain ends and removes what is too old. The line in the process's log is a witness outside of the
   * database: a chain that was cut or made anew doesn't hold that record any more.
   */
  @Timeout('audit-retention-first', FIRST_MS)
  @Interval('audit-retention', HOUR_MS)
  async tidy(): Promise<void> {
    try {
      await this.sweep(Date.now());
      const { seq, hash } = await this.store.end('last');
      this.logger.log('audit log', { seq, hash });
    } catch (error) {
      this.logger.error('the audit log could not be tidied', error);
    }
  }

  /** @returns number of records that went; that they went is a record too */
  async sweep(nowMs: number): Promise<number> {
    const { auditRetentionDays: days } = this.config;
    const last = days > 0 ? await this.store.findBefore(nowMs - days * DAY_MS) : null;
    const count = last ? await this.store.removeUpTo(last) : 0;
    if (count === 0 || !last) return 0;
    const target = `up to ${String(last.seq)}, ${last.hash}`;
    await this.log.recordNow({
      actor: 'process',
      action: 'audit.removed',
      target,
      door: 'process',
      outcome: 'ok',
      count,
    });
    return count;
  }
}
