import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import { FrameSplitter } from './frames.js';
import type { SeededRandom } from './random.js';

/** What the network does to the bytes of one direction while it is set. */
export interface Weather {
  /** Delay of each piece in milliseconds, drawn anew from `base ± spread`; the order stays. */
  readonly delayMs?: { readonly base: number; readonly spread: number };
  readonly bytesPerSecond?: number;
  /** The sockets look open and nothing arrives: what is sent is gone. */
  readonly isSilent?: boolean;
  /** Each WebSocket frame with data arrives twice. */
  readonly isDoubled?: boolean;
  /** Share of the pieces after the handshake in which one bit is turned over. */
  readonly corruptShare?: number;
}

/** The way of the bytes: up from a node to its hub, or down. */
export type Direction = 'up' | 'down';

const TEXT = 1;
const BINARY = 2;
const TICK_MS = 100;

/** TCP between a node and its hub, with faults on demand. The node keeps its address whatever becomes of the hub. */
export class FaultProxy {
  private readonly wires = new Set<Wire>();
  private weather: Readonly<Record<Direction, Weather>> = { up: {}, down: {} };
  private isRefusing = false;
  private cutAfterBytes: number | null = null;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
    private readonly random: SeededRandom,
  ) {
    server.on('connection', (near) => this.take(near));
  }

  static async open(targetPort: number, random: SeededRandom): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, targetPort, random);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port; // it listens
  }

  /** Connections that the far end still serves, as the system sees it: a proxy that reads slowly learns of an end late. */
  servedCount(): number {
    const ports = new Set([...this.wires].map(({ farPort }) => farPort));
    return establishedFrom(this.targetPort).filter((port) => ports.has(port)).length;
  }

  /** Sets the weather of directions from now on, also for connections that are open. */
  set(weather: Partial<Readonly<Record<Direction, Weather>>>): void {
    this.weather = { up: {}, down: {}, ...weather };
  }

  /** Ends every connection at once, without a goodbye. */
  cut(): void {
    for (const wire of this.wires) wire.end();
  }

  /** Ends a connection after so many more bytes of a node: most likely in the middle of a frame. */
  cutAfter(bytes: number): void {
    this.cutAfterBytes = bytes;
  }

  /** Lets go of silent connections without a word: both ends still believe in them, and new ones work. */
  strand(): void {
    for (const wire of this.wires) wire.isStranded = true;
  }

  /** Ends one side of the connections that were let go: the node's, so that it comes back, or at last the hub's. */
  endStranded(side: 'node' | 'hub'): void {
    for (const wire of this.wires) if (wire.isStranded) wire.endSide(side);
  }

  /** Takes no new connections until `accept`. */
  refuse(): void {
    this.isRefusing = true;
    this.cut();
  }

  accept(): void {
    this.isRefusing = false;
  }

  async close(): Promise<void> {
    this.refuse();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(near: Socket): void {
    if (this.isRefusing) {
      near.destroy();
      return;
    }
    const far = connect(this.targetPort, '127.0.0.1');
    const wire = new Wire(near, far, {
      weather: (direction) => this.weather[direction],
      random: this.random,
      over: () => this.wires.delete(wire),
      budget: (length) => this.spend(length),
    });
    this.wires.add(wire);
  }

  /** How many of these bytes may still pass before the cut; null when no cut is near. */
  private spend(length: number): number | null {
    if (this.cutAfterBytes === null) return null;
    const left = this.cutAfterBytes;
    this.cutAfterBytes = length >= left ? null : left - length;
    return length >= left ? left : null;
  }
}

interface WireContext {
  readonly weather: (direction: Direction) => Weather;
  readonly random: SeededRandom;
  over(): void;
  budget(length: number): number | null;
}

/** One connection through the proxy. */
class Wire {
  isStranded = false;

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    private readonly context: WireContext,
  ) {
    this.carry(near, far, 'up');
    this.carry(far, near, 'down');
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => this.closed(socket));
    }
  }

  get farPort(): number {
    return this.far.localPort ?? 0;
  }

  end(): void {
    for (const socket of [this.near, this.far]) socket.resetAndDestroy();
    this.context.over();
  }

  endSide(side: 'node' | 'hub'): void {
    const socket = side === 'node' ? this.near : this.far;
    socket.destroy();
    if (side === 'hub') this.end();
  }

  /** Half-open: the end of one side is not told to the other, as when a router has forgotten the connection. */
  private closed(socket: Socket): void {
    if (this.isStranded) return;
    const other = socket === this.near ? this.far : this.near;
    other.destroySoon();
    this.context.over();
  }

  private carry(from: Socket, to: Socket, direction: Direction): void {
    const splitter = new FrameSplitter();
    let line = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      const weather = this.context.weather(direction);
      if (weather.isSilent === true || this.isStranded) return;
      const pieces = splitter.push(chunk);
      const isHead = pieces.some(({ kind }) => kind === 'head');
      const clean = weather.isDoubled === true ? doubled(pieces, chunk) : chunk;
      const bytes = isHead ? clean : this.spoil(clean, weather);
      const left = direction === 'up' ? this.context.budget(bytes.length) : null;
      if (left !== null) {
        to.write(bytes.subarray(0, left), () => this.end());
        return;
      }
      if (weather.delayMs === undefined && weather.bytesPerSecond === undefined) {
        line = line.then(() => pass(to, bytes));
        return;
      }
      from.pause();
      line = line.then(() => this.crawl(to, bytes, weather)).finally(() => from.resume());
    });
  }

  private spoil(bytes: Buffer, { corruptShare = 0 }: Weather): Buffer {
    const { random } = this.context;
    if (random.next() >= corruptShare || bytes.length === 0) return bytes;
    const spoilt = Buffer.from(bytes);
    const place = random.between(0, spoilt.length - 1);
    spoilt[place] = (spoilt[place] ?? 0) ^ (1 << random.between(0, 7));
    return spoilt;
  }

  private async crawl(to: Socket, bytes: Buffer, { delayMs, bytesPerSecond }: Weather): Promise<void> {
    if (delayMs) await pause(Math.max(0, delayMs.base + (this.context.random.next() * 2 - 1) * delayMs.spread));
    if (bytesPerSecond === undefined) return pass(to, bytes);
    const share = Math.max(1, Math.floor((bytesPerSecond * TICK_MS) / 1000));
    const tickMs = (share * 1000) / bytesPerSecond;
    for (let sent = 0; sent < bytes.length && !to.destroyed; sent += share) {
      pass(to, bytes.subarray(sent, sent + share));
      await pause(tickMs);
    }
  }
}

/** Frames that hold data, twice each; a chunk that ends within a frame is passed as it is. */
const doubled = (pieces: ReturnType<FrameSplitter['push']>, chunk: Buffer): Buffer => {
  const total = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total !== chunk.length) return chunk;
  return Buffer.concat(
    pieces.flatMap(({ bytes, kind, opcode }) =>
      kind === 'frame' && (opcode === TEXT || opcode === BINARY) ? [bytes, bytes] : [bytes],
    ),
  );
};

const ESTABLISHED = '01';
const HEX = 16;

/** Far ports of the established connections of a port of this machine. */
const establishedFrom = (port: number): readonly number[] => {
  const portOf = (address = ''): number => Number.parseInt(address.split(':')[1] ?? '', HEX);
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === ESTABLISHED && portOf(local) === port)
    .map(([, , remote]) => portOf(remote));
};

const pass = (to: Socket, bytes: Buffer): void => {
  if (!to.destroyed) to.write(bytes);
};

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
