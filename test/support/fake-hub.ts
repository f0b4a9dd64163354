import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { WebSocket, WebSocketServer } from 'ws';

import { decodeFrame } from '../../src/protocol/decode.js';
import { encodeFrame } from '../../src/protocol/encode.js';
import type { CustomMessage } from '../../src/protocol/encode.js';
import type { Registered } from '../../src/protocol/hub-messages.js';
import type { Message } from '../../src/protocol/messages.js';
import type { Encoding } from '../../src/protocol/negotiate.js';
import { chooseSubprotocol, encodingOf } from '../../src/protocol/negotiate.js';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

/** What a fake hub answers in place of an upgrade. */
export interface FakeRefusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a fake hub behaves. */
export interface FakeHubOptions {
  /** Picks no subprotocol and never answers a registration. */
  readonly isSeed?: boolean;
  /** Takes the first subprotocol that is offered, whatever it means, and reads only JSON: what many servers do. */
  readonly isNaive?: boolean;
  /** Subprotocols that it knows. */
  readonly knows?: readonly string[];
  /** Refuses upgrades; null lets one in. */
  readonly refuse?: (request: IncomingMessage) => FakeRefusal | null;
}

/** One connection of a node, as a fake hub sees it. */
export class FakeSession {
  readonly received: (Message | CustomMessage)[] = [];
  readonly closed: Promise<number>;
  binaryFrames = 0;
  private cursor = 0;
  private wake: () => void = () => undefined;

  constructor(
    readonly socket: WebSocket,
    readonly request: IncomingMessage,
    private readonly encoding: Encoding,
  ) {
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      this.binaryFrames += isBinary ? 1 : 0;
      const decoded = decodeFrame(data, isBinary);
      if (!decoded.ok) {
        throw new Error(`the node sent a bad frame: ${decoded.problem.text}`);
      }
      this.received.push(decoded.message ?? { ...decoded.unknown.data, type: decoded.unknown.type });
      this.wake();
    });
  }

  /** Next message of a type; others before it are passed over. */
  async next<T extends Message['type']>(type: T): Promise<Of<T>> {
    const found = await this.nextWhere((message) => message.type === type);
    // The type has just been compared.
    return found as Of<T>;
  }

  /** Next message that fits. */
  async nextWhere(fits: (message: Message | CustomMessage) => boolean): Promise<Message | CustomMessage> {
    for (;;) {
      while (this.cursor < this.received.length) {
        const message = this.received[this.cursor++];
        if (message !== undefined && fits(message)) {
          return message;
        }
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Forgets what has come in so far. */
  forget(): void {
    this.received.length = 0;
    this.cursor = 0;
  }

  send(message: Message | CustomMessage): void {
    this.socket.send(encodeFrame(message, this.encoding));
  }

  sendRaw(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** Waits for the registration and answers it. */
  async register(terms: Partial<Registered> = {}): Promise<Of<'node_registration'>> {
    const registration = await this.next('node_registration');
    this.send(registeredWith({ node_id: registration.node_id, ...terms }));
    return registration;
  }

  /** Answers a registration that was taken before. */
  registerLate(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.send(encodeFrame(registeredWith({}), this.encoding), () => resolve());
    });
  }
}

/** Terms of a session with short times. */
export const registeredWith = (terms: Partial<Registered>): Registered => ({
  type: 'registered',
  node_id: 'n',
  session_id: 's1',
  protocol: 1,
  heartbeat: { interval_ms: 10_000, timeout_ms: 30_000 },
  lease_ms: 60_000,
  limits: { max_frame_bytes: 8_388_608, inline_result_bytes: 262_144 },
  reconnect: { first_window_ms: 10, cap_ms: 50 },
  reconcile: { resume: [], cancel: [], resend: [], forget: [] },
  ...terms,
});

/** A scripted hub on a real socket. */
export class FakeHub {
  private readonly sessions: FakeSession[] = [];
  private wake: () => void = () => undefined;
  private taken = 0;
  private readonly http = createServer();
  private readonly server: WebSocketServer;

  private constructor(options: FakeHubOptions) {
    this.server = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => pickSubprotocol([...offered], options),
    });
    this.http.on('upgrade', (request, socket, head) => {
      const refusal = options.refuse?.(request) ?? null;
      if (refusal !== null) {
        const headers = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.end(
          `HTTP/1.1 ${refusal.status} No\r\n${headers.join('')}Content-Length: 0\r\nConnection: close\r\n\r\n`,
        );
        return;
      }
      this.server.handleUpgrade(request, socket, head, (client) => {
        this.sessions.push(new FakeSession(client, request, encodingFor(client, options)));
        this.wake();
      });
    });
  }

  static async start(options: FakeHubOptions = {}, port = 0): Promise<FakeHub> {
    const hub = new FakeHub(options);
    await new Promise<void>((resolve) => hub.http.listen(port, '127.0.0.1', resolve));
    return hub;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Next connection of a node. */
  async session(): Promise<FakeSession> {
    for (;;) {
      const session = this.sessions[this.taken];
      if (session !== undefined) {
        this.taken += 1;
        return session;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async stop(): Promise<void> {
    this.server.clients.forEach((client) => client.terminate());
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

const pickSubprotocol = (offered: readonly string[], { isSeed, isNaive, knows }: FakeHubOptions): string | false => {
  if (isSeed === true) {
    return false;
  }
  return isNaive === true
    ? (offered[0] ?? false)
    : (chooseSubprotocol(offered.filter((name) => knows?.includes(name) ?? true))?.name ?? false);
};

const encodingFor = (client: WebSocket, { isNaive }: FakeHubOptions): Encoding =>
  isNaive === true ? 'json' : (encodingOf(client.protocol) ?? 'json');
