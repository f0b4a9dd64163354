import type { WorkflowRequest } from '../../protocol/hub-messages.js';
import type { WorkflowUpdate } from '../../protocol/node-messages.js';
import { nowTimestamp } from '../../protocol/timestamps.js';
import { isVolatile } from '../../protocol/volatile-updates.js';
import { HeldUpdates } from './held-updates.js';
import type { StoredUpdate } from './link-handlers.js';
import type { LinkMode } from './registration.js';
import type { SendQueue } from './send-queue.js';
import type { QueuedUpdate } from './update-buffer.js';
import { UpdateLog } from './update-log.js';
import { IdleWaiters } from './idle-waiters.js';

/** A connection as a stream sees it. */
export interface UpdateTarget {
  readonly mode: LinkMode;
  readonly queue: SendQueue;
}

/** What a stream belongs to. */
export interface StreamSource {
  readonly requestId: string;
  /** Asked at each update: a later attempt may take over the work of an earlier one. */
  readonly attempt: () => number;
  readonly stream: WorkflowRequest['stream'];
  /** Where updates can be read again; without it the stream remembers the last ones itself. */
  readonly updatesAfter: ((requestId: string, afterSeq: number) => Promise<readonly StoredUpdate[]>) | undefined;
  /** Told when a store fails; the gap is then marked as truncated. */
  readonly onFault: (error: unknown) => void;
  /** Number of the last update when the stream is rebuilt for a request that ended earlier. */
  readonly lastSeq?: number;
  /** True when an earlier process of this node has numbered updates of the request already. */
  readonly isContinued?: boolean;
}

const DEFAULT_RATE_HZ = 10;

/**
 * The numbered updates of one request. Live ones go straight to the connection; when it is slow or was away, the stream
 * falls behind and catches up from the log, so that nothing is lost and nothing piles up in memory.
 */
export class UpdateStream {
  private readonly log: UpdateLog | null;
  private readonly mode: 'all' | 'coalesced' | 'none';
  private readonly held: HeldUpdates;
  private readonly waiters = new IdleWaiters(() => this.isIdle());
  private target: UpdateTarget | null = null;
  private stopWatching: (() => void) | null = null;
  /** Last number given, handed to the connection's queue, and written. */
  private recordedSeq: number;
  private queuedSeq: number;
  private sentSeq: number;
  private isBehind = false;
  private isCatchingUp = false;
  private isContinued: boolean;

  constructor(private readonly source: StreamSource) {
    this.log = source.updatesAfter === undefined ? new UpdateLog() : null;
    this.mode = source.stream?.mode ?? 'all';
    this.held = new HeldUpdates(1000 / (source.stream?.max_rate_hz ?? DEFAULT_RATE_HZ), (item) => this.offer(item));
    this.recordedSeq = source.lastSeq ?? 0;
    this.queuedSeq = this.recordedSeq;
    this.sentSeq = this.recordedSeq;
    this.isContinued = source.isContinued ?? false;
  }

  /** Number of the last update, 0 before the first. */
  get lastSeq(): number {
    return this.recordedSeq;
  }

  /** Number of the last update that was written to a connection. */
  get lastSentSeq(): number {
    return this.sentSeq;
  }

  /** Numbers an update and sends it as soon as the connection allows. */
  record(updateType: string, data: Readonly<Record<string, unknown>>, jobId: string | null): number {
    if (this.mode === 'none') {
      return this.recordedSeq;
    }
    const update: StoredUpdate = { seq: ++this.recordedSeq, updateType, data, jobId };
    this.log?.append(update);
    if (this.target !== null && !this.isBehind) {
      this.offerLive(this.item(update, this.target.mode));
    }
    return update.seq;
  }

  /** Goes on over a connection, from the update after `afterSeq`. */
  attach(target: UpdateTarget, afterSeq: number): void {
    this.detach();
    this.target = target;
    this.queuedSeq = Math.min(afterSeq, this.recordedSeq);
    this.sentSeq = this.queuedSeq;
    this.isBehind = this.queuedSeq < this.recordedSeq;
    this.stopWatching = target.queue.onDrained(() => this.moveOn());
    this.moveOn();
  }

  /**
   * Goes on over a new connection.
   *
   * @param afterSeq the last update that the hub has; undefined when it doesn't say
   */
  goOn(target: UpdateTarget, afterSeq: number | undefined): void {
    if (this.isContinued && afterSeq !== undefined) this.continueAfter(afterSeq);
    this.attach(target, afterSeq ?? this.lastSentSeq);
  }

  /** The connection is gone; numbering goes on. */
  detach(): void {
    this.held.clear();
    this.stopWatching?.();
    this.stopWatching = null;
    this.target = null;
    this.waiters.check();
  }

  /**
   * Waits until every update has been written, the connection is gone, or the time is over. What is missing then is
   * marked as truncated, so that the answer does not wait any longer.
   */
  async finish(timeoutMs: number): Promise<void> {
    this.held.flush();
    await this.waiters.wait(timeoutMs);
    if (this.isBehind && this.target !== null) {
      this.truncate(this.target, this.recordedSeq, true);
      this.isBehind = false;
    }
  }

  /** The hub has updates of an earlier process: those of this one come after them. */
  private continueAfter(seq: number): void {
    this.isContinued = false;
    this.recordedSeq += seq;
    this.log?.shift(seq);
  }

  private isIdle(): boolean {
    return this.target === null || (!this.isBehind && this.sentSeq >= this.queuedSeq && this.held.isEmpty);
  }

  private offerLive(item: QueuedUpdate): void {
    if (this.mode === 'coalesced' && isVolatile(item.update.update_type)) {
      this.held.push(item);
      return;
    }
    this.held.flush();
    this.offer(item);
  }

  private offer(item: QueuedUpdate): void {
    if (!this.isBehind && this.target?.queue.sendUpdate(item) === true) {
      this.queuedSeq = item.seq;
    } else {
      this.isBehind = true;
    }
  }

  private moveOn(): void {
    if (this.isBehind && !this.isCatchingUp) {
      void this.catchUp();
    }
    this.waiters.check();
  }

  /** Reads the log from where the connection stands until it is level with the present, or the queue is full. */
  private async catchUp(): Promise<void> {
    this.isCatchingUp = true;
    let hasRoom = true;
    while (hasRoom && this.isBehind && this.target !== null) {
      const { target } = this;
      const page = await this.readLog();
      if (this.target === target) {
        hasRoom = this.sendPage(page, target);
        this.isBehind = this.queuedSeq < this.recordedSeq;
      }
    }
    this.isCatchingUp = false;
    this.waiters.check();
  }

  /** Sends a page of the log; false when the queue is full, and the rest is read again later. */
  private sendPage(page: readonly StoredUpdate[], target: UpdateTarget): boolean {
    const fresh = page.filter(({ seq }) => seq > this.queuedSeq);
    if (fresh.length === 0) {
      return this.truncate(target, this.recordedSeq);
    }
    return fresh.every((update) => {
      const isGapless = update.seq === this.queuedSeq + 1 || this.truncate(target, update.seq - 1);
      if (!isGapless || !target.queue.sendUpdate(this.item(update, target.mode))) {
        return false;
      }
      this.queuedSeq = update.seq;
      return true;
    });
  }

  private async readLog(): Promise<readonly StoredUpdate[]> {
    try {
      return (
        this.log?.after(this.queuedSeq) ??
        (await this.source.updatesAfter?.(this.source.requestId, this.queuedSeq)) ??
        []
      );
    } catch (error) {
      this.source.onFault(error);
      return [];
    }
  }

  /** Tells the reader that updates up to a number are lost for it; false when even that finds no room. */
  private truncate(target: UpdateTarget, upToSeq: number, isForced = false): boolean {
    const data = { after_seq: this.queuedSeq, up_to_seq: upToSeq };
    const item = this.item({ seq: upToSeq, updateType: 'truncated', data, jobId: null }, target.mode);
    const isSent = target.queue.sendUpdate(item, isForced);
    if (isSent) {
      this.queuedSeq = upToSeq;
    }
    return isSent;
  }

  private item({ seq, updateType, data, jobId }: StoredUpdate, mode: LinkMode): QueuedUpdate {
    const seed: WorkflowUpdate = {
      type: 'workflow_update',
      request_id: this.source.requestId,
      job_id: jobId,
      update_type: updateType,
      data: { ...data },
      timestamp: nowTimestamp(),
    };
    const update = mode === 'seed' ? seed : { ...seed, attempt: this.source.attempt(), update_seq: seq };
    return { update, seq, beforeSend: (last) => this.noteSent(last, seq) };
  }

  /** Names the first of the updates that this one stands for. */
  private noteSent(update: WorkflowUpdate, seq: number): WorkflowUpdate {
    const firstSeq = this.sentSeq + 1;
    this.sentSeq = Math.max(this.sentSeq, seq);
    return update.update_seq !== undefined && firstSeq < seq ? { ...update, first_update_seq: firstSeq } : update;
  }
}
