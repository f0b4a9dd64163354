import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../../database/database.js';
import type { Statement } from '../../database/statement.js';
import { isVolatile } from '../../protocol/volatile-updates.js';
import { HubSettings } from '../hub-settings.js';
import type { OpenRun } from './open-run.js';
import type { RunEvent } from './run-feed.js';
import { RunFeed } from './run-feed.js';

/** A step of a run that is to be written. */
export interface NewRunEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly updateSeq?: number | null;
}

interface PendingEvent extends RunEvent {
  readonly attempt: number | null;
  readonly updateSeq: number | null;
}

const COLUMNS = ['run_id', 'seq', 'type', 'data', 'attempt', 'update_seq', 'created_at'];
const RETRY_MS = 250;

/**
 * Numbers the steps of runs and writes them in batches across runs, or together with a change of their run.
 * Readers get a step only after it is committed, so that what they saw can't be lost.
 */
@Injectable()
export class RunJournal {
  private readonly logger = new Logger(RunJournal.name);
  private readonly pending = new Map<string, PendingEvent[]>();
  private pendingCount = 0;
  private pendingLength = 0;
  /** Runs whose steps are being written: later ones must wait, or they could be committed first. */
  private readonly busy = new Map<string, Promise<unknown>>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly feed: RunFeed,
    private readonly settings: HubSettings,
  ) {}

  /**
   * Takes a step of a run; it is written soon.
   *
   * @returns its number, or null when there is no room for it
   * @throws TypeError when the data can't be written as JSON
   */
  append(run: OpenRun, { type, data, updateSeq = null }: NewRunEvent): number | null {
    const text = JSON.stringify(data);
    if (this.isRefused(run, type)) return null;
    // A later gap is announced again.
    if (type !== 'truncated' && run.lastSeq < this.settings.maxEventsPerRun) run.isTruncated = false;
    run.lastSeq += 1;
    const event = {
      seq: run.lastSeq,
      type,
      data: text,
      attempt: run.attempt || null,
      updateSeq,
      createdAt: Date.now(),
    };
    const events = this.pending.get(run.id);
    if (events) events.push(event);
    else this.pending.set(run.id, [event]);
    this.pendingCount += 1;
    this.pendingLength += text.length;
    this.planFlush();
    return event.seq;
  }

  /** Takes the newest step back when it isn't written: what it says didn't happen. */
  retract(run: OpenRun, seq: number | null): void {
    const events = this.pending.get(run.id);
    if (seq === null || seq !== run.lastSeq || events?.at(-1)?.seq !== seq) return;
    this.pendingLength -= events.pop()?.data.length ?? 0;
    this.pendingCount -= 1;
    run.lastSeq -= 1;
  }

  /** Commits a change of a run together with its pending steps; calls for one run must follow one another. */
  async commitWith(run: OpenRun, statements: readonly Statement[]): Promise<void> {
    await this.busy.get(run.id);
    await this.write([run.id], statements);
  }

  /** Writes everything that waits. */
  async flush(): Promise<void> {
    this.clearTimer();
    while (this.pendingCount > 0 || this.busy.size > 0) {
      await Promise.allSettled(this.busy.values());
      await this.write(this.idleRuns(), []);
    }
  }

  private isRefused(run: OpenRun, type: string): boolean {
    if (TERMINAL_TYPES.has(type)) return false;
    const isFull =
      (this.pendingCount >= this.settings.maxBufferedEvents && isVolatile(type)) ||
      this.pendingLength >= this.settings.maxBufferedEventLength;
    const isLong = run.lastSeq >= this.settings.maxEventsPerRun;
    if (!isFull && !isLong) return false;
    if (!run.isTruncated) {
      run.isTruncated = true;
      this.append(run, { type: 'truncated', data: { reason: isLong ? 'too many events' : 'the database is behind' } });
    }
    return true;
  }

  private planFlush(): void {
    if (this.pendingCount >= this.settings.eventFlushCount && this.timer) this.startFlush();
    else this.timer ??= setTimeout(() => this.startFlush(), this.settings.eventFlushMs);
  }

  private startFlush(): void {
    this.clearTimer();
    const runIds = this.idleRuns();
    if (runIds.length === 0) return;
    this.write(runIds, []).catch((error: unknown) => {
      this.logger.error('run events are not written yet', error);
      this.timer ??= setTimeout(() => this.startFlush(), RETRY_MS);
    });
  }

  private clearTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private idleRuns(): readonly string[] {
    return [...this.pending.keys()].filter((runId) => !this.busy.has(runId));
  }

  private async write(runIds: readonly string[], statements: readonly Statement[]): Promise<void> {
    const taken = runIds.map((runId) => [runId, this.take(runId)] as const);
    const rows = taken.flatMap(([runId, events]) =>
      events.map(({ seq, type, data, attempt, updateSeq, createdAt }) => [
        runId,
        seq,
        type,
        data,
        attempt,
        updateSeq,
        createdAt,
      ]),
    );
    // A batch whose confirmation was lost is written again, and must not fail for its own rows.
    const events = this.database.appendRows('run_events', COLUMNS, rows, 'skip');
    const work = this.database.atomic([...statements, ...events]);
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    for (const runId of runIds) this.busy.set(runId, done);
    try {
      await work;
      for (const [runId, events] of taken) if (events.length > 0) this.feed.publish(runId, events);
    } catch (error) {
      for (const [runId, events] of taken) this.putBack(runId, events);
      throw error;
    } finally {
      for (const runId of runIds) if (this.busy.get(runId) === done) this.busy.delete(runId);
      if (this.pendingCount > 0) this.planFlush();
    }
  }

  private take(runId: string): readonly PendingEvent[] {
    const events = this.pending.get(runId) ?? [];
    this.pending.delete(runId);
    this.pendingCount -= events.length;
    this.pendingLength -= lengthOf(events);
    return events;
  }

  private putBack(runId: string, events: readonly PendingEvent[]): void {
    if (events.length === 0) return;
    this.pending.set(runId, [...events, ...(this.pending.get(runId) ?? [])]);
    this.pendingCount += events.length;
    this.pendingLength += lengthOf(events);
  }
}

const lengthOf = (events: readonly PendingEvent[]): number => events.reduce((sum, { data }) => sum + data.length, 0);

/** Steps that are kept however many came before. */
const TERMINAL_TYPES: ReadonlySet<string> = new Set(['run_update', 'truncated', 'job_update']);
