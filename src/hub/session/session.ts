import type { WebSocket } from 'ws';

import { newId } from '../../common/ids.js';
import type { TurnCork } from '../../common/turn-cork.js';
import type { Principal } from '../../auth/auth.contract.js';
import type { CloseCodeName } from '../../protocol/close-codes.js';
import { CLOSE_CODES } from '../../protocol/close-codes.js';
import { encodeFrame, frameBytes } from '../../protocol/encode.js';
import type { HubMessage } from '../../protocol/messages.js';
import type { Encoding } from '../../protocol/negotiate.js';
import type { BadFrames } from './bad-frames.js';
import type { ConnectedNode } from './connected-node.js';
import type { ProtocolMode } from './node-facts.js';
import type { SessionEvent, SessionState } from './session.state.js';
import { isSessionOver, nextSessionState } from './session.state.js';

/** What a session is opened with. */
export interface SessionOptions {
  readonly socket: WebSocket;
  /** Holds back what the socket writes. */
  readonly cork: TurnCork;
  readonly principal: Principal;
  readonly address: string;
  /** Encoding of the agreed subprotocol; null when none was agreed. */
  readonly encoding: Encoding | null;
  readonly badFrames: BadFrames;
  readonly maxBufferedBytes: number;
  /** Called when the session is over, perhaps more than once. */
  readonly onOver: (session: Session) => void;
  /** Time of the hub's clock. */
  readonly nowMs: number;
}

const MAX_REASON_BYTES = 123;

/** The hub's side of one connection: its socket, its state, and the node at the other end once it has registered. */
export class Session {
  readonly id = newId();
  readonly connectedAt = Date.now();
  /** Without an agreed subprotocol a peer speaks the seed protocol. */
  readonly mode: ProtocolMode;
  readonly principal: Principal;
  /** Network address of the node. */
  readonly address: string;
  readonly badFrames: BadFrames;
  readonly openedMs: number;
  /** Moment of the last frame of any kind, by the hub's clock. */
  heardMs: number;
  /** The same by the wall clock, for readers. */
  heardAt = Date.now();
  node: ConnectedNode | null = null;
  state: SessionState = 'accepted';
  private readonly socket: WebSocket;
  private readonly cork: TurnCork;
  private readonly encoding: Encoding;
  private readonly maxBufferedBytes: number;
  private readonly onOver: (session: Session) => void;

  constructor({
    socket,
    cork,
    principal,
    address,
    encoding,
    badFrames,
    maxBufferedBytes,
    onOver,
    nowMs,
  }: SessionOptions) {
    this.socket = socket;
    this.cork = cork;
    this.principal = principal;
    this.address = address;
    this.mode = encoding === null ? 'seed' : 'v1';
    this.encoding = encoding ?? 'json';
    this.badFrames = badFrames;
    this.maxBufferedBytes = maxBufferedBytes;
    this.onOver = onOver;
    this.openedMs = nowMs;
    this.heardMs = nowMs;
  }

  /** Bytes that wait in its socket. */
  get bufferedBytes(): number {
    return this.socket.bufferedAmount;
  }

  get isOver(): boolean {
    return isSessionOver(this.state);
  }

  /** Moves on; true when the event meant something in this state. */
  apply(event: SessionEvent): boolean {
    const next = nextSessionState(this.state, event);
    const isMove = next !== this.state;
    this.state = next;
    if (this.node) this.node.isLate = next === 'late';
    return isMove;
  }

  /**
   * Sends a message, or says false when the socket doesn't take it any more. A peer that lets too much pile up is closed;
   * it can come back and go on.
   */
  send(message: HubMessage): boolean {
    return this.sendWithin(message, Infinity) === 'sent';
  }

  /** Sends a message unless its frame is larger than `maxBytes`: an oversized request fails by itself, never the socket. */
  sendWithin(message: HubMessage, maxBytes: number): 'sent' | 'too_large' | 'closed' {
    if (this.isOver || this.socket.readyState !== this.socket.OPEN) return 'closed';
    if (this.socket.bufferedAmount > this.maxBufferedBytes) {
      this.close('slowConsumer');
      return 'closed';
    }
    const frame = encodeFrame(message, this.encoding);
    if (maxBytes !== Infinity && frameBytes(frame) > maxBytes) return 'too_large';
    this.cork.hold();
    this.socket.send(frame);
    return 'sent';
  }

  /** Asks the peer's WebSocket layer for a sign of life. */
  ping(): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  /**
   * Ends the session at once and closes its socket with a code of the protocol.
   *
   * @param event what the end means for the session's state
   */
  close(name: CloseCodeName, reason: string = CLOSE_CODES[name].reason, event: SessionEvent = 'close'): void {
    this.end(event);
    this.socket.close(CLOSE_CODES[name].code, cut(reason));
  }

  /** Ends the session; a later event can't bring it back. */
  end(event: SessionEvent): void {
    this.apply(event);
    if (this.isOver) this.onOver(this);
  }
}

/** A close frame has room for 123 bytes of text. */
const cut = (reason: string): string => {
  let text = reason;
  while (Buffer.byteLength(text) > MAX_REASON_BYTES) text = text.slice(0, -1);
  return text;
};
