import { Injectable, Logger } from '@nestjs/common';

import { ProtocolError } from '../../protocol/protocol-error.js';
import { HubClock } from '../hub-clock.js';
import { HubSettings } from '../hub-settings.js';
import type { ConnectedNode } from '../session/connected-node.js';
import { FrameRouter } from '../session/frame-router.js';
import type { Session } from '../session/session.js';
import { SessionOwners } from '../session/session-owner.js';
import { CommandRelay } from './command-relay.service.js';

/** Takes the way of all work through a node: its dispatcher and its database. */
const PROBE = 'list_jobs';
const PROBE_ARGS = { limit: 1 };

interface Watch {
  /** Last answer to any work, by the hub's clock. */
  provenMs: number;
  /** When the open question was asked; null without one. */
  askedMs: number | null;
}

/**
 * Notices nodes that send heartbeats but do no work any more: a node that hasn't answered anything for a while is asked
 * something, and gets no new work from when it fails to answer until it does.
 */
@Injectable()
export class WorkPathProbe {
  private readonly logger = new Logger(WorkPathProbe.name);
  private readonly watches = new Map<Session, Watch>();

  constructor(
    private readonly relay: CommandRelay,
    private readonly owners: SessionOwners,
    private readonly clock: HubClock,
    private readonly settings: HubSettings,
    router: FrameRouter,
  ) {
    owners.attach({
      onRegistered: (session) => {
        this.begin(session);
      },
      onGone: (session) => {
        this.watches.delete(session);
      },
    });
    // Not by an `ack`: a node sends that before it begins.
    for (const type of ['command_response', 'workflow_response'] as const) {
      router.on(type, (session) => {
        this.prove(session);
      });
    }
  }

  /** Asks whoever was silent about work for long, and notes who doesn't answer. */
  sweep(): void {
    const nowMs = this.clock.now();
    const { probeIntervalMs, probeTimeoutMs } = this.settings;
    for (const [session, watch] of this.watches) {
      if (watch.askedMs !== null && nowMs - watch.askedMs >= probeTimeoutMs) this.blame(session);
      const restedMs = nowMs - Math.max(watch.provenMs, watch.askedMs ?? -Infinity);
      if (restedMs >= probeIntervalMs) this.ask(session, watch);
    }
  }

  /** Nodes of an equal age are asked at different times. */
  private begin(session: Session): void {
    const { node } = session;
    if (!node || !isAskable(node)) return;
    const provenMs = this.clock.now() - Math.random() * (this.settings.probeIntervalMs / 2);
    this.watches.set(session, { provenMs, askedMs: null });
  }

  private ask(session: Session, watch: Watch): void {
    const nodeId = session.node?.nodeId ?? '';
    watch.askedMs = this.clock.now();
    const timeoutMs = this.settings.probeTimeoutMs + this.settings.probeIntervalMs;
    // Whatever it answers, an error too, was noted when its frame came.
    this.relay.send(nodeId, PROBE, PROBE_ARGS, { timeoutMs }).catch((error: unknown) => {
      // The hub itself is too busy to ask: that is no fault of the node.
      if (error instanceof ProtocolError && error.code === 'QUEUE_FULL') watch.askedMs = null;
      this.logger.debug('a probe failed', { node_id: nodeId, reason: String(error) });
    });
  }

  private blame(session: Session): void {
    const { node } = session;
    if (!node || node.unresponsiveReason !== null) return;
    node.unresponsiveReason = `it did not answer ${PROBE} within ${this.settings.probeTimeoutMs / 1000} s`;
    this.logger.warn('node does not answer', { node_id: node.nodeId });
    this.owners.loadChanged(session);
  }

  private prove(session: Session): void {
    const watch = this.watches.get(session);
    if (!watch) return;
    watch.provenMs = this.clock.now();
    watch.askedMs = null;
    const { node } = session;
    if (!node || node.unresponsiveReason === null) return;
    node.unresponsiveReason = null;
    this.logger.log('node answers again', { node_id: node.nodeId });
    this.owners.loadChanged(session);
  }
}

/** A seed node's list is only a hint, and the reference node does its work one after the other. */
const isAskable = ({ facts }: ConnectedNode): boolean => facts.mode === 'v1' && facts.commands.includes(PROBE);
