import type { CommandRequest, WorkflowRequest } from '../../protocol/hub-messages.js';
import type { InflightItem } from '../../protocol/node-messages.js';
import type { UpdateStream } from './update-stream.js';

/** Why work is stopped before its end. */
export type StopReason = 'cancelled' | 'deadline' | 'lease' | 'closing';

/** A request that this node works on. */
export class RunningRequest {
  readonly id: string;
  /** The hub may hand the same work to this node again under a later number. */
  attempt: number;
  /** Where the hub stands with it: not told yet, told that it is taken, handed back, or answered. */
  phase: 'open' | 'accepted' | 'refused' | 'settled' = 'open';
  stream: UpdateStream | null = null;
  /** True when the hub wants no answer any more. */
  isForgotten = false;
  /** True when a later process of this node answers it. */
  isLeft = false;
  private readonly controller = new AbortController();
  private readonly forced: Promise<StopReason>;
  private force: (reason: StopReason) => void = () => undefined;
  private stopReason: StopReason | null = null;
  private deadlineAt: number | null;
  private forceAt: number | null = null;

  constructor(
    readonly request: WorkflowRequest | CommandRequest,
    nowMs: number,
    /** True when an earlier process of this node has accepted it. */
    readonly isAdopted = false,
  ) {
    if (isAdopted) this.phase = 'accepted';
    this.id = request.request_id;
    this.attempt = request.attempt ?? 1;
    const deadlineMs = request.deadline_ms ?? null;
    this.deadlineAt = deadlineMs === null ? null : nowMs + deadlineMs;
    this.forced = new Promise((resolve) => {
      this.force = resolve;
    });
  }

  /** Aborts when the work is to be stopped. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it was asked to stop, if it was. */
  get stoppedBy(): StopReason | null {
    return this.stopReason;
  }

  /** Tells whether time matters to it: see {@link sweep}. */
  get isTimed(): boolean {
    return this.deadlineAt !== null || this.forceAt !== null;
  }

  /** Asks the work to stop, and gives it up after the grace. The first reason stays. */
  stop(reason: StopReason, graceMs: number, nowMs: number): void {
    this.stopReason ??= reason;
    this.deadlineAt = null;
    this.forceAt = Math.min(this.forceAt ?? Infinity, nowMs + graceMs);
    this.controller.abort(reason);
  }

  /** Stops what is over its deadline and gives up what is over its grace. */
  sweep(nowMs: number, graceMs: number): void {
    if (this.deadlineAt !== null && nowMs >= this.deadlineAt) {
      this.stop('deadline', graceMs, nowMs);
    }
    if (this.forceAt !== null && nowMs >= this.forceAt) {
      this.forceAt = null;
      this.force(this.stopReason ?? 'cancelled');
    }
  }

  /** Result of the work, or the reason why nobody waits for it any longer. */
  async result<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly forcedBy: StopReason }> {
    return Promise.race([work.then((value) => ({ value })), this.forced.then((forcedBy) => ({ forcedBy }))]);
  }

  /** How it is listed at registration. */
  inflight(): InflightItem {
    return { request_id: this.id, attempt: this.attempt, state: 'running', last_update_seq: this.stream?.lastSeq ?? 0 };
  }
}
