import { Injectable, Logger } from '@nestjs/common';

import type { InflightItem } from '../../protocol/node-messages.js';
import { HubClock } from '../hub-clock.js';
import { HubSettings } from '../hub-settings.js';
import type { ReconcileOrder } from '../session/reconcile-order.js';
import type { Session } from '../session/session.js';
import type { SessionOwner } from '../session/session-owner.js';
import { SessionOwners } from '../session/session-owner.js';
import { SessionRegistry } from '../session/session-registry.js';
import { judgeLost } from './judge-lost.js';
import type { OpenAttempt, OpenRun } from './open-run.js';
import { adoptedAttemptOf, openRunOf } from './open-run.js';
import { attemptRefOf, requestIdOf } from './request-id.js';
import { RunBoard } from './run-board.js';
import { RunCanceller } from './run-canceller.service.js';
import { RunLifecycle } from './run-lifecycle.service.js';
import { hubOutcome } from './run-result.js';
import { RunRepository } from './run.repository.js';

/** Brings runs through the loss of their nodes, the return of these, and restarts of the hub. */
@Injectable()
export class RunRecovery implements SessionOwner {
  private readonly logger = new Logger(RunRecovery.name);

  constructor(
    private readonly board: RunBoard,
    private readonly lifecycle: RunLifecycle,
    private readonly canceller: RunCanceller,
    private readonly runs: RunRepository,
    private readonly registry: SessionRegistry,
    private readonly clock: HubClock,
    private readonly settings: HubSettings,
    owners: SessionOwners,
  ) {
    owners.attach(this);
  }

  /** Takes over what an earlier process of this hub left open; its nodes get a lease to come back. */
  async adopt(): Promise<void> {
    for (const row of await this.runs.listOpen()) {
      const { seq, updateSeq } = await this.runs.findLastNumbers(row.id, row.attempt);
      const attempt = row.attempt > 0 ? await this.runs.findAttempt(row.id, row.attempt) : null;
      const requestId = attempt ? requestIdOf(row.id, row.attempt, attempt.protocol) : '';
      const losses = row.attempt > 1 ? await this.runs.countLosses(row.id) : 0;
      const current = attempt && adoptedAttemptOf(attempt, requestId, updateSeq, this.clock.now());
      this.board.place(openRunOf(row, current, seq, losses));
    }
    if (this.board.openCount > 0) this.logger.log('open runs adopted', { count: this.board.openCount });
  }

  orderFor(session: Session, item: InflightItem): ReconcileOrder | null {
    const run = this.board.find(attemptRefOf(item.request_id, session.mode).runId);
    const current = run?.current;
    if (!run || !current || run.attempt !== item.attempt || current.nodeId !== session.node?.nodeId) return null;
    const { lastUpdateSeq } = current;
    if (item.state === 'settled') {
      return { kind: 'resend', afterUpdateSeq: item.last_update_seq > lastUpdateSeq ? lastUpdateSeq : null };
    }
    if (run.status === 'queued') return null;
    if (run.cancelRequestedAt !== null) return { kind: 'cancel' };
    return { kind: 'resume', afterUpdateSeq: lastUpdateSeq };
  }

  onRegistered(session: Session, inflight: readonly InflightItem[] | null): void {
    const { node } = session;
    if (!node) return;
    const listed = new Map(inflight?.map((item) => [`${item.request_id} ${item.attempt}`, item]));
    this.board.clearRefusals(node.nodeId);
    for (const run of this.board.listOf(node.nodeId)) {
      const { current } = run;
      if (!current?.isSent) continue;
      const item = listed.get(`${current.requestId} ${run.attempt}`);
      if (item || !inflight) this.carryOn(session, run, current, item ?? null);
      else this.missed(run, current, node.facts.instanceId);
    }
  }

  onGone(session: Session): void {
    for (const run of this.board.listOf(session.node?.nodeId ?? '')) {
      if (run.current) run.current.heardMs = session.heardMs;
    }
  }

  /** Gives up runs whose node was away for longer than its lease, or came back without an answer in time. */
  sweep(): void {
    const nowMs = this.clock.now();
    for (const run of this.board.list()) {
      const { current } = run;
      if (run.status === 'dispatched' && current?.isSent === false) this.watch(this.lifecycle.requeueUnsent(run));
      if (run.status === 'queued' || !current?.isSent) continue;
      if (this.registry.find(current.nodeId)) {
        if (current.patienceEndsMs !== null && nowMs >= current.patienceEndsMs)
          this.giveUp(run, 'came back, but did not answer');
      } else if (nowMs - current.heardMs >= this.settings.leaseOf(current.mode)) {
        this.giveUp(run, `has not been heard for ${Math.round((nowMs - current.heardMs) / 1000)} s`);
      }
    }
  }

  private carryOn(session: Session, run: OpenRun, current: OpenAttempt, item: InflightItem | null): void {
    if (item?.state !== 'settled') session.node?.outstanding.add(current.requestId);
    if (item && !current.isAccepted) {
      current.isAccepted = true;
      this.watch(this.lifecycle.start(run, run.attempt));
    }
    // A seed node doesn't say what it still works on, and a result that it had while it was away is gone.
    if (!item) current.patienceEndsMs = this.clock.now() + this.settings.leaseOf('seed');
    this.canceller.remind(run);
  }

  private missed(run: OpenRun, current: OpenAttempt, instanceId: string | null): void {
    const isSameProcess = current.instanceId === instanceId;
    this.giveUp(
      run,
      isSameProcess ? 'does not have the run any more' : 'was restarted while it had the run',
      isSameProcess,
    );
  }

  private giveUp(run: OpenRun, fact: string, isDenied = false): void {
    const { current } = run;
    if (!current) return;
    current.patienceEndsMs = null;
    const verdict = judgeLost({ isAccepted: current.isAccepted, isDenied, retry: run.retry, lossCount: run.lossCount });
    const known = current.isAccepted
      ? `It had begun the work (attempt ${run.attempt}${current.jobId === null ? '' : `, job ${current.jobId}`})`
      : `It was sent the work (attempt ${run.attempt}) and had not confirmed it`;
    if (run.cancelRequestedAt !== null) {
      const text = `The run was cancelled; node ${current.nodeId} ${fact}`;
      this.watch(this.lifecycle.settle(run, run.attempt, hubOutcome('cancelled', 'CANCELLED', text)));
    } else if (verdict.kind === 'requeue') {
      this.watch(this.tryAgain(run, verdict.state, `node ${current.nodeId} ${fact}`));
    } else if (verdict.kind === 'give_up') {
      const text = `Node ${current.nodeId} ${fact}. It is the third attempt whose node went away; the run may be the cause, so it is not tried again`;
      this.watch(this.lifecycle.settle(run, run.attempt, hubOutcome('failed', 'NODE_LOST', text)));
    } else {
      const text = `Node ${current.nodeId} ${fact}. ${known}; whether it was finished is not known. A run with "retry": "safe" is tried again.`;
      this.watch(this.lifecycle.settle(run, run.attempt, hubOutcome('outcome_unknown', 'OUTCOME_UNKNOWN', text)));
    }
  }

  private async tryAgain(run: OpenRun, state: 'never_accepted' | 'lost', reason: string): Promise<void> {
    if (await this.lifecycle.requeue(run, run.attempt, state, reason)) run.lossCount += 1;
  }

  private watch(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.logger.error('a run could not be recovered', error);
    });
  }
}
