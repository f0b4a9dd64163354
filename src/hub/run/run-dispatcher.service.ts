import { Injectable, Logger } from '@nestjs/common';

import type { WorkflowRequest } from '../../protocol/hub-messages.js';
import type { ConnectedNode } from '../session/connected-node.js';
import type { Session } from '../session/session.js';
import { SessionOwners } from '../session/session-owner.js';
import { SessionRegistry } from '../session/session-registry.js';
import { chooseNode, hasPlace } from './choose-node.js';
import type { OpenAttempt, OpenRun } from './open-run.js';
import { demandOf } from './open-run.js';
import { requestIdOf } from './request-id.js';
import { RunBoard } from './run-board.js';
import { RunLifecycle } from './run-lifecycle.service.js';
import { RunRepository } from './run.repository.js';

/** Gives waiting runs to nodes, whenever something has changed that may let one go. */
@Injectable()
export class RunDispatcher {
  private readonly logger = new Logger(RunDispatcher.name);
  private givenCount = 0;
  private isPlanned = false;
  private isStopped = false;

  constructor(
    private readonly board: RunBoard,
    private readonly lifecycle: RunLifecycle,
    private readonly runs: RunRepository,
    private readonly registry: SessionRegistry,
    owners: SessionOwners,
  ) {
    const wake = (): void => {
      this.wake();
    };
    lifecycle.onRoom(wake);
    owners.attach({ onRegistered: wake, onLoad: wake, onGone: wake });
  }

  /** Looks at the line soon; many calls in one turn of the event loop count once. */
  wake(): void {
    if (this.isPlanned || this.isStopped || this.board.queuedCount === 0) return;
    this.isPlanned = true;
    setImmediate(() => {
      this.isPlanned = false;
      if (!this.isStopped) this.serve();
    });
  }

  /** Begins no attempt any more. */
  stop(): void {
    this.isStopped = true;
  }

  /** True when the hub stops: runs that wait are for its next process. */
  get hasStopped(): boolean {
    return this.isStopped;
  }

  private serve(): void {
    const nodes = this.registry.listNodes();
    const nowMs = Date.now();
    for (const run of this.board.listWaiting()) {
      if (!nodes.some(hasPlace)) return;
      const node = chooseNode(demandOf(run, nowMs), nodes);
      if (node) this.begin(run, node);
    }
  }

  private begin(run: OpenRun, node: ConnectedNode): void {
    const session = this.registry.find(node.nodeId);
    if (!session) return;
    const { mode, instanceId } = node.facts;
    const requestId = requestIdOf(run.id, run.attempt + 1, mode);
    const next: OpenAttempt = {
      nodeId: node.nodeId,
      instanceId,
      mode,
      requestId,
      isSent: false,
      isAccepted: false,
      jobId: null,
      lastUpdateSeq: 0,
      heardMs: session.heardMs,
      patienceEndsMs: null,
    };
    this.board.unqueue(run);
    node.outstanding.add(requestId);
    this.givenCount += 1;
    node.lastGiven = this.givenCount;
    this.lifecycle
      .dispatch(run, next, session.id, () => this.send(run, next, session))
      .then((isSent) => {
        if (!isSent) node.outstanding.delete(requestId);
      })
      .catch((error: unknown) => {
        node.outstanding.delete(requestId);
        this.board.place(run);
        this.logger.error('run not dispatched', error);
      });
  }

  private async send(run: OpenRun, { requestId, mode, nodeId }: OpenAttempt, session: Session): Promise<boolean> {
    const { graph, params } = await this.runs.getPayload(run.id);
    const seed: WorkflowRequest = {
      type: 'workflow_request',
      request_id: requestId,
      ...(run.workflowId !== null && (graph === null || mode === 'v1') && { workflow_id: run.workflowId }),
      ...(graph && { graph: { ...graph } }),
      params: { ...params },
      user_id: run.userId,
      timestamp: new Date().toISOString(),
    };
    const maxBytes = session.node?.maxRequestBytes ?? 0;
    const sent = session.sendWithin(mode === 'seed' ? seed : { ...seed, ...this.terms(run) }, maxBytes);
    if (sent === 'too_large') this.board.noteRefusal(run, nodeId, `larger than ${maxBytes} bytes`, Infinity);
    return sent === 'sent';
  }

  private terms(run: OpenRun): Partial<WorkflowRequest> {
    return {
      attempt: run.attempt,
      ...(run.deadlineAt !== null && { deadline_ms: Math.max(0, run.deadlineAt - Date.now()) }),
      priority: run.priority,
      on_disconnect: 'continue',
      stream: { mode: 'all' },
    };
  }
}
