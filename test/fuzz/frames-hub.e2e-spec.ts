import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';

import type { Encoding } from '../../src/protocol/negotiate.js';
import { packMessage, unpackMessage } from '../../src/protocol/msgpack.js';
import { FakeNode } from '../support/fake-node.js';
import { countGraph } from '../support/graphs.js';
import { numbersFrom } from '../support/random-numbers.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';
import type { WildFrame } from './frames.js';
import { FrameSource } from './frames.js';
import { HEAP_ENV, heapOf } from './heap-of.js';

/** How many wild frames each codec gets; the long form takes 100,000. */
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 2000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** One bad frame more in ten seconds, and the hub closes the session. */
const PER_SESSION = 99;
const NODE_ID = 'wild';

type Values = Readonly<Record<string, unknown>>;

const CODECS: readonly (readonly [name: string, subprotocol: string | null, encoding: Encoding])[] = [
  ['JSON', 'openclaw.v1.json', 'json'],
  ['MessagePack', 'openclaw.v1.msgpack', 'msgpack'],
  ['the seed protocol', null, 'json'],
];

/** A peer whose frames come from a source of noise. */
class WildNode {
  readonly requestIds: string[] = ['req-unknown', 'r'.repeat(400)];
  errorCount = 0;
  closeCode: number | null = null;

  private constructor(
    private readonly socket: WebSocket,
    private readonly encoding: Encoding,
  ) {
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('message', (data: Buffer) => this.take(data));
  }

  static async connect(url: string, subprotocol: string | null, encoding: Encoding): Promise<WildNode> {
    const headers = { authorization: 'Bearer node-token-of-the-tests' };
    const socket = new WebSocket(url, subprotocol === null ? [] : [subprotocol], { headers });
    const node = new WildNode(socket, encoding);
    await once(socket, 'open');
    return node;
  }

  send(data: string | Buffer): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data);
  }

  sendMessage(message: Values): void {
    this.send(this.encoding === 'json' ? JSON.stringify(message) : packMessage(message));
  }

  /** All that was sent has been handled, and answered, when this resolves. */
  async settle(): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.ping();
    await Promise.race([once(this.socket, 'pong'), once(this.socket, 'close')]);
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.terminate();
    await once(this.socket, 'close');
  }

  private take(data: Buffer): void {
    const message = (this.encoding === 'json' ? JSON.parse(data.toString()) : unpackMessage(data)) as Values;
    if (message['type'] === 'error') this.errorCount += 1;
    if (message['type'] === 'workflow_request') this.requestIds.push(String(message['request_id']));
  }
}

let hub: TestServer;
let neighbour: FakeNode;

beforeAll(async () => {
  hub = await startServer({ role: 'hub', env: HEAP_ENV });
  neighbour = await FakeNode.join({ url: hub.wsUrl, nodeId: 'neighbour' });
  neighbour.serve(() => ({ fine: true }));
}, 60_000);

afterAll(async () => {
  await neighbour.kill();
  await hub.stop();
});

const api = async (
  method: string,
  path: string,
  body?: Values,
  headers: Record<string, string> = {},
): Promise<Values> => {
  const response = await fetch(`${hub.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${hub.operatorToken}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Values;
};

describe.each(CODECS)('a hub under wild frames of %s', (codec, subprotocol, encoding) => {
  /** One connection; the hub must answer every bad frame and keep the session. */
  const storm = async (source: FrameSource, node: WildNode, isRegistered: boolean): Promise<void> => {
    if (isRegistered) node.sendMessage(registration());
    await node.settle();
    ids.splice(0, ids.length, ...node.requestIds);
    const sent: WildFrame[] = [];
    while (sent.length < PER_SESSION && node.closeCode === null) {
      const frame = source.next();
      sent.push(frame);
      node.send(frame.data);
      if (sent.length % 33 === 0) await node.settle();
    }
    await node.settle();
    const badCount = sent.filter(({ isBad }) => isBad).length;
    if (node.closeCode !== null) {
      // A changed registration may name another protocol, or a node that is somebody else's.
      expect([4505, 4509, 4510]).toContain(node.closeCode);
    } else {
      expect(node.errorCount).toBeGreaterThanOrEqual(badCount);
      const { bad_frames } = isRegistered ? await api('GET', `/nodes/${NODE_ID}`) : { bad_frames: node.errorCount };
      expect(bad_frames).toBe(node.errorCount);
    }
    frameCount += sent.length;
    await node.close();
  };

  let frameCount = 0;
  const ids: string[] = [];

  it(`answers each bad one and goes on for everybody else (${FRAMES} frames)`, async () => {
    const source = new FrameSource(encoding, numbersFrom(SEED), (random) => messageOfNode(ids, random));
    const wild = await WildNode.connect(hub.wsUrl, subprotocol, encoding);
    await storm(source, wild, true);
    const runs = await submitWild();
    const heapBefore = await heapOf(hub);
    for (let round = 0; round * PER_SESSION < FRAMES; round++) {
      await storm(source, await WildNode.connect(hub.wsUrl, subprotocol, encoding), round % 4 !== 0);
      if (round % 10 === 0) {
        const run = { graph: countGraph(1), node_id: 'neighbour' };
        const answer = await api('POST', '/runs', run, { prefer: 'wait=20' });
        expect(answer).toMatchObject({ status: 'completed', result: { fine: true } });
      }
    }
    for (const { id } of runs) {
      const { status } = await api('GET', `/runs/${String(id)}`);
      expect(await endsOf(id)).toBe(ENDS.includes(status) ? 1 : 0);
    }
    expect(neighbour.socket.readyState).toBe(WebSocket.OPEN);
    expect(neighbour.received.filter(({ type }) => type === 'error')).toEqual([]);
    // What the hub keeps of it is bounded: errors that peers reported, node records, runs.
    const growth = (await heapOf(hub)) - heapBefore;
    process.stdout.write(`${codec}: ${frameCount} frames, heap grew by ${Math.round(growth / 1024)} KiB\n`);
    expect(growth).toBeLessThan(48 * 1024 * 1024);
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
    expect(hub.logs()).not.toMatch(/"level":"(error|fatal)"/);
  }, 3_600_000);

  it('closes a peer that sends nothing but garbage, and takes it back', async () => {
    const node = await WildNode.connect(hub.wsUrl, subprotocol, encoding);
    node.sendMessage(registration());
    for (let count = 0; count < PER_SESSION + 1; count++) node.send('garbage');
    while (node.closeCode === null) await node.settle();
    expect([node.closeCode, node.errorCount]).toEqual([4010, PER_SESSION + 1]);
    const again = await WildNode.connect(hub.wsUrl, subprotocol, encoding);
    again.sendMessage(registration());
    await again.settle();
    expect(await api('GET', `/nodes/${NODE_ID}`)).toMatchObject({ state: 'ready', bad_frames: 0 });
    await again.close();
  });
});

/** Runs for the wild node, which end as its noise will have it. */
const submitWild = (): Promise<readonly Values[]> =>
  Promise.all(
    [1, 2, 3].map(() => api('POST', '/runs', { graph: countGraph(1), node_id: NODE_ID, params: {}, retry: 'safe' })),
  );

const ENDS: readonly unknown[] = ['completed', 'failed', 'cancelled', 'timed_out', 'outcome_unknown'];

/** How often a run came to an end. */
const endsOf = async (id: unknown): Promise<number> => {
  const { events } = await api('GET', `/runs/${String(id)}/events?limit=1000`);
  return (events as readonly { readonly type: string; readonly data: Values }[]).filter(
    ({ type, data }) => type === 'run_update' && ENDS.includes(data['status']),
  ).length;
};

const registration = (): Values => ({
  type: 'node_registration',
  node_id: NODE_ID,
  capabilities: { workflow_execution: true, commands: ['list_nodes'] },
  metadata: { user_id: '1' },
  instance_id: 'wild-instance',
  protocol: { version: 1, min_version: 1, encodings: ['gzip'] },
  inflight: [],
});

/** Any message of a node, about requests that it was sent or never heard of. */
const messageOfNode = (ids: readonly string[], random: () => number): Values => {
  const number = (max: number): number => Math.floor(random() * max);
  const request_id = ids[number(ids.length)] ?? 'req-none';
  const messages: readonly Values[] = [
    registration(),
    {
      type: 'heartbeat',
      node_id: NODE_ID,
      status: 'active',
      load: { running: number(9), queued: 0, max_concurrent: 4 },
    },
    { type: 'ack', request_id, message: 'Workflow execution started', accepted: random() < 0.5, attempt: 1 },
    {
      type: 'workflow_update',
      request_id,
      update_type: 'node_update',
      data: { a: 1 },
      attempt: 1,
      update_seq: number(99),
    },
    { type: 'workflow_response', request_id, status: 'failed', error: 'no', attempt: 1, final_update_seq: number(9) },
    { type: 'command_response', request_id, status: 'success', result: { nodes: [] }, attempt: 1 },
    { type: 'cancel_ack', request_id, state: 'not_found' },
    { type: 'error', error: 'something', details: {}, request_id, code: 'INTERNAL' },
  ];
  return messages[number(messages.length)] ?? registration();
};
