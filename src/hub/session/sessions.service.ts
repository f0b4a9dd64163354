import { setTimeout as wait } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import type { WebSocket } from 'ws';

import type { Principal, TokenEnd } from '../../auth/auth.contract.js';
import { HeldTokens } from '../../auth/held-tokens.service.js';
import type { TurnCork } from '../../common/turn-cork.js';
import type { Heartbeat } from '../../protocol/node-messages.js';
import { encodingOf } from '../../protocol/negotiate.js';
import { HubClock } from '../hub-clock.js';
import { HubSettings } from '../hub-settings.js';
import { BadFrames } from './bad-frames.js';
import { FrameRouter } from './frame-router.js';
import { livenessOf } from './liveness.js';
import { Session } from './session.js';
import { SessionOwners } from './session-owner.js';
import { SessionRegistry } from './session-registry.js';
import { isSessionLive } from './session.state.js';

/** Nodes that are told at once that the hub goes away. */
const DRAIN_GROUP = 100;

/** Opens sessions on admitted sockets, watches over their life and ends them. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger(SessionsService.name);

  constructor(
    private readonly registry: SessionRegistry,
    private readonly owners: SessionOwners,
    private readonly router: FrameRouter,
    private readonly clock: HubClock,
    private readonly settings: HubSettings,
    private readonly held: HeldTokens,
  ) {
    router.on('heartbeat', (session, message) => {
      this.beat(session, message);
    });
  }

  /** Takes over a socket that was admitted; `address` is the node's own, past proxies. */
  open(socket: WebSocket, cork: TurnCork, principal: Principal, address: string): Session {
    const { maxBadFrames, badFrameWindowMs, maxBufferedBytes } = this.settings;
    const session = new Session({
      socket,
      cork,
      principal,
      address,
      encoding: encodingOf(socket.protocol),
      badFrames: new BadFrames(maxBadFrames, badFrameWindowMs),
      maxBufferedBytes,
      onOver: (over) => {
        this.registry.remove(over);
      },
      nowMs: this.clock.now(),
    });
    this.registry.add(session);
    const release = this.held.hold(principal, {
      end: (why) => endWithToken(session, why),
      rotated: (text, oldEndsAt) => tellRotated(session, text, oldEndsAt),
    });
    socket.once('close', release);
    socket.on('message', (data, isBinary) => {
      this.router.route(session, data, isBinary);
    });
    socket.on('pong', () => {
      this.router.heard(session);
    });
    socket.on('ping', () => {
      this.router.heard(session);
    });
    socket.on('error', (error) => {
      this.logger.debug('socket error', { session_id: session.id, reason: error.message });
    });
    socket.on('close', (code) => {
      this.logger.debug('socket closed', { node_id: session.node?.nodeId, session_id: session.id, code });
      session.end('close');
    });
    return session;
  }

  /** Looks at every session once: who is late, lost, or hasn't registered. */
  sweep(): void {
    const nowMs = this.clock.now();
    for (const session of this.registry.list()) {
      if (session.state === 'accepted' && nowMs - session.openedMs >= this.settings.registrationTimeoutMs) {
        session.close('registrationTimeout', undefined, 'refuse');
      } else if (isSessionLive(session.state)) {
        this.watch(session, nowMs);
      }
    }
    this.relieve();
  }

  /** Many slow readers together may hold no more than a share of the memory. */
  private relieve(): void {
    const { maxTotalBufferedBytes } = this.settings;
    let total = 0;
    for (const { bufferedBytes } of this.registry.list()) total += bufferedBytes;
    if (total <= maxTotalBufferedBytes) return;
    const fullest = [...this.registry.list()].toSorted((a, b) => b.bufferedBytes - a.bufferedBytes);
    for (const session of fullest) {
      if (total <= maxTotalBufferedBytes) return;
      total -= session.bufferedBytes;
      this.logger.warn('slow reader closed', { node_id: session.node?.nodeId, session_id: session.id });
      session.close('slowConsumer');
    }
  }

  /** Tells every node that the hub goes away: a large fleet in groups over half of the time, so that it doesn't leave at once. */
  async announceDrain(deadlineMs: number, reason: string): Promise<void> {
    const sessions = [...this.registry.list()].filter(({ mode }) => mode === 'v1');
    const pauseMs = (deadlineMs * DRAIN_GROUP) / (2 * Math.max(DRAIN_GROUP, sessions.length));
    for (let start = 0; start < sessions.length; start += DRAIN_GROUP) {
      const leftMs = deadlineMs - (pauseMs * start) / DRAIN_GROUP;
      for (const session of sessions.slice(start, start + DRAIN_GROUP)) {
        session.send({ type: 'drain', deadline_ms: Math.round(leftMs), reason });
      }
      if (start + DRAIN_GROUP < sessions.length) await wait(pauseMs);
    }
  }

  /** Ends every session: the hub stops. */
  closeAll(): void {
    for (const session of this.registry.list()) session.close('drain');
  }

  private watch(session: Session, nowMs: number): void {
    const liveness = livenessOf(nowMs - session.heardMs, this.settings.intervalOf(session.mode));
    if (liveness === 'lost') {
      this.logger.warn('node lost', { node_id: session.node?.nodeId, session_id: session.id });
      session.close('heartbeatTimeout', undefined, 'silent');
    } else if (liveness === 'late') {
      if (session.apply('overdue')) this.owners.loadChanged(session);
      session.ping();
    }
  }

  private beat(session: Session, message: Heartbeat): void {
    const hasChanged = session.node?.note(message) ?? false;
    if (session.mode === 'v1') {
      const now = new Date().toISOString();
      session.send({ type: 'heartbeat_ack', server_time: now, timestamp: now });
    }
    if (hasChanged) this.owners.loadChanged(session);
  }
}

const endWithToken = (session: Session, why: TokenEnd): void => {
  if (why === 'expired') session.close('tokenInvalid', 'the token has expired');
  else session.close('tokenRevoked', why === 'replaced' ? 'the token was replaced by a newer text' : undefined);
};

/** Nodes of the seed don't know the message: their token files are changed by hand. */
const tellRotated = (session: Session, text: string, oldEndsAt: number): boolean =>
  session.mode === 'v1' &&
  isSessionLive(session.state) &&
  session.send({ type: 'token_rotated', token: text, old_valid_ms: Math.max(0, oldEndsAt - Date.now()) });
