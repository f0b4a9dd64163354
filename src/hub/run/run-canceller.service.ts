import { Injectable, Logger } from '@nestjs/common';

import { HubSettings } from '../hub-settings.js';
import { SessionRegistry } from '../session/session-registry.js';
import type { OpenRun } from './open-run.js';
import { RunBoard } from './run-board.js';
import { RunLifecycle } from './run-lifecycle.service.js';
import { hubOutcome } from './run-result.js';
import { isRunOver } from './run.state.js';

const MAX_TRIES = 10;

/** Ends runs before their time: at the caller's wish, or because their time is over. */
@Injectable()
export class RunCanceller {
  private readonly logger = new Logger(RunCanceller.name);

  constructor(
    private readonly board: RunBoard,
    private readonly lifecycle: RunLifecycle,
    private readonly registry: SessionRegistry,
    private readonly settings: HubSettings,
  ) {}

  /** Cancels a run: at once while it waits, else politely through its node and by force after the grace. */
  async cancel(runId: string): Promise<void> {
    // The run may be handed out or come back into the line while the wish waits for its turn.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const run = this.board.find(runId);
      if (!run || !isWanted(run)) return;
      await this.tryCancel(run);
    }
  }

  /** Sends the wish to end a run, where there is one, to the node that works on it. */
  remind(run: OpenRun): void {
    if (run.cancelRequestedAt !== null) this.send(run, 'cancelled by the caller');
  }

  /** Ends what is over its deadline, and by force what was asked to end and did not. */
  sweep(nowMs: number = Date.now()): void {
    const forceMs = this.settings.cancelGraceMs + this.settings.cancelForceMs;
    for (const run of this.board.list()) {
      if (run.deadlineAt !== null && nowMs >= run.deadlineAt) {
        this.send(run, 'the deadline is over');
        const text =
          run.status === 'queued' ? 'The deadline passed before a node could take the run' : 'The deadline passed';
        this.watch(this.lifecycle.settle(run, run.attempt, hubOutcome('timed_out', 'DEADLINE_EXCEEDED', text)));
      } else if (run.cancelRequestedAt !== null && nowMs - run.cancelRequestedAt >= forceMs) {
        const text = `The run was cancelled; its node did not confirm the end within ${Math.round(forceMs / 1000)} s`;
        this.watch(this.lifecycle.settle(run, run.attempt, hubOutcome('cancelled', 'CANCELLED', text)));
      }
    }
  }

  private async tryCancel(run: OpenRun): Promise<void> {
    if (run.status === 'queued' || run.current?.mode === 'seed') {
      const text =
        run.status === 'queued'
          ? 'The run was cancelled before a node had taken it'
          : 'The run was cancelled. Its node can not stop work; what it still answers is dropped';
      await this.lifecycle.settle(run, run.attempt, hubOutcome('cancelled', 'CANCELLED', text));
    } else if (await this.lifecycle.requestCancel(run, 'cancelled by the caller')) {
      this.remind(run);
    }
  }

  private send(run: OpenRun, reason: string): void {
    const { current } = run;
    const session = current && this.registry.find(current.nodeId);
    if (!current?.isSent || run.status === 'queued' || session?.mode !== 'v1') return;
    const { cancelGraceMs: grace_ms } = this.settings;
    const timestamp = new Date().toISOString();
    session.send({ type: 'cancel_request', request_id: current.requestId, reason, grace_ms, timestamp });
  }

  private watch(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.logger.error('a run could not be ended', error);
    });
  }
}

/** Tells whether nothing has been done yet about a wish to end a run. */
const isWanted = ({ status, cancelRequestedAt }: OpenRun): boolean => !isRunOver(status) && cancelRequestedAt === null;
