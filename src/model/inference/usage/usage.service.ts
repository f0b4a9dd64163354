import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../../../common/ids.js';
import { Database } from '../../../database/database.js';
import type { SqlValue } from '../../../database/statement.js';
import { ProtocolError } from '../../../protocol/protocol-error.js';
import type { JobCostSink } from './job-cost-sink.js';
import type { UsageAmounts, UsageRecord } from './usage.contract.js';

/** What all calls of a job used and cost together. */
export interface JobUsage {
  readonly callCount: number;
  /** Calls of which the cost isn't known: `costNanos` leaves them out. */
  readonly unpricedCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Billionths of a US dollar; null when the cost of no call is known. */
  readonly costNanos: number | null;
}

/** Records that may wait for a database that doesn't answer; with more, no further call is made: it couldn't be counted. */
const MAX_WAITING = 10_000;
const RETRY_MS = 1_000;

const AMOUNTS: readonly (readonly [column: string, amount: keyof UsageAmounts])[] = [
  ['input_tokens', 'inputTokens'],
  ['output_tokens', 'outputTokens'],
  ['cached_tokens', 'cachedTokens'],
  ['cache_write_tokens', 'cacheWriteTokens'],
  ['reasoning_tokens', 'reasoningTokens'],
  ['images', 'images'],
  ['characters', 'characters'],
  ['audio_ms', 'audioMs'],
];
const COLUMNS = [
  'id',
  'job_id',
  'user_id',
  'provider',
  'model',
  'kind',
  ...AMOUNTS.map(([column]) => column),
  'cost_nanos',
  'created_at',
];

/**
 * Writes what calls of models used. A record is written at once; those that arrive while a write is under way
 * form the next one, so that batches grow with the load.
 */
@Injectable()
export class UsageService implements OnApplicationShutdown {
  private readonly logger = new Logger(UsageService.name);
  private waiting: (readonly [UsageRecord, row: readonly SqlValue[]])[] = [];
  private flushing: Promise<void> | undefined;
  private nextFlush: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private jobCosts: JobCostSink | undefined;

  constructor(private readonly database: Database) {}

  /** Says where the costs of jobs are added up. */
  useJobCosts(sink: JobCostSink): void {
    this.jobCosts = sink;
  }

  /** @throws ProtocolError `UNAVAILABLE` when usage can't be written for so long that further calls couldn't be counted */
  assertRoom(): void {
    if (this.waiting.length < MAX_WAITING) return;
    throw new ProtocolError('UNAVAILABLE', "The usage of models can't be written: the database doesn't answer", {
      hint: 'No model is called before the database takes writes again.',
    });
  }

  /** Takes a record and resolves when it is written, or can't be written yet; never rejects. */
  record(usage: UsageRecord): Promise<void> {
    const { jobId, userId, provider, model, kind, costNanos } = usage;
    const amounts = AMOUNTS.map(([, amount]) => usage[amount]);
    this.waiting.push([usage, [newId(), jobId, userId, provider, model, kind, ...amounts, costNanos, Date.now()]]);
    return this.flush();
  }

  /** Adds up what a job used; what still waits is written first. */
  async totalFor(jobId: string): Promise<JobUsage> {
    await this.flush();
    const [row] = await this.database.query<Readonly<Record<keyof JobUsage, unknown>>>(
      `SELECT COUNT(*) AS "callCount", COUNT(*) - COUNT(cost_nanos) AS "unpricedCount",
              COALESCE(SUM(input_tokens), 0) AS "inputTokens", COALESCE(SUM(output_tokens), 0) AS "outputTokens",
              SUM(cost_nanos) AS "costNanos"
       FROM model_usage WHERE job_id = ?`,
      [jobId],
    );
    const cost = row?.costNanos ?? null;
    // PostgreSQL gives sums as text.
    return {
      callCount: Number(row?.callCount),
      unpricedCount: Number(row?.unpricedCount),
      inputTokens: Number(row?.inputTokens),
      outputTokens: Number(row?.outputTokens),
      costNanos: cost === null ? null : Number(cost),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private flush(): Promise<void> {
    // Whoever comes while a write is under way shares the next one.
    if (this.flushing) return (this.nextFlush ??= this.flushing.then(() => this.flushNext()));
    if (this.waiting.length === 0) return Promise.resolve();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.flushing = this.write([...this.waiting]).finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  private flushNext(): Promise<void> {
    this.nextFlush = undefined;
    return this.flush();
  }

  private async write(batch: typeof this.waiting): Promise<void> {
    const rows = batch.map(([, row]) => row);
    const costs = this.jobCosts?.statementsFor(costsByJob(batch.map(([usage]) => usage))) ?? [];
    try {
      await this.database.atomic([...this.database.appendRows('model_usage', COLUMNS, rows), ...costs]);
      this.waiting = this.waiting.slice(batch.length);
    } catch (error) {
      this.logger.error('usage of models could not be written', { count: batch.length, error: String(error) });
      this.timer ??= setTimeout(() => void this.retry(), RETRY_MS);
    }
  }

  private retry(): Promise<void> {
    this.timer = undefined;
    return this.flush();
  }
}

const costsByJob = (records: readonly UsageRecord[]): ReadonlyMap<string, number> => {
  const costs = new Map<string, number>();
  for (const { jobId, costNanos } of records) {
    if (jobId !== null && costNanos !== null) costs.set(jobId, (costs.get(jobId) ?? 0) + costNanos);
  }
  return costs;
};
