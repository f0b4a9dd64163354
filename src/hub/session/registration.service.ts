import { Injectable, Logger } from '@nestjs/common';

import type { Principal } from '../../auth/auth.contract.js';
import { TokenRotation } from '../../auth/token-rotation.service.js';
import { AppConfig } from '../../config/app-config.js';
import { INLINE_RESULT_BYTES, MAX_FRAME_BYTES, PROTOCOL_VERSION } from '../../protocol/limits.js';
import type { NodeRegistration } from '../../protocol/node-messages.js';
import { isCleanName } from '../clean-text.js';
import { HubClock } from '../hub-clock.js';
import { HubSettings } from '../hub-settings.js';
import { ConnectedNode } from './connected-node.js';
import { FrameRouter } from './frame-router.js';
import { lostAfterMs } from './liveness.js';
import { nodeFactsOf } from './node-facts.js';
import { NodeTypeSets } from './node-type-sets.js';
import { reconcileMessage } from './reconcile-order.js';
import type { Session } from './session.js';
import { SessionOwners } from './session-owner.js';
import { SessionRegistry } from './session-registry.js';
import { isSessionLive } from './session.state.js';

const FIRST_WINDOW_MS_PER_NODE = 2;
const MIN_FIRST_WINDOW_MS = 500;
const MAX_FIRST_WINDOW_MS = 30_000;
const RECONNECT_CAP_MS = 30_000;

/** Lets nodes join: at most one live session speaks for a `node_id`. */
@Injectable()
export class RegistrationService {
  private readonly logger = new Logger(RegistrationService.name);

  constructor(
    private readonly registry: SessionRegistry,
    private readonly owners: SessionOwners,
    private readonly typeSets: NodeTypeSets,
    private readonly clock: HubClock,
    private readonly settings: HubSettings,
    private readonly router: FrameRouter,
    private readonly config: AppConfig,
    private readonly rotation: TokenRotation,
  ) {
    router.on('node_registration', (session, message) => {
      this.register(session, message);
    });
  }

  private register(session: Session, message: NodeRegistration): void {
    if (session.state !== 'accepted') {
      this.router.refuse(session, {
        text: 'node_registration: this connection is registered',
        code: 'INVALID_MESSAGE',
      });
      return;
    }
    if (!isCleanName(message.node_id)) {
      this.router.refuse(session, {
        text: 'node_registration: node_id holds control characters',
        code: 'INVALID_MESSAGE',
      });
      return;
    }
    const { nodeId } = session.principal;
    if (nodeId !== null && nodeId !== message.node_id) {
      session.close('tokenInvalid', `the token is not for node_id ${message.node_id}`, 'refuse');
      return;
    }
    if (session.mode === 'v1' && message.protocol && message.protocol.min_version > PROTOCOL_VERSION) {
      session.close('protocolUnsupported', `this hub speaks protocol version ${PROTOCOL_VERSION}`, 'refuse');
      return;
    }
    this.claim(session, message);
  }

  /** Settles who speaks for the node_id: the same process on a newer socket takes over, another one must wait for its end. */
  private claim(session: Session, message: NodeRegistration): void {
    const holder = this.registry.find(message.node_id);
    const isSameInstance = (message.instance_id ?? null) === (holder?.node?.facts.instanceId ?? null);
    if (!holder || (isSameInstance && haveCommonUser(holder.principal, session.principal))) {
      holder?.close('replaced', undefined, 'replace');
      this.admit(session, message);
    } else {
      this.contest(holder, session, message);
    }
  }

  /** A process that was just restarted must not be turned away for the half-open socket of its predecessor. */
  private contest(holder: Session, newcomer: Session, message: NodeRegistration): void {
    newcomer.apply('contend');
    const askedMs = this.clock.now();
    holder.ping();
    const timer = setTimeout(() => {
      if (newcomer.state !== 'contending') return;
      const isAlive = isSessionLive(holder.state) && holder.heardMs > askedMs;
      if (isAlive) {
        newcomer.close('nodeIdInUse', undefined, 'refuse');
        this.logger.warn('node_id in use', { node_id: message.node_id });
        return;
      }
      holder.close('heartbeatTimeout', 'did not answer while another instance asked for its node_id', 'silent');
      this.claim(newcomer, message);
    }, this.settings.contestMs);
    timer.unref();
  }

  private admit(session: Session, message: NodeRegistration): void {
    const facts = nodeFactsOf(message, session.mode, this.settings.defaultMaxConcurrent, (types) =>
      this.typeSets.intern(types),
    );
    const node = new ConnectedNode(facts, session.principal.userIds);
    node.isDraining = message.status === 'draining';
    session.apply('register');
    this.registry.register(session, node);
    const inflight = session.mode === 'v1' ? (message.inflight ?? []) : null;
    if (inflight) this.answer(session, inflight);
    this.logger.log('node registered', { node_id: facts.nodeId, session_id: session.id, protocol: session.mode });
    this.owners.registered(session, inflight);
    void this.rotation.joined(session.principal);
  }

  private answer(session: Session, inflight: NonNullable<NodeRegistration['inflight']>): void {
    const { heartbeatIntervalMs, leaseMs } = this.settings;
    session.send({
      type: 'registered',
      node_id: session.node?.nodeId ?? '',
      session_id: session.id,
      protocol: PROTOCOL_VERSION,
      heartbeat: { interval_ms: heartbeatIntervalMs, timeout_ms: lostAfterMs(heartbeatIntervalMs) },
      lease_ms: leaseMs,
      limits: {
        max_frame_bytes: MAX_FRAME_BYTES,
        inline_result_bytes: INLINE_RESULT_BYTES,
        blob_bytes: this.config.blobMaxBytes,
      },
      reconnect: { first_window_ms: firstWindowMs(this.registry.nodeCount), cap_ms: RECONNECT_CAP_MS },
      reconcile: reconcileMessage(inflight.map((item) => [item.request_id, this.owners.orderFor(session, item)])),
      timestamp: new Date().toISOString(),
    });
  }
}

/** Nodes of the seed name no instance: that two sockets are of one process shows at most by the users of their tokens. */
const haveCommonUser = ({ userIds: some }: Principal, { userIds: others }: Principal): boolean =>
  some === null || others === null || some.some((userId) => others.includes(userId));

/** Window in which a fleet of that size shall spread its first tries to come back. */
export const firstWindowMs = (nodeCount: number): number =>
  Math.min(MAX_FIRST_WINDOW_MS, Math.max(MIN_FIRST_WINDOW_MS, nodeCount * FIRST_WINDOW_MS_PER_NODE));
