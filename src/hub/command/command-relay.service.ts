import { Injectable } from '@nestjs/common';

import { newId } from '../../common/ids.js';
import { isRecord } from '../../common/json.js';
import type { ErrorCode } from '../../protocol/error-codes.js';
import { isErrorCode } from '../../protocol/error-codes.js';
import type { CommandRequest } from '../../protocol/hub-messages.js';
import type { Ack, CommandResponse, InflightItem } from '../../protocol/node-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { HubSettings } from '../hub-settings.js';
import { FrameRouter } from '../session/frame-router.js';
import type { ReconcileOrder } from '../session/reconcile-order.js';
import type { Session } from '../session/session.js';
import type { SessionOwner } from '../session/session-owner.js';
import { SessionOwners } from '../session/session-owner.js';
import { SessionRegistry } from '../session/session-registry.js';
import { chooseCommandNode, explainNoCommandNode } from './choose-command-node.js';

/** What a command needs besides its name and arguments. */
export interface CommandOptions {
  /** Milliseconds until the caller stops waiting. */
  readonly timeoutMs?: number;
  readonly userId?: string | null;
}

interface Pending {
  readonly nodeId: string;
  readonly command: string;
  readonly deadlineMs: number;
  isNodeGone: boolean;
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: ProtocolError) => void;
}

/** Names under which a bare value of a node that doesn't keep to objects is answered. */
const WRAPPED = 'result';

/** Sends commands to nodes and brings their answers back, in memory: nothing of a command is stored. */
@Injectable()
export class CommandRelay implements SessionOwner {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly registry: SessionRegistry,
    private readonly settings: HubSettings,
    router: FrameRouter,
    owners: SessionOwners,
  ) {
    owners.attach(this);
    router.on('command_response', (session, message) => {
      this.onResponse(session, message);
    });
    router.on('ack', (session, message) => {
      this.onAck(session, message);
    });
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /**
   * Chooses a connected node that can answer a command for a user.
   *
   * @returns its `node_id`
   * @throws ProtocolError `NO_ELIGIBLE_NODE` with the reason
   */
  choose(command: string, userId: string): string {
    const nodes = this.registry.listNodes();
    const demand = { command, userId, pendingOn: (nodeId: string) => this.countPending(nodeId) };
    const node = chooseCommandNode(demand, nodes);
    if (node) return node.nodeId;
    throw new ProtocolError('NO_ELIGIBLE_NODE', explainNoCommandNode(demand, nodes), {
      hint: 'GET /api/v1/nodes lists the nodes with the commands of each.',
    });
  }

  /**
   * Sends a command to a node and waits for its answer.
   *
   * @throws ProtocolError `UNAVAILABLE` when the node isn't connected, `TOO_LARGE`, `DEADLINE_EXCEEDED`, `OUTCOME_UNKNOWN`
   *   when the node went away meanwhile, or what the node itself answered
   */
  send(
    nodeId: string,
    command: string,
    args: Readonly<Record<string, unknown>>,
    { timeoutMs = this.settings.commandTimeoutMs, userId = null }: CommandOptions = {},
  ): Promise<Record<string, unknown>> {
    const session = this.registry.find(nodeId);
    if (!session?.node) return Promise.reject(notConnected(nodeId));
    if (this.pending.size >= this.settings.maxPendingCommands) {
      return Promise.reject(
        new ProtocolError('QUEUE_FULL', 'Too many commands are waiting for answers', { retryAfterMs: 1000 }),
      );
    }
    const requestId = newId();
    const message: CommandRequest = {
      type: 'command_request',
      request_id: requestId,
      command,
      args: { ...args },
      ...(session.mode === 'v1' && { attempt: 1, deadline_ms: timeoutMs, ...(userId !== null && { user_id: userId }) }),
      timestamp: new Date().toISOString(),
    };
    return new Promise((resolve, reject) => {
      const deadlineMs = performance.now() + timeoutMs;
      this.pending.set(requestId, { nodeId, command, deadlineMs, isNodeGone: false, resolve, reject });
      const fault = this.hand(session, message);
      if (fault) this.settle(requestId)?.reject(fault);
    });
  }

  /** Ends the wait for answers that are overdue. */
  sweep(nowMs: number = performance.now()): void {
    for (const [requestId, { deadlineMs }] of this.pending) {
      if (nowMs < deadlineMs) continue;
      const call = this.settle(requestId);
      call?.reject(
        call.isNodeGone
          ? lost(call)
          : new ProtocolError('DEADLINE_EXCEEDED', `Node ${call.nodeId} did not answer ${call.command} in time`),
      );
    }
  }

  /** Ends every wait: the hub stops. */
  close(): void {
    for (const requestId of this.pending.keys()) {
      this.settle(requestId)?.reject(new ProtocolError('UNAVAILABLE', 'The hub stops before the node has answered'));
    }
  }

  orderFor(session: Session, { request_id, state }: InflightItem): ReconcileOrder | null {
    if (this.pending.get(request_id)?.nodeId !== session.node?.nodeId) return null;
    return state === 'settled' ? { kind: 'resend', afterUpdateSeq: null } : { kind: 'resume', afterUpdateSeq: 0 };
  }

  onRegistered(session: Session, inflight: readonly InflightItem[] | null): void {
    const held = new Set(inflight?.map(({ request_id }) => request_id));
    this.forNode(session, (requestId, call) => {
      if (!call.isNodeGone || held.has(requestId)) call.isNodeGone = false;
      else this.settle(requestId)?.reject(lost(call));
    });
  }

  /** A version 1 node brings its answer when it comes back; a seed node's is lost. */
  onGone(session: Session): void {
    this.forNode(session, (requestId, call) => {
      call.isNodeGone = true;
      if (session.mode === 'seed') this.settle(requestId)?.reject(lost(call));
    });
  }

  private countPending(nodeId: string): number {
    let count = 0;
    for (const call of this.pending.values()) if (call.nodeId === nodeId) count += 1;
    return count;
  }

  private forNode({ node }: Session, act: (requestId: string, call: Pending) => void): void {
    for (const [requestId, call] of this.pending) if (call.nodeId === node?.nodeId) act(requestId, call);
  }

  private hand(session: Session, message: CommandRequest): ProtocolError | null {
    const nodeId = session.node?.nodeId ?? '';
    const maxBytes = session.node?.maxRequestBytes ?? 0;
    const sent = session.sendWithin(message, maxBytes);
    if (sent === 'closed') return notConnected(nodeId);
    const text = `The arguments are larger than the ${maxBytes} bytes that node ${nodeId} takes`;
    return sent === 'sent' ? null : new ProtocolError('TOO_LARGE', text);
  }

  private onAck(session: Session, { request_id, accepted, reason, retry_after_ms }: Ack): void {
    if (accepted !== false || this.pending.get(request_id)?.nodeId !== session.node?.nodeId) return;
    const call = this.settle(request_id);
    const text = `Node ${call?.nodeId} refused ${call?.command}: ${reason ?? 'no reason given'}`;
    call?.reject(new ProtocolError('NODE_BUSY', text, retry_after_ms ? { retryAfterMs: retry_after_ms } : {}));
  }

  private onResponse(session: Session, message: CommandResponse): void {
    const { request_id, attempt } = message;
    const isExpected = this.pending.get(request_id)?.nodeId === session.node?.nodeId;
    const call = isExpected ? this.settle(request_id) : null;
    if (session.mode === 'v1') {
      const number = typeof attempt === 'number' ? { attempt } : {};
      session.send({ type: 'response_ack', request_id, ...number, disposition: call ? 'accepted' : 'late' });
    }
    if (message.status === 'success') call?.resolve(objectOf(message.result));
    else call?.reject(faultOf(message));
  }

  private settle(requestId: string): Pending | null {
    const call = this.pending.get(requestId) ?? null;
    this.pending.delete(requestId);
    return call;
  }
}

const notConnected = (nodeId: string): ProtocolError =>
  new ProtocolError('UNAVAILABLE', `Node ${nodeId} is not connected`, {
    hint: 'GET /api/v1/nodes lists the connected nodes.',
  });

const lost = ({ nodeId, command }: Pending): ProtocolError =>
  new ProtocolError(
    'OUTCOME_UNKNOWN',
    `The connection to node ${nodeId} was lost before it answered ${command}: it may or may not have done it`,
  );

const objectOf = (result: unknown): Record<string, unknown> =>
  isRecord(result) ? result : result === null || result === undefined ? {} : { [WRAPPED]: result };

const faultOf = ({ error, error_code }: CommandResponse): ProtocolError => {
  const text = error ?? 'The node gave no reason';
  return new ProtocolError(isErrorCode(error_code) ? error_code : guessCode(text), text);
};

/** Seed nodes answer with a text alone; these two are the same in every version of the reference node. */
const guessCode = (text: string): ErrorCode => {
  if (text.startsWith('Unknown command')) return 'UNKNOWN_COMMAND';
  return / not found\.?$/.test(text) ? 'NOT_FOUND' : 'INTERNAL';
};
