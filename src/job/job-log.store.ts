import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../database/database.js';
import { JobLogRow } from './job-log.entity.js';
import type { LogPage } from './job-log.reader.js';
import { lineFilter, readStoredLines } from './job-log.reader.js';
import type { LogEntry } from './log-entry.js';

/** Lines wait at most this long: what a crash can take. */
const FLUSH_MS = 250;
/** Lines that are written without waiting any longer. */
const FLUSH_LINES = 500;
/** Lines in memory beyond which new ones are dropped and counted: the database doesn't keep up. */
const MAX_WAITING_LINES = 20_000;
/** A log ends here with a line that says so. */
const MAX_LINES_PER_JOB = 100_000;
/** Longest message that is kept, in characters. */
const MAX_MESSAGE = 10_000;

const COLUMNS = ['job_id', 'seq', 'created_at', 'level', 'message', 'graph_node_id', 'graph_node_name'] as const;

interface Writer {
  lastSeq: number;
  droppedCount: number;
}

/** The logs of all jobs: lines are numbered at once, readable at once, and written in batches. */
@Injectable()
export class JobLogStore implements OnApplicationShutdown {
  private readonly logger = new Logger(JobLogStore.name);
  private readonly writers = new Map<string, Writer>();
  /** Numbered lines that aren't committed yet, oldest first. */
  private waiting: JobLogRow[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  /** Starts the log of a new job. */
  open(jobId: string): void {
    this.writers.set(jobId, { lastSeq: 0, droppedCount: 0 });
  }

  /** Goes on with the log of a job that an earlier process began. */
  async reopen(jobId: string): Promise<void> {
    const sql = 'SELECT MAX(seq) AS last FROM job_logs WHERE job_id = ?';
    const [row] = await this.database.query<{ readonly last: number | null }>(sql, [jobId]);
    this.writers.set(jobId, { lastSeq: row?.last ?? 0, droppedCount: 0 });
  }

  /** Adds lines to an open log; once it is closed, nothing is added any more. */
  append(jobId: string, entries: readonly LogEntry[]): void {
    const writer = this.writers.get(jobId);
    if (!writer) return;
    for (const entry of entries) this.add(jobId, writer, entry);
    if (this.waiting.length >= FLUSH_LINES && !this.flushing) void this.flush();
    else this.planFlush();
  }

  /** Reads a part of a log in order: what is stored and what still waits look the same. */
  async list(jobId: string, page: LogPage): Promise<readonly JobLogRow[]> {
    const isWanted = lineFilter(page);
    // Taken before reading: a line leaves this list only after its commit, so that it is in one place at least.
    const buffered = this.waiting.filter((row) => row.jobId === jobId && isWanted(row));
    const stored = await readStoredLines(this.database, jobId, page);
    const lastStored = stored.at(-1)?.seq ?? page.after;
    return [...stored, ...buffered.filter(({ seq }) => seq > lastStored)].slice(0, page.limit);
  }

  /** The number of the last line of an open log; 0 for one that isn't open here. */
  lastSeqOf(jobId: string): number {
    return this.writers.get(jobId)?.lastSeq ?? 0;
  }

  /** Writes everything that waits; never rejects: lines that can't be written stay for the next try. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.flushing) return this.flushing.then(() => this.flush());
    if (this.waiting.length === 0) return Promise.resolve();
    this.flushing = this.write([...this.waiting]).finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  /** Ends the log of a job: later lines are not kept. */
  close(jobId: string): void {
    this.writers.delete(jobId);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private add(jobId: string, writer: Writer, entry: LogEntry): void {
    if (writer.lastSeq >= MAX_LINES_PER_JOB) return;
    if (this.waiting.length >= MAX_WAITING_LINES) return void (writer.droppedCount += 1);
    if (writer.droppedCount > 0) {
      const message = `${writer.droppedCount} lines are missing here: the database did not keep up`;
      writer.droppedCount = 0;
      this.push(jobId, writer, { level: 'warning', message });
    }
    const isLast = writer.lastSeq + 1 >= MAX_LINES_PER_JOB;
    this.push(
      jobId,
      writer,
      isLast ? { level: 'warning', message: 'The log is full: later lines are not kept' } : entry,
    );
  }

  private push(
    jobId: string,
    writer: Writer,
    { level, message, graphNodeId, graphNodeName, createdAt }: LogEntry,
  ): void {
    writer.lastSeq += 1;
    this.waiting.push({
      jobId,
      seq: writer.lastSeq,
      createdAt: createdAt ?? Date.now(),
      level,
      message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
      graphNodeId: graphNodeId ?? null,
      graphNodeName: graphNodeName ?? null,
    });
  }

  private async write(rows: readonly JobLogRow[]): Promise<void> {
    const values = rows.map((row) => [
      row.jobId,
      row.seq,
      row.createdAt,
      row.level,
      row.message,
      row.graphNodeId,
      row.graphNodeName,
    ]);
    try {
      // A batch whose confirmation was lost is written again, and must not fail for its own rows.
      await this.database.atomic(this.database.appendRows('job_logs', COLUMNS, values, 'skip'));
      this.waiting = this.waiting.slice(rows.length);
    } catch (error) {
      this.logger.error('job log lines could not be written', { count: rows.length, error: String(error) });
    }
    this.planFlush();
  }

  private planFlush(): void {
    if (this.waiting.length > 0) this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }
}
