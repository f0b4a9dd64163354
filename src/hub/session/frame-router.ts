import { Injectable, Logger } from '@nestjs/common';

import type { FrameData } from '../../protocol/decode.js';
import { decodeFrame } from '../../protocol/decode.js';
import type { NodeMessage } from '../../protocol/messages.js';
import { isNodeMessage } from '../../protocol/messages.js';
import { HubClock } from '../hub-clock.js';
import type { Session } from './session.js';
import { SessionOwners } from './session-owner.js';
import { isSessionLive } from './session.state.js';

type NodeMessageOf<T extends NodeMessage['type']> = Extract<NodeMessage, { readonly type: T }>;
type Handler<T extends NodeMessage['type']> = (session: Session, message: NodeMessageOf<T>) => void;

/** Says why a frame was not taken. */
interface Refusal {
  readonly text: string;
  readonly code: 'INVALID_MESSAGE' | 'TOO_LARGE';
  readonly requestId?: string | undefined;
}

/** Brings each frame of a node to the parts of the hub that handle its type. */
@Injectable()
export class FrameRouter {
  private readonly logger = new Logger(FrameRouter.name);
  private readonly handlers = new Map<string, Handler<never>[]>();

  constructor(
    private readonly clock: HubClock,
    private readonly owners: SessionOwners,
  ) {}

  /** Adds a handler; it must not throw for what a peer sends, and takes care of its own promises. */
  on<T extends NodeMessage['type']>(type: T, handler: Handler<T>): void {
    const handlers = this.handlers.get(type) ?? [];
    // `handle` below calls the handlers of a type only with messages of that type.
    handlers.push(handler as unknown as Handler<never>);
    this.handlers.set(type, handlers);
  }

  /** Takes one frame. Whatever it holds, the session stays as long as bad frames don't pile up. */
  route(session: Session, data: FrameData, isBinary: boolean): void {
    if (session.isOver) return;
    this.heard(session);
    const frame = decodeFrame(data, isBinary);
    if (!frame.ok) {
      this.refuse(session, { text: frame.problem.text, code: frame.problem.code, requestId: frame.problem.request_id });
    } else if (!frame.message) {
      this.refuse(session, { text: `unknown message type ${quote(frame.unknown.type)}`, code: 'INVALID_MESSAGE' });
    } else if (isNodeMessage(frame.message)) {
      this.handle(session, frame.message);
    } else {
      this.refuse(session, { text: `${frame.message.type} is a message of the hub`, code: 'INVALID_MESSAGE' });
    }
  }

  /** Notes a sign of life. */
  heard(session: Session): void {
    session.heardMs = this.clock.now();
    session.heardAt = Date.now();
    if (session.state === 'late' && session.apply('heard')) this.owners.loadChanged(session);
  }

  /** Tells a peer that a frame of it was not taken. */
  refuse(session: Session, { text, code, requestId }: Refusal): void {
    this.logger.debug('bad frame', { node_id: session.node?.nodeId, session_id: session.id, code });
    session.send({
      type: 'error',
      error: text,
      details: {},
      request_id: requestId ?? null,
      code,
      retryable: false,
      timestamp: new Date().toISOString(),
    });
    if (session.badFrames.add(this.clock.now())) session.close('overloaded', 'too many bad frames');
  }

  private handle(session: Session, message: NodeMessage): void {
    if (!isSessionLive(session.state) && message.type !== 'node_registration' && message.type !== 'error') {
      if (session.state === 'contending') return;
      this.refuse(session, { text: `${message.type} came before node_registration`, code: 'INVALID_MESSAGE' });
      return;
    }
    try {
      // Filled by `on` alone, which pairs each type with handlers of that type.
      for (const handler of this.handlers.get(message.type) ?? []) handler(session, message as never);
    } catch (error) {
      this.logger.error('frame handler failed', error);
      session.send({ type: 'error', error: 'The hub failed to handle the message', details: {}, code: 'INTERNAL' });
    }
  }
}

const MAX_QUOTED = 64;

const quote = (text: string): string => JSON.stringify(text.slice(0, MAX_QUOTED));
