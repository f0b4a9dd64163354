import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { WorkflowService } from '../../workflow/workflow.service.js';
import { HubSettings } from '../hub-settings.js';
import type { ConnectedNode } from '../session/connected-node.js';
import { SessionRegistry } from '../session/session-registry.js';
import type { Obstacle } from './choose-node.js';
import { explainWait, isTooLargeForAll, servesUser } from './choose-node.js';
import type { RunOrigin, RunRequest } from './new-run.js';
import { newRunRow } from './new-run.js';
import { demandOf, openRunOf } from './open-run.js';
import { hashJson } from './request-hash.js';
import { isRunId } from './request-id.js';
import type { RunAttemptRow } from './run-attempt.entity.js';
import type { RunEventRow } from './run-event.entity.js';
import { RunBoard } from './run-board.js';
import { RunCanceller } from './run-canceller.service.js';
import { RunDispatcher } from './run-dispatcher.service.js';
import { RunFeed } from './run-feed.js';
import { insertRun } from './run-statements.js';
import type { RunRow } from './run.entity.js';
import type { RunFilter } from './run.repository.js';
import { RunRepository } from './run.repository.js';
import { isRunOver } from './run.state.js';

/** When a caller of a hub that stops may try its successor. */
const RESTART_MS = 2000;

/** Users whose runs somebody may see; null = everybody's. */
export type VisibleUsers = readonly string[] | null;

/** Why a run stands where it stands. */
export interface RunExplanation {
  readonly run: RunRow;
  readonly queuedReason: string | null;
  /** Per connected node, what keeps the run from it; empty unless it waits. */
  readonly obstacles: ReadonlyMap<string, readonly Obstacle[]>;
  readonly attempts: readonly RunAttemptRow[];
}

/** Accepts runs and tells about them: the callers' side of the hub. */
@Injectable()
export class RunService {
  constructor(
    private readonly database: Database,
    private readonly runs: RunRepository,
    private readonly board: RunBoard,
    private readonly dispatcher: RunDispatcher,
    private readonly canceller: RunCanceller,
    private readonly feed: RunFeed,
    private readonly workflows: WorkflowService,
    private readonly registry: SessionRegistry,
    private readonly settings: HubSettings,
  ) {}

  /**
   * Accepts a run: when this resolves, it is stored. The same idempotency key of one user always names the same run.
   *
   * @throws ProtocolError `CONFLICT` when the key was used for another request, `QUEUE_FULL`, `TOO_LARGE`, `INVALID_ARGUMENT`
   */
  async submit(request: RunRequest, idempotencyKey: string | null): Promise<RunRow> {
    const requestHash = idempotencyKey === null ? null : hashJson(request);
    const { workflowId, userId } = request;
    if (idempotencyKey !== null) {
      const earlier = await this.runs.findByKey(userId, idempotencyKey);
      if (earlier) return sameRequest(earlier, requestHash);
    }
    const stored = request.graph === null && workflowId !== null ? await this.workflows.find(workflowId, userId) : null;
    const graph = request.graph ?? (stored ? { ...stored.graph } : null);
    return await this.accept({ ...request, graph }, { rerunOf: null, idempotencyKey, requestHash });
  }

  /** Starts a run again, as a new one with the same graph and parameters. */
  async rerun(runId: string, users: VisibleUsers): Promise<RunRow> {
    const run = await this.get(runId, users);
    return await this.accept(requestOfRow(run), { rerunOf: run.id, idempotencyKey: null, requestHash: null });
  }

  /** @throws ProtocolError `NOT_FOUND`, also for a run of a user that the caller may not see */
  async get(runId: string, users: VisibleUsers): Promise<RunRow> {
    const run = isRunId(runId) ? await this.runs.find(runId) : null;
    if (!run || (users !== null && !users.includes(run.userId))) {
      throw new ProtocolError('NOT_FOUND', `Run ${runId.slice(0, 64)} not found`);
    }
    return run;
  }

  list(filter: RunFilter, beforeId: string | null, limit: number): Promise<RunRow[]> {
    return this.runs.list(filter, beforeId, limit);
  }

  listEvents(runId: string, afterSeq: number, limit: number): Promise<RunEventRow[]> {
    return this.runs.listEventRows(runId, afterSeq, limit);
  }

  /** Cancels a run and gives it as it stands then; one that is over stays as it is. */
  async cancel(runId: string, users: VisibleUsers): Promise<RunRow> {
    const run = await this.get(runId, users);
    await this.canceller.cancel(run.id);
    return await this.get(runId, users);
  }

  async explain(runId: string, users: VisibleUsers): Promise<RunExplanation> {
    const run = await this.get(runId, users);
    const open = run.status === 'queued' ? this.board.find(run.id) : null;
    const wait = open && explainWait(demandOf(open, Date.now()), this.visibleNodes(users));
    const attempts = await this.runs.listAttempts(run.id);
    return { run, queuedReason: wait?.reason ?? null, obstacles: wait?.obstacles ?? new Map(), attempts };
  }

  /** Says why a run waits, to somebody who may know of the machines of some users only; null when it doesn't. */
  queuedReasonOf(run: RunRow, users: VisibleUsers): string | null {
    const open = run.status === 'queued' ? this.board.find(run.id) : null;
    return open && explainWait(demandOf(open, Date.now()), this.visibleNodes(users)).reason;
  }

  /** Resolves when the run is over, or when the time is. */
  async waitSettled(runId: string, timeoutMs: number): Promise<void> {
    const { promise, resolve } = deferred();
    const unfollow = this.feed.follow(runId, { onEvents: () => undefined, onSettled: resolve, onClosing: resolve });
    const timer = setTimeout(resolve, timeoutMs);
    try {
      const run = await this.runs.find(runId);
      if (run && !isRunOver(run.status)) await promise;
    } finally {
      clearTimeout(timer);
      unfollow();
    }
  }

  private visibleNodes(users: VisibleUsers): readonly ConnectedNode[] {
    const nodes = this.registry.listNodes();
    return users === null ? nodes : nodes.filter((node) => users.some((userId) => servesUser(node, userId)));
  }

  private async accept(request: RunRequest, origin: RunOrigin): Promise<RunRow> {
    if (this.dispatcher.hasStopped) {
      throw new ProtocolError('UNAVAILABLE', 'The hub is stopping and takes no new runs', {
        retryAfterMs: RESTART_MS,
        hint: 'Send the same request again in a moment, with the same Idempotency-Key.',
      });
    }
    const row = newRunRow(request, origin, Date.now());
    const open = openRunOf(row, null, 0);
    if (isTooLargeForAll(demandOf(open, row.createdAt), this.registry.listNodes())) {
      throw new ProtocolError(
        'TOO_LARGE',
        `The request of ${row.requestBytes} bytes is larger than the connected nodes take`,
      );
    }
    if (this.board.queuedCount >= this.settings.maxQueuedRuns) {
      throw new ProtocolError('QUEUE_FULL', `${this.settings.maxQueuedRuns} runs are waiting already`, {
        retryAfterMs: 5000,
      });
    }
    const [inserted] = await this.database.atomic(insertRun(row));
    if (inserted === 0) return await this.doubled(row);
    this.board.place(open);
    this.dispatcher.wake();
    return row;
  }

  /** Another request with the same key was stored meanwhile. */
  private async doubled(row: RunRow): Promise<RunRow> {
    const earlier = await this.runs.findByKey(row.userId, row.idempotencyKey ?? '');
    if (!earlier) throw new Error(`run ${row.id} was neither stored nor found`);
    return sameRequest(earlier, row.requestHash);
  }
}

const sameRequest = (earlier: RunRow, requestHash: string | null): RunRow => {
  if (earlier.requestHash === requestHash) return earlier;
  throw new ProtocolError('CONFLICT', 'This Idempotency-Key was used for another request', {
    hint: 'Use a new key for a new request.',
    details: { run_id: earlier.id },
  });
};

const requestOfRow = (run: RunRow): RunRequest => {
  const { workflowId, graph, params, userId, targetNodeId, labels, priority, timeoutMs, retry } = run;
  return { workflowId, graph, params, userId, nodeId: targetNodeId, labels, priority, timeoutMs, retry };
};

const deferred = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
