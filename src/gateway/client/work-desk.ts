import type {
  CancelRequest,
  CommandRequest,
  Registered,
  ResponseAck,
  WorkflowRequest,
} from '../../protocol/hub-messages.js';
import type { CancelAck, InflightItem } from '../../protocol/node-messages.js';
import { nowTimestamp } from '../../protocol/timestamps.js';
import { AnswerReplay } from './answer-replay.js';
import { commandAckText, performCommand } from './command-work.js';
import { IdleWaiters } from './idle-waiters.js';
import type { OpenLink } from './open-link.js';
import type { OutboxItem } from './outbox.js';
import { settledItem } from './registration.js';
import type { StopReason } from './running-request.js';
import { RunningRequest } from './running-request.js';
import type { WorkContext } from './work-context.js';
import { acknowledge, performWorkflow, refuse, stackOf } from './workflow-work.js';

/** Time that stopped work gets to end by itself, when the hub names none. */
const DEFAULT_GRACE_MS = 10_000;
/** A handler that ends its work by force at the end of the grace still gets to say how it ended. */
const GRACE_MARGIN_MS = 1000;
const SWEEP_MS = 250;

/** All requests of a node: takes them, keeps each from running twice, stops them, and tells the hub where they stand. */
export class WorkDesk {
  private readonly running = new Map<string, RunningRequest>();
  private readonly replay: AnswerReplay;
  private readonly idle = new IdleWaiters(() => this.running.size === 0);
  private sweeper: NodeJS.Timeout | null = null;

  constructor(private readonly context: WorkContext) {
    this.replay = new AnswerReplay(context);
  }

  get runningCount(): number {
    return this.running.size;
  }

  /** Takes a request; one that is known already is answered with its state or its result, and not run again. */
  receive(request: WorkflowRequest | CommandRequest): void {
    const known = this.running.get(request.request_id);
    if (known !== undefined) {
      known.attempt = Math.max(known.attempt, request.attempt ?? 1);
      if (known.phase !== 'open') {
        acknowledge(known, this.context, ackText(request));
      }
      return;
    }
    this.begin(new RunningRequest(request, Date.now()));
  }

  /** Takes up a request that an earlier process of this node had accepted and not answered. */
  adopt(request: WorkflowRequest): void {
    this.begin(new RunningRequest(request, Date.now(), true));
  }

  /** Stops a request, and says what there was to stop. */
  async cancel(request: CancelRequest): Promise<void> {
    const state = await this.stopOne(request);
    const answer: CancelAck = { type: 'cancel_ack', request_id: request.request_id, state, timestamp: nowTimestamp() };
    this.context.link()?.send(answer);
  }

  /** The hub has committed an answer. */
  acknowledged({ request_id, attempt }: ResponseAck): void {
    void this.context.answers.confirm(request_id, attempt ?? Number.MAX_SAFE_INTEGER);
  }

  /** Every request that runs, or whose answer has no receipt. */
  async inflight(): Promise<readonly InflightItem[]> {
    const settled = (await this.context.answers.list()).filter(({ requestId }) => !this.running.has(requestId));
    return [...[...this.running.values()].map((work) => work.inflight()), ...settled.map(settledItem)];
  }

  /** Goes on over a new connection, as the hub wishes it; a seed hub has no wishes. */
  async resume(link: OpenLink, terms: Registered | null): Promise<void> {
    const after = new Map(terms?.reconcile.resume.map((item) => [item.request_id, item.after_update_seq]));
    for (const { stream, id } of this.running.values()) {
      stream?.goOn(link, after.get(id));
    }
    for (const requestId of terms?.reconcile.forget ?? []) {
      await this.forget(requestId);
    }
    for (const requestId of terms?.reconcile.cancel ?? []) {
      await this.cancel({ type: 'cancel_request', request_id: requestId, reason: 'cancelled while the node was away' });
    }
    await this.replay.sendAll(link, after);
  }

  /** The connection is gone. */
  pause(closeCode: number | null): void {
    this.running.forEach(({ stream }) => stream?.detach());
    this.replay.pause();
    this.context.answers.pause(closeCode);
  }

  /** Stops the work that was to stop without a hub. */
  endLease(): void {
    for (const work of this.running.values()) {
      if (work.request.type === 'workflow_request' && work.request.on_disconnect === 'cancel') {
        this.stop(work, 'lease', DEFAULT_GRACE_MS);
      }
    }
  }

  /** Stops everything: the client ends. */
  stopAll(graceMs: number): void {
    this.running.forEach((work) => this.stop(work, 'closing', graceMs));
  }

  /** Resolves when nothing runs, or the time is over; tells which. */
  whenIdle(timeoutMs: number): Promise<boolean> {
    return this.idle.wait(timeoutMs);
  }

  close(): void {
    if (this.sweeper !== null) {
      clearInterval(this.sweeper);
      this.sweeper = null;
    }
  }

  private begin(work: RunningRequest): void {
    this.running.set(work.id, work);
    this.watchTime(work);
    void this.perform(work);
  }

  private async perform(work: RunningRequest): Promise<void> {
    const { request } = work;
    try {
      const answer = await this.context.answers.find(work.id);
      if (answer !== null && isFinal(answer, work.attempt)) {
        acknowledge(work, this.context, ackText(request));
        this.context.answers.send(withAttempt(answer, work.attempt));
      } else if (request.type === 'workflow_request') {
        await performWorkflow(work, request, this.context);
      } else {
        await performCommand(work, request, this.context);
      }
    } catch (error) {
      this.context.logger.warn('a request could not be worked on', { request_id: work.id, error: stackOf(error) });
      await this.handBack(work);
    } finally {
      this.release(work);
    }
  }

  private release(work: RunningRequest): void {
    this.running.delete(work.id);
    if (work.stream !== null && work.phase === 'settled') {
      this.replay.keep(work.id, work.stream);
    }
    this.idle.check();
  }

  private async stopOne(request: CancelRequest): Promise<CancelAck['state']> {
    const { handlers, answers } = this.context;
    const work = this.running.get(request.request_id);
    if (work !== undefined) {
      this.stop(work, 'cancelled', request.grace_ms ?? DEFAULT_GRACE_MS);
      await handlers.cancel?.(request, true);
      return 'stopping';
    }
    return (await answers.find(request.request_id)) === null
      ? ((await handlers.cancel?.(request, false)) ?? 'not_found')
      : 'already_done';
  }

  private stop(work: RunningRequest, reason: StopReason, graceMs: number): void {
    work.stop(reason, graceMs + GRACE_MARGIN_MS, Date.now());
    this.watchTime(work);
  }

  private async forget(requestId: string): Promise<void> {
    const work = this.running.get(requestId);
    if (work !== undefined) {
      work.isForgotten = true;
      this.stop(work, 'cancelled', DEFAULT_GRACE_MS);
    }
    await this.context.answers.confirm(requestId, Number.MAX_SAFE_INTEGER);
  }

  /** A request that was not begun must not be lost without a word. */
  private async handBack(work: RunningRequest): Promise<void> {
    if (work.phase === 'open' && work.request.type === 'workflow_request') {
      await refuse(work, this.context, 'not_ready', undefined);
    }
  }

  /** One timer for all deadlines, which runs only while there are some. */
  private watchTime(work: RunningRequest): void {
    if (work.isTimed) {
      this.sweeper ??= setInterval(() => this.sweep(), SWEEP_MS);
    }
  }

  private sweep(): void {
    const nowMs = Date.now();
    const timed = [...this.running.values()].filter(({ isTimed }) => isTimed);
    for (const work of timed) {
      work.sweep(nowMs, work.request.type === 'command_request' ? 0 : DEFAULT_GRACE_MS + GRACE_MARGIN_MS);
    }
    if (timed.length === 0) {
      this.close();
    }
  }
}

const ackText = (request: WorkflowRequest | CommandRequest): string =>
  request.type === 'command_request' ? commandAckText(request) : 'Workflow execution started';

/** A hub that asks again with a later attempt wants failed work done again, but not work that is done. */
const isFinal = ({ attempt, message }: OutboxItem, requested: number): boolean =>
  attempt >= requested || message.status === 'completed' || message.status === 'success';

const withAttempt = (item: OutboxItem, attempt: number): OutboxItem =>
  attempt <= item.attempt ? item : { ...item, attempt, message: { ...item.message, attempt } };
