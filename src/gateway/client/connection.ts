import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocket } from 'ws';

import { TurnCork } from '../../common/turn-cork.js';
import type { DecodedFrame } from '../../protocol/decode.js';
import { decodeFrame } from '../../protocol/decode.js';
import { MAX_FRAME_BYTES } from '../../protocol/limits.js';
import type { AgreedSubprotocol } from '../../protocol/negotiate.js';
import { chooseSubprotocol } from '../../protocol/negotiate.js';
import type { HttpRefusal } from './http-refusal.js';
import { readRefusal } from './http-refusal.js';
import type { LinkTls } from './link-tls.js';
import { tlsOptionsOf } from './link-tls.js';
import { tlsFaultOf } from './tls-fault.js';

/** How a connection ended, or why it never began. */
export interface ConnectionEnd {
  /** Null when the socket was never open. */
  readonly closeCode: number | null;
  readonly reason: string;
  readonly refusal: HttpRefusal | null;
}

/** Who is told what happens on a connection. */
export interface ConnectionListener {
  /** The socket is open; null means the seed protocol. */
  opened(agreed: AgreedSubprotocol | null): void;
  frame(decoded: DecodedFrame): void;
  /** A frame, ping or pong arrived. */
  alive(kind: 'frame' | 'ping' | 'pong'): void;
  /** Called once, after which nothing follows. */
  ended(end: ConnectionEnd): void;
}

/** What is needed to connect. */
export interface ConnectionOptions {
  readonly url: URL;
  readonly token: string | null;
  readonly subprotocols: readonly string[];
  readonly timeoutMs: number;
  readonly tls: LinkTls;
}

/**
 * Up to this size `ws` reads a frame before it closes the socket; what lies between this and the protocol's limit is
 * answered with an error and the connection stays.
 */
const MAX_PAYLOAD_BYTES = 2 * MAX_FRAME_BYTES;
/** How long a peer may take to answer a close frame. */
const CLOSE_TIMEOUT_MS = 2000;

/** One socket, from the attempt to connect to its end. */
export class Connection {
  private readonly socket: WebSocket;
  private hasEnded = false;
  private isSeedHub = false;
  private turnCork: TurnCork | null = null;
  private fault = 'the connection was closed';
  private closeTimer: NodeJS.Timeout | null = null;
  private readonly gone: Promise<void>;

  constructor(
    options: ConnectionOptions,
    private readonly listener: ConnectionListener,
  ) {
    this.socket = new WebSocket(options.url, [...options.subprotocols], {
      headers: options.token === null ? {} : { authorization: `Bearer ${options.token}` },
      perMessageDeflate: false,
      maxPayload: MAX_PAYLOAD_BYTES,
      // A text frame that isn't UTF-8 is answered with an error like other bad frames; `ws` would close the socket.
      skipUTF8Validation: true,
      handshakeTimeout: options.timeoutMs,
      ...(options.url.protocol === 'wss:' && tlsOptionsOf(options.tls)),
      finishRequest: (request) => this.watchUpgrade(request, options.subprotocols),
    });
    this.gone = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.watchSocket();
  }

  /** Bytes that were handed over and have not reached the operating system yet. */
  get bufferedBytes(): number {
    return this.socket.bufferedAmount;
  }

  /** Sends one frame; `done` is called once it has been written, and not at all when the socket breaks first. */
  send(frame: string | Buffer, done?: () => void): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(frame, { binary: typeof frame !== 'string' }, (error) => {
        if (!error) {
          done?.();
        }
      });
    }
  }

  /** Holds what is sent in this turn of the event loop back and writes it in one piece. */
  cork(): void {
    this.turnCork?.hold();
  }

  ping(): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.ping();
    }
  }

  /** Says goodbye; resolves when the peer has answered, or soon anyway. */
  close(code: number, reason: string): Promise<void> {
    this.fault = reason;
    this.socket.close(code, reason);
    this.closeTimer ??= setTimeout(() => this.socket.terminate(), CLOSE_TIMEOUT_MS);
    return this.gone;
  }

  /** Cuts the connection without a goodbye, for peers that don't answer. */
  terminate(reason: string): void {
    this.fault = reason;
    this.socket.terminate();
  }

  private watchSocket(): void {
    const { socket, listener } = this;
    socket.on('open', () => listener.opened(this.isSeedHub ? null : chooseSubprotocol([socket.protocol])));
    socket.on('message', (data, isBinary) => {
      listener.alive('frame');
      listener.frame(decodeFrame(data, isBinary));
    });
    socket.on('ping', () => listener.alive('ping'));
    socket.on('pong', () => listener.alive('pong'));
    socket.on('error', (error) => {
      this.fault =
        tlsFaultOf(error) ??
        (error.message === ''
          ? `connection failed (${'code' in error ? String(error.code) : 'no code'})`
          : error.message);
    });
    socket.on('unexpected-response', (request, response) => void this.refused(request, response));
    socket.on('close', (code, reason) =>
      this.end({ closeCode: code, reason: reason.toString() || this.fault, refusal: null }),
    );
  }

  /** `ws` breaks off when a server picks none of the offered subprotocols, but that is what a seed hub rightly does. */
  private watchUpgrade(request: ClientRequest, offered: readonly string[]): void {
    request.prependListener('upgrade', (response: IncomingMessage, stream: Duplex) => {
      this.turnCork = new TurnCork(stream);
      if (response.headers['sec-websocket-protocol'] === undefined && offered.length > 0) {
        this.isSeedHub = true;
        response.headers['sec-websocket-protocol'] = offered[0];
      }
    });
    request.end();
  }

  private async refused(request: ClientRequest, response: IncomingMessage): Promise<void> {
    const refusal = await readRefusal(response);
    request.destroy();
    this.end({ closeCode: null, reason: refusal.text, refusal });
    this.socket.terminate();
  }

  private end(end: ConnectionEnd): void {
    if (this.closeTimer !== null) {
      clearTimeout(this.closeTimer);
    }
    if (!this.hasEnded) {
      this.hasEnded = true;
      this.listener.ended(end);
    }
  }
}
