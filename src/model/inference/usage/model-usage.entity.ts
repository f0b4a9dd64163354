import { Entity } from 'typeorm';

import { BigIntColumn, IdColumn, TextColumn, TimeColumn } from '../../../database/columns.js';
import type { UsageKind, UsageRecord } from './usage.contract.js';

/** What one call of a model used and cost. */
@Entity({ name: 'model_usage' })
export class ModelUsageRow implements UsageRecord {
  /** Made by `newId`: sorts by time. */
  @IdColumn()
  readonly id: string = '';

  /** Null for a call outside of a job. */
  @TextColumn({ name: 'job_id', isNullable: true })
  readonly jobId: string | null = null;

  @TextColumn({ name: 'user_id' })
  readonly userId: string = '';

  @TextColumn()
  readonly provider: string = '';

  @TextColumn()
  readonly model: string = '';

  @TextColumn()
  readonly kind: UsageKind = 'chat';

  @BigIntColumn({ name: 'input_tokens', isNullable: true })
  readonly inputTokens: number | null = null;

  @BigIntColumn({ name: 'output_tokens', isNullable: true })
  readonly outputTokens: number | null = null;

  @BigIntColumn({ name: 'cached_tokens', isNullable: true })
  readonly cachedTokens: number | null = null;

  @BigIntColumn({ name: 'cache_write_tokens', isNullable: true })
  readonly cacheWriteTokens: number | null = null;

  @BigIntColumn({ name: 'reasoning_tokens', isNullable: true })
  readonly reasoningTokens: number | null = null;

  @BigIntColumn({ isNullable: true })
  readonly images: number | null = null;

  @BigIntColumn({ isNullable: true })
  readonly characters: number | null = null;

  @BigIntColumn({ name: 'audio_ms', isNullable: true })
  readonly audioMs: number | null = null;

  /** Billionths of a US dollar: whole numbers add up the same on every database. */
  @BigIntColumn({ name: 'cost_nanos', isNullable: true })
  readonly costNanos: number | null = null;

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
