import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import { PeerProcess } from './peer-process.js';

const GRAPH = { nodes: [], edges: [] };
const SEED_INTERVAL_MS = 300;
const KINDS = [
  { name: 'plain', flags: [] },
  { name: 'reference', flags: ['--reference'] },
];

describe('a node of the seed on our hub', () => {
  let hub: TestHub;
  const peers: PeerProcess[] = [];

  /** Starts a seed node and waits until the hub shows it. */
  const join = async (nodeId: string, ...args: readonly string[]): Promise<PeerProcess> => {
    const peer = startPeer(hub.wsUrl.replace('/gateway', '/'), nodeId, args);
    await untilOnline(nodeId);
    return peer;
  };

  const startPeer = (url: string, nodeId: string, args: readonly string[]): PeerProcess => {
    const fast = ['--heartbeat-interval', '0.2', '--reconnect-first', '0.05', '--reconnect-max', '0.2'];
    const peer = PeerProcess.start('seed-node.mjs', [
      '--url',
      url,
      '--auth-token',
      hub.nodeToken,
      '--node-id',
      nodeId,
      ...fast,
      ...args,
    ]);
    peers.push(peer);
    return peer;
  };

  /** The node list has no stream of changes: it is asked again until the node is there. */
  const untilOnline = async (nodeId: string): Promise<void> => {
    for (let state = await stateOf(nodeId); state === undefined || state === 'offline'; state = await stateOf(nodeId)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const stateOf = async (nodeId: string): Promise<unknown> => (await hub.api('GET', `/nodes/${nodeId}`)).body['state'];

  const run = async (node_id: string, params: Record<string, unknown>): Promise<Record<string, unknown>> =>
    (await hub.api('POST', '/runs', { graph: GRAPH, params, node_id }, { prefer: 'wait=10' })).body;

  const command = async (nodeId: string, name: string, args: Record<string, unknown> = {}) =>
    hub.api('POST', `/nodes/${nodeId}/commands/${name}`, args);

  beforeAll(async () => {
    hub = await startHub({ settings: { seedHeartbeatIntervalMs: SEED_INTERVAL_MS, sweepMs: 50 } });
  });

  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.stop()));
  });

  afterAll(() => hub.close());

  it('registers and is listed', async () => {
    await join('seed-1', '--user-id', '7');
    const { body } = await hub.api('GET', '/nodes/seed-1');
    expect(body).toMatchObject({ node_id: 'seed-1', state: 'ready' });
  });

  it('keeps its session by heartbeats while it works for a long time', async () => {
    const peer = await join('seed-7', '--reference');
    expect(await run('seed-7', { delay_ms: SEED_INTERVAL_MS * 5 })).toMatchObject({ status: 'completed' });
    expect(peer.events.some(({ event }) => event === 'disconnected')).toBe(false);
  });

  it.each(KINDS)('answers commands as a $name node', async ({ flags }) => {
    await join('seed-2', ...flags);
    expect(await command('seed-2', 'list_workflows', { limit: 3 })).toMatchObject({
      status: 200,
      body: { command: 'list_workflows', args: { limit: 3 } },
    });
    expect((await command('seed-2', 'get_job', { job_id: 'j9' })).body['detail']).toContain('Job j9 not found');
    expect((await command('seed-2', 'search_nodes')).status).toBe(200);
  });

  it('runs a workflow with updates', async () => {
    await join('seed-3');
    const { id, ...settled } = await run('seed-3', { greeting: 'hello' });
    expect(settled).toMatchObject({ status: 'completed', node_id: 'seed-3', error: null });
    const { events } = (await hub.api('GET', `/runs/${String(id)}/events`)).body;
    const updates = events.filter(({ type }) => type === 'node_update');
    expect(updates.map(({ data }) => data['status'])).toEqual(['running', 'completed']);
  });

  it('runs a workflow on the reference node, which sends neither updates nor a job id', async () => {
    await join('seed-4', '--reference');
    expect(await run('seed-4', { greeting: 'hello' })).toMatchObject({
      status: 'completed',
      result: { greeting: 'hello' },
    });
  });

  it.each(KINDS)('reports a failing workflow as a $name node', async ({ flags }) => {
    await join('seed-5', ...flags);
    expect(await run('seed-5', { fail: 'the model is gone' })).toMatchObject({
      status: 'failed',
      error: { message: 'the model is gone' },
    });
  });

  it('comes back after its connection was cut', async () => {
    const proxy = await CuttableProxy.start(Number(new URL(hub.url).port));
    const peer = startPeer(proxy.url, 'seed-6', ['--reference']);
    await untilOnline('seed-6');
    proxy.cut();
    await peer.event('disconnected');
    await peer.event('connected');
    await untilOnline('seed-6');
    expect(await run('seed-6', { again: true })).toMatchObject({ status: 'completed', result: { again: true } });
    await peer.stop();
    await proxy.stop();
  });
});

/** A TCP connection in the middle that a test can cut. */
class CuttableProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(port: number) {
    this.server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
  }

  static async start(port: number): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(port);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  cut(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
