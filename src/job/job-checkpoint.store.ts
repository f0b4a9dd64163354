import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../database/database.js';
import type { Checkpoint } from '../engine/checkpoint/checkpoint.js';
import type { JobCheckpointRow } from './job-checkpoint.entity.js';

/** Checkpoints wait at most this long; with the time that they wait in their thread, a crash takes a quarter of a second. */
const FLUSH_MS = 150;
/** Pause after a write that failed. */
const RETRY_MS = 1000;
/** Characters in one batch: SQLite writes on the main thread, which stands still for that long. */
const MAX_BATCH_LENGTH = 4 * 1_048_576;
/** Characters in memory beyond which a job keeps no more checkpoints: the database doesn't keep up. */
const MAX_WAITING_LENGTH = 128 * 1_048_576;

const COLUMNS = ['job_id', 'seq', 'kind', 'graph_node_id', 'firing', 'data'] as const;

interface Waiting {
  readonly jobId: string;
  readonly seq: number;
  readonly checkpoint: Checkpoint;
}

interface Writer {
  lastSeq: number;
  /** True when one could not be kept: those after it would rest on something that isn't there. */
  isBroken: boolean;
}

/** The checkpoints of all unfinished jobs, written in batches, in order. */
@Injectable()
export class JobCheckpointStore implements OnApplicationShutdown {
  private readonly logger = new Logger(JobCheckpointStore.name);
  private readonly writers = new Map<string, Writer>();
  private waiting: Waiting[] = [];
  private waitingLength = 0;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | null = null;

  constructor(private readonly database: Database) {}

  /** Reads what is stored of a job, oldest first, and takes more of it. */
  async open(jobId: string): Promise<readonly Checkpoint[]> {
    const rows = await this.database.query<StoredCheckpoint>(
      'SELECT seq, kind, graph_node_id, firing, data FROM job_checkpoints WHERE job_id = ? ORDER BY seq',
      [jobId],
    );
    this.writers.set(jobId, { lastSeq: rows.at(-1)?.seq ?? 0, isBroken: false });
    return rows.map(({ kind, graph_node_id: nodeId, firing, data }) => ({ kind, nodeId, firing, data }));
  }

  /** Takes checkpoints of a new job. */
  openNew(jobId: string): void {
    this.writers.set(jobId, { lastSeq: 0, isBroken: false });
  }

  /** Adds checkpoints to an open job; they are stored soon. */
  append(jobId: string, checkpoints: readonly Checkpoint[]): void {
    const writer = this.writers.get(jobId);
    if (!writer || writer.isBroken) return;
    for (const checkpoint of checkpoints) this.add(jobId, writer, checkpoint);
    this.timer ??= setTimeout(() => void this.flushQuietly(), FLUSH_MS);
  }

  /**
   * Stores everything that was added to a job so far.
   *
   * @throws when that isn't possible
   */
  async commit(jobId: string): Promise<void> {
    while (this.waiting.some((item) => item.jobId === jobId)) await this.flush();
    if (this.writers.get(jobId)?.isBroken !== false) throw new Error('the checkpoints of the job could not be kept');
  }

  /** Takes no more checkpoints of a job; resolves when none of it is being written any more. */
  async close(jobId: string): Promise<void> {
    this.writers.delete(jobId);
    const isMine = ({ jobId: id }: Waiting): boolean => id === jobId;
    if (!this.waiting.some(isMine)) return;
    await this.flushing?.catch(() => undefined);
    this.setWaiting(this.waiting.filter((item) => !isMine(item)));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushQuietly();
    clearTimeout(this.timer);
    this.writers.clear();
  }

  private add(jobId: string, writer: Writer, checkpoint: Checkpoint): void {
    if (this.waitingLength > MAX_WAITING_LENGTH) {
      writer.isBroken = true;
      this.logger.warn('a job keeps no more checkpoints: the database does not keep up', { job_id: jobId });
      return;
    }
    if (writer.isBroken) return;
    writer.lastSeq += 1;
    this.waiting.push({ jobId, seq: writer.lastSeq, checkpoint });
    this.waitingLength += checkpoint.data?.length ?? 0;
  }

  private async flushQuietly(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      while (this.waiting.length > 0) await this.flush();
    } catch (error) {
      this.logger.error('job checkpoints could not be written', { count: this.waiting.length, error: String(error) });
      this.timer ??= setTimeout(() => void this.flushQuietly(), RETRY_MS);
    }
  }

  /** Writes the next batch, or waits for the one that is being written. */
  private flush(): Promise<void> {
    this.flushing ??= this.write().finally(() => (this.flushing = null));
    return this.flushing;
  }

  private async write(): Promise<void> {
    let length = 0;
    const end = this.waiting.findIndex(({ checkpoint }) => (length += checkpoint.data?.length ?? 0) > MAX_BATCH_LENGTH);
    const batch = this.waiting.slice(0, end < 0 ? undefined : Math.max(1, end));
    const rows = batch.map(({ jobId, seq, checkpoint: { kind, nodeId, firing, data } }) => [
      jobId,
      seq,
      kind,
      nodeId,
      firing,
      data,
    ]);
    await this.database.atomic(this.database.appendRows('job_checkpoints', COLUMNS, rows));
    this.setWaiting(this.waiting.slice(batch.length));
  }

  private setWaiting(waiting: Waiting[]): void {
    this.waiting = waiting;
    this.waitingLength = waiting.reduce((sum, { checkpoint }) => sum + (checkpoint.data?.length ?? 0), 0);
  }
}

type StoredCheckpoint = Pick<JobCheckpointRow, 'seq' | 'kind' | 'firing' | 'data'> & { readonly graph_node_id: string };
