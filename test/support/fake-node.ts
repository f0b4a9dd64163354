import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { WebSocket } from 'ws';

/** A message as it stands on the wire. */
export type WireMessage = Record<string, unknown> & { readonly type: string };

/** How a scripted node joins. */
export interface FakeNodeOptions {
  readonly url: string;
  readonly token?: string;
  readonly nodeId?: string;
  /** Version 1 offers the JSON subprotocol; a seed node offers none. */
  readonly version?: 'seed' | 'v1';
  readonly instanceId?: string;
  /** Further or other fields of the registration. */
  readonly registration?: Record<string, unknown>;
}

interface Waiter {
  readonly matches: (message: WireMessage) => boolean;
  readonly resolve: (message: WireMessage) => void;
}

/** The far end of a node's socket, driven by a test: it knows JSON and WebSocket, and nothing of the product's code. */
export class FakeNode {
  readonly received: WireMessage[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private readonly taken = new Set<WireMessage>();
  private waiters: Waiter[] = [];

  private constructor(
    readonly socket: WebSocket,
    readonly nodeId: string,
    readonly instanceId: string,
  ) {
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
    socket.on('message', (data) => {
      this.take(JSON.parse((data as Buffer).toString()) as WireMessage); // the hub sends objects with a type
    });
  }

  /** Opens a socket without registering. */
  static async connect({
    url,
    token = 'node-token-of-the-tests',
    nodeId = `n-${randomUUID()}`,
    version = 'v1',
    instanceId = randomUUID(),
  }: FakeNodeOptions): Promise<FakeNode> {
    const protocols = version === 'v1' ? ['openclaw.v1.json'] : [];
    const socket = new WebSocket(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    const node = new FakeNode(socket, nodeId, instanceId);
    await once(socket, 'open');
    return node;
  }

  /** Joins as a version 1 node and waits for `registered`, or as a seed node, which gets no answer. */
  static async join(options: FakeNodeOptions): Promise<FakeNode> {
    const node = await FakeNode.connect(options);
    const { version = 'v1', registration = {} } = options;
    node.send({
      type: 'node_registration',
      node_id: node.nodeId,
      capabilities: { workflow_execution: true, commands: ['list_workflows'] },
      metadata: { user_id: '1' },
      timestamp: '2026-11-22T12:51:32.595538',
      ...(version === 'v1' && {
        protocol: { version: 1, min_version: 1, encodings: [] },
        instance_id: node.instanceId,
        capacity: { max_concurrent: 4 },
      }),
      ...registration,
    });
    if (version === 'v1') await node.next('registered');
    return node;
  }

  send(message: WireMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits for the next message of a type that no earlier call has taken. */
  next(type: string, matches: (message: WireMessage) => boolean = () => true): Promise<WireMessage> {
    const isIt = (message: WireMessage): boolean => message.type === type && matches(message);
    const known = this.received.find((message) => !this.taken.has(message) && isIt(message));
    if (known) {
      this.taken.add(known);
      return Promise.resolve(known);
    }
    return new Promise((resolve) => {
      this.waiters.push({ matches: isIt, resolve });
    });
  }

  /** Answers every workflow request at once with what `answer` gives. */
  serve(answer: (request: WireMessage) => Record<string, unknown>): void {
    this.socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as WireMessage; // the hub sends objects with a type
      if (message.type !== 'workflow_request') return;
      const { request_id, attempt } = message;
      this.send({ type: 'ack', request_id, message: 'Workflow execution started' });
      this.send({ type: 'workflow_response', request_id, attempt, status: 'completed', result: answer(message) });
    });
  }

  /** A round trip: what was sent before has been handled when this resolves. */
  async settle(): Promise<void> {
    const pong = once(this.socket, 'pong');
    this.socket.ping();
    await pong;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  /** Ends the connection like a killed process. */
  async kill(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  private take(message: WireMessage): void {
    this.received.push(message);
    const waiter = this.waiters.find(({ matches }) => matches(message));
    if (!waiter) return;
    this.taken.add(message);
    this.waiters = this.waiters.filter((other) => other !== waiter);
    waiter.resolve(message);
  }
}
