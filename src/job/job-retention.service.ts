import { setTimeout as pause } from 'node:timers/promises';

import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { Interval, Timeout } from '@nestjs/schedule';

import { AppConfig } from '../config/app-config.js';
import type { JobEnd } from './job-removal.repository.js';
import { JobRemovalRepository } from './job-removal.repository.js';
import { NodeIdentity } from './node-identity.service.js';
import type { RemovalStep } from './removal-steps.js';
import { removalSteps } from './removal-steps.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After a start there is more important work. */
const FIRST_MS = 300_000;
/** Jobs that are looked at in one go. */
const LOOK_JOBS = 100;
/** Rows that one step takes away: a millisecond or two of SQLite's only writer. */
const STEP_ROWS = 250;
/**
 * Between two steps the database is left alone for several times as long as a step took, and never shorter than this: at some
 * 10,000 rows per second SQLite rarely has to move its log into the file, and that is what writers wait for longest.
 */
const REST_FACTOR = 4;
const MIN_REST_MS = 20;

const FIRST_END: JobEnd = { finishedAt: 0, jobId: '' };

/** Takes away jobs that are too old or too many, with their logs, in small steps. */
@Injectable()
export class JobRetention implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobRetention.name);
  private readonly closing = new AbortController();
  private sweeping: Promise<number> | null = null;

  constructor(
    private readonly jobs: JobRemovalRepository,
    private readonly identity: NodeIdentity,
    private readonly config: AppConfig,
  ) {}

  @Timeout('job-retention-first', FIRST_MS)
  @Interval('job-retention', HOUR_MS)
  async tidy(): Promise<void> {
    if (this.sweeping) return;
    try {
      const count = await this.sweep(Date.now());
      if (count > 0) this.logger.log('old jobs removed', { count });
    } catch (error) {
      this.logger.error('old jobs could not be removed', error);
    }
  }

  /**
   * Takes away what is too old or too much at a time; a second call during a sweep joins it.
   *
   * @returns number of jobs that went
   */
  sweep(nowMs: number): Promise<number> {
    this.sweeping ??= this.run(nowMs).finally(() => (this.sweeping = null));
    return this.sweeping;
  }

  /** Before the database goes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.sweeping?.catch(() => undefined); // `tidy` tells about it
  }

  private async run(nowMs: number): Promise<number> {
    const upTo = await this.limitOf(nowMs);
    return upTo ? this.removeUpTo(upTo) : 0;
  }

  private async removeUpTo(upTo: JobEnd): Promise<number> {
    let after = FIRST_END;
    let count = 0;
    while (!this.closing.signal.aborted) {
      const jobs = await this.jobs.listRemovable(this.identity.nodeId, { after, upTo, limit: LOOK_JOBS });
      for (const step of removalSteps(jobs, STEP_ROWS)) count += await this.take(step);
      const last = jobs.at(-1);
      if (!last) break;
      after = last;
    }
    return count;
  }

  /** The newest job that has to go; null when all may stay. */
  private async limitOf(nowMs: number): Promise<JobEnd | null> {
    const { jobRetentionDays: days, jobRetentionCount: count } = this.config;
    const byAge = days > 0 ? { finishedAt: nowMs - days * DAY_MS, jobId: '' } : null;
    const byCount = count > 0 ? await this.jobs.findEnd(this.identity.nodeId, count) : null;
    if (!byAge || !byCount) return byAge ?? byCount;
    return byAge.finishedAt > byCount.finishedAt ? byAge : byCount;
  }

  /** Does a step and rests; tells how many jobs went. */
  private async take(step: RemovalStep): Promise<number> {
    if (this.closing.signal.aborted) return 0;
    const startedAt = performance.now();
    if (step.kind === 'lines') await this.jobs.removeLines(step.jobId, step.upToSeq);
    else await this.jobs.remove(step.jobIds);
    const restMs = Math.max(MIN_REST_MS, (performance.now() - startedAt) * REST_FACTOR);
    await pause(restMs, undefined, { signal: this.closing.signal }).catch(() => undefined); // stopping: no rest needed
    return step.kind === 'jobs' ? step.jobIds.length : 0;
  }
}
