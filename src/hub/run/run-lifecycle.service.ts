import { Injectable, Logger } from '@nestjs/common';

import type { Statement } from '../../database/statement.js';
import { StaleWriteError } from '../../database/statement.js';
import { HubClock } from '../hub-clock.js';
import { SessionRegistry } from '../session/session-registry.js';
import type { OpenAttempt, OpenRun } from './open-run.js';
import { adoptedAttemptOf } from './open-run.js';
import { requestIdOf } from './request-id.js';
import { RunBoard } from './run-board.js';
import { RunFeed } from './run-feed.js';
import type { RunOutcome } from './run-result.js';
import { hubOutcome } from './run-result.js';
import { RunJournal } from './run-journal.js';
import { RunRepository, UNSENT } from './run.repository.js';
import type { RunEvent } from './run.state.js';
import { isRunOver, nextRunStatus } from './run.state.js';
import { dispatchRun, noteJob, requestCancel, requeueRun, settleRun, startRun } from './run-statements.js';

/** How an attempt ended without an outcome. */
export type GivenUp = 'refused' | 'never_accepted' | 'lost';

/**
 * Changes the status of runs: first in the database, by statements that hold only in the status that they start from,
 * then in memory, then for the readers. Changes of one run follow one another; each says whether it happened.
 */
@Injectable()
export class RunLifecycle {
  private readonly logger = new Logger(RunLifecycle.name);
  private readonly wakers: (() => void)[] = [];

  constructor(
    private readonly board: RunBoard,
    private readonly journal: RunJournal,
    private readonly feed: RunFeed,
    private readonly registry: SessionRegistry,
    private readonly runs: RunRepository,
    private readonly clock: HubClock,
  ) {}

  /** Calls back whenever a node may have become free or a run may wait. */
  onRoom(wake: () => void): void {
    this.wakers.push(wake);
  }

  /**
   * Begins an attempt and then hands it to `send`, within the run's own line of changes.
   *
   * @param send says false when nothing reached the socket: the run then goes back into the line
   */
  dispatch(run: OpenRun, next: OpenAttempt, sessionId: string, send: () => Promise<boolean>): Promise<boolean> {
    return this.inLane(run, async () => {
      if (run.status !== 'queued') return false;
      const statements = dispatchRun(run, next, sessionId, Date.now());
      const facts = { node_id: next.nodeId, attempt: run.attempt + 1 };
      await this.change(run, 'dispatch', statements, facts, () => {
        run.attempt += 1;
        run.current = next;
      });
      next.isSent = await this.trySend(send);
      if (!next.isSent) await this.requeueNow(run, 'never_accepted', UNSENT);
      return next.isSent;
    });
  }

  /** Takes up a run that a failure of the database kept from being sent and from going back into the line. */
  requeueUnsent(run: OpenRun): Promise<boolean> {
    return this.inLane(run, async () =>
      run.status === 'dispatched' && run.current?.isSent === false
        ? await this.requeueNow(run, 'never_accepted', UNSENT)
        : false,
    );
  }

  /** The node has taken the work. */
  start(run: OpenRun, attempt: number): Promise<boolean> {
    return this.inLane(run, async () => {
      if (run.attempt !== attempt || run.status !== 'dispatched') return false;
      await this.change(run, 'start', startRun(run, Date.now()), { node_id: run.current?.nodeId, attempt });
      return true;
    });
  }

  /** The node has named its own record of the execution. */
  noteJob(run: OpenRun, attempt: number): Promise<boolean> {
    return this.inLane(run, async () => {
      if (run.attempt !== attempt || isRunOver(run.status)) return false;
      await this.journal.commitWith(run, [noteJob(run)]);
      return true;
    });
  }

  /** Gives an attempt up and puts the run back into the line. */
  requeue(run: OpenRun, attempt: number, state: GivenUp, reason: string): Promise<boolean> {
    return this.inLane(run, () =>
      run.attempt === attempt ? this.requeueNow(run, state, reason) : Promise.resolve(false),
    );
  }

  /** Ends a run. Only the first outcome counts, and only while `attempt` is the newest. */
  settle(run: OpenRun, attempt: number, outcome: RunOutcome): Promise<boolean> {
    return this.inLane(run, () => (run.attempt === attempt ? this.settleNow(run, outcome) : Promise.resolve(false)));
  }

  /** Stores the wish to end a run that a node works on. */
  requestCancel(run: OpenRun, reason: string): Promise<boolean> {
    return this.inLane(run, async () => {
      if (run.status === 'queued' || isRunOver(run.status) || run.cancelRequestedAt !== null) return false;
      const nowMs = Date.now();
      this.journal.append(run, { type: 'run_update', data: { status: run.status, cancel_requested: true, reason } });
      await this.journal.commitWith(run, [requestCancel(run, nowMs)]);
      run.cancelRequestedAt = nowMs;
      return true;
    });
  }

  /** Waits until every change that has begun is done. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.board.list()].map(({ lane }) => lane));
  }

  private async trySend(send: () => Promise<boolean>): Promise<boolean> {
    try {
      return await send();
    } catch (error) {
      this.logger.error('run could not be sent', error);
      return false;
    }
  }

  /** A run whose caller wants it to end goes to no further node. */
  private async requeueNow(run: OpenRun, state: GivenUp, reason: string): Promise<boolean> {
    if (nextRunStatus(run.status, 'requeue') === null) return false;
    if (run.cancelRequestedAt !== null) {
      return await this.settleNow(run, hubOutcome('cancelled', 'CANCELLED', `The run was cancelled; ${reason}`));
    }
    await this.change(run, 'requeue', requeueRun(run, state, reason, Date.now()), { attempt: run.attempt, reason });
    this.logger.warn('run queued again', { run_id: run.id, node_id: run.current?.nodeId, reason });
    return true;
  }

  private async settleNow(run: OpenRun, outcome: RunOutcome): Promise<boolean> {
    if (isRunOver(run.status)) return false;
    const facts = { node_id: run.current?.nodeId ?? null, attempt: run.attempt, error: outcome.error };
    await this.change(run, outcome.status, settleRun(run, outcome, Date.now()), facts);
    this.logger.log('run settled', { run_id: run.id, status: outcome.status, node_id: run.current?.nodeId });
    this.feed.settle(run.id);
    return true;
  }

  private async change(
    run: OpenRun,
    event: RunEvent,
    statements: readonly Statement[],
    facts: Readonly<Record<string, unknown>>,
    apply: () => void = () => undefined,
  ): Promise<void> {
    const status = nextRunStatus(run.status, event);
    if (status === null) throw new Error(`run ${run.id} is ${run.status}: ${event} means nothing there`);
    const seq = this.journal.append(run, { type: 'run_update', data: { status, ...facts } });
    try {
      await this.journal.commitWith(run, statements);
    } catch (error) {
      this.journal.retract(run, seq);
      if (error instanceof StaleWriteError) await this.resync(run);
      throw error;
    }
    apply();
    run.status = status;
    this.follow(run);
    for (const wake of this.wakers) wake();
  }

  /** The row isn't as it is remembered: an earlier change was committed, and its confirmation lost. The row is what counts. */
  private async resync(run: OpenRun): Promise<void> {
    const row = await this.runs.findOpen(run.id);
    if (!row) return this.board.remove(run);
    const { seq } = await this.runs.findLastNumbers(row.id, row.attempt);
    run.lastSeq = Math.max(run.lastSeq, seq);
    if (row.attempt > run.attempt) await this.takeOver(run, row.attempt);
    this.logger.warn('run taken from its row', { run_id: run.id, status: row.status });
    run.status = row.status;
    this.follow(run);
    if (isRunOver(run.status)) this.feed.settle(run.id);
  }

  /** An attempt that was written and never handed out: the next look at the open runs puts the run back into the line. */
  private async takeOver(run: OpenRun, number: number): Promise<void> {
    const attempt = await this.runs.findAttempt(run.id, number);
    run.attempt = number;
    if (!attempt) return;
    const current = adoptedAttemptOf(attempt, requestIdOf(run.id, number, attempt.protocol), 0, this.clock.now());
    run.current = { ...current, isSent: false };
  }

  /** Brings board and node in line with the new status. */
  private follow(run: OpenRun): void {
    if (isRunOver(run.status)) this.board.remove(run);
    else this.board.place(run);
    if (run.current && run.status === 'queued') this.release(run.current);
  }

  /** Frees the node's place; a node that still works on it says so in its heartbeats. */
  private release({ nodeId, requestId }: OpenAttempt): void {
    this.registry.find(nodeId)?.node?.outstanding.delete(requestId);
  }

  private inLane(run: OpenRun, work: () => Promise<boolean>): Promise<boolean> {
    const turn = run.lane.then(work);
    run.lane = turn.catch(() => undefined);
    return turn;
  }
}
