import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectSocket } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';

import type { FakeNodeOptions } from '../support/fake-node.js';
import { FakeNode } from '../support/fake-node.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';

describe('sessions of a hub', () => {
  let hub: TestHub;
  const nodes: FakeNode[] = [];

  const join = async (options: Omit<FakeNodeOptions, 'url'> = {}): Promise<FakeNode> => {
    const node = await FakeNode.join({ url: hub.wsUrl, ...options });
    nodes.push(node);
    return node;
  };

  const connect = async (options: Omit<FakeNodeOptions, 'url'> = {}): Promise<FakeNode> => {
    const node = await FakeNode.connect({ url: hub.wsUrl, ...options });
    nodes.push(node);
    return node;
  };

  const stateOf = async (nodeId: string): Promise<unknown> => (await hub.api('GET', `/nodes/${nodeId}`)).body['state'];

  beforeAll(async () => {
    hub = await startHub({
      settings: {
        heartbeatIntervalMs: 400,
        seedHeartbeatIntervalMs: 400,
        sweepMs: 50,
        registrationTimeoutMs: 300,
        contestMs: 300,
      },
    });
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.kill()));
  });
  afterAll(() => hub.close());

  const refusalOf = async (path: string, headers: Record<string, string>): Promise<number> => {
    const socket = new WebSocket(`${hub.wsUrl.replace('/gateway', '')}${path}`, { headers });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    return response.statusCode;
  };

  it('checks token and path before the upgrade', async () => {
    const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
    expect(await refusalOf('/gateway', {})).toBe(401);
    expect(await refusalOf('/gateway', bearer('wrong'))).toBe(401);
    expect(await refusalOf('/gateway', bearer(hub.operatorToken))).toBe(403);
    expect(await refusalOf('/?token=wrong', {})).toBe(401);
    expect(await refusalOf('/elsewhere', bearer(hub.nodeToken))).toBe(404);
  });

  it('keeps no socket of a refused peer that does not close its side', async () => {
    const accepted = once(hub.app.getHttpServer(), 'connection');
    const { hostname, port } = new URL(hub.url);
    const socket = connectSocket({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.resume();
    const head = ['GET /gateway HTTP/1.1', 'Host: hub', 'Connection: Upgrade', 'Upgrade: websocket', '', ''];
    socket.write(head.join('\r\n'));
    const [ours] = (await accepted) as [Socket];
    if (!ours.closed) await once(ours, 'close');
    expect(ours.destroyed).toBe(true);
    socket.destroy();
  });

  it('takes the token from the URL as the reference node sends it, at the root path', async () => {
    const socket = new WebSocket(`${hub.wsUrl.replace('/gateway', '/')}?token=${hub.nodeToken}`);
    await once(socket, 'open');
    expect(socket.protocol).toBe('');
    socket.terminate();
  });

  it('tells a version 1 node the terms of the session', async () => {
    const node = await connect({ nodeId: 'terms' });
    node.send({
      type: 'node_registration',
      node_id: 'terms',
      capabilities: { workflow_execution: true, commands: [], node_types: ['b', 'a'] },
      instance_id: 'i',
      inflight: [
        { request_id: 'gone-1', attempt: 1, state: 'running', last_update_seq: 3 },
        { request_id: 'gone-2', attempt: 1, state: 'settled', last_update_seq: 0 },
      ],
    });
    expect(await node.next('registered')).toMatchObject({
      node_id: 'terms',
      protocol: 1,
      heartbeat: { interval_ms: 400, timeout_ms: 1200 },
      lease_ms: 60_000,
      reconnect: { first_window_ms: 500, cap_ms: 30_000 },
      reconcile: { resume: [], cancel: ['gone-1'], resend: [], forget: ['gone-2'] },
    });
    const { body } = await hub.api('GET', '/nodes/terms');
    expect(body).toMatchObject({
      state: 'ready',
      protocol: 'v1',
      node_types: ['a', 'b'],
      capabilities: { node_type_count: 2 },
    });
    expect(body['session_id']).toEqual(expect.any(String));
  });

  it('answers heartbeats, shows the load, and gives no work to a draining node', async () => {
    const node = await join({ nodeId: 'beating' });
    node.send({
      type: 'heartbeat',
      node_id: 'beating',
      status: 'active',
      load: { running: 3, queued: 1, max_concurrent: 8 },
    });
    await node.next('heartbeat_ack');
    expect((await hub.api('GET', '/nodes/beating')).body['load']).toEqual({ running: 4, queued: 1, max_concurrent: 8 });
    node.send({ type: 'heartbeat', node_id: 'beating', status: 'draining' });
    await node.next('heartbeat_ack');
    expect(await stateOf('beating')).toBe('draining');
  });

  it('closes a socket that does not register', async () => {
    const node = await connect();
    expect((await node.closed).code).toBe(4408);
  });

  it('calls a silent node late, then lost; any frame counts as life', async () => {
    const quiet = await join({ nodeId: 'quiet' });
    // A node whose WebSocket layer answers pings lives; this one is deaf.
    quiet.socket.pause();
    const heard = await join({ nodeId: 'heard' });
    const beat = setInterval(() => {
      heard.send({ type: 'ack', request_id: 'unknown', message: '' });
    }, 100);
    const states = new Set<unknown>();
    while (!states.has('offline')) states.add(await stateOf('quiet'));
    clearInterval(beat);
    expect([...states]).toEqual(['ready', 'late', 'offline']);
    expect(await stateOf('heard')).toBe('ready');
    quiet.socket.resume();
    expect((await quiet.closed).code).toBe(4000);
  });

  it('lets a newer socket of the same instance take over; the end of the old one changes nothing', async () => {
    const old = await join({ nodeId: 'twice', instanceId: 'one' });
    const fresh = await join({ nodeId: 'twice', instanceId: 'one' });
    expect((await old.closed).code).toBe(4509);
    await fresh.settle();
    expect(await stateOf('twice')).toBe('ready');
  });

  it('lets a seed node that comes back replace its old socket', async () => {
    const old = await join({ nodeId: 'seedling', version: 'seed' });
    const fresh = await join({ nodeId: 'seedling', version: 'seed' });
    await old.closed;
    await fresh.settle();
    expect(await stateOf('seedling')).toBe('ready');
  });

  it("lets no node of other users take a live seed node's place", async () => {
    const tokenOf = async (user: string): Promise<string> => {
      const { body } = await hub.api('POST', '/tokens', { kind: 'node', user_ids: [user] });
      return String(body['token']);
    };
    await join({ nodeId: 'of-ann', version: 'seed', token: await tokenOf('ann') });
    const rival = await join({ nodeId: 'of-ann', version: 'seed', token: await tokenOf('bob') });
    expect((await rival.closed).code).toBe(4510);
    expect(await stateOf('of-ann')).toBe('ready');
  });

  it('refuses another live instance with the same node_id', async () => {
    const holder = await join({ nodeId: 'taken', instanceId: 'one' });
    const rival = await connect({ nodeId: 'taken', instanceId: 'two' });
    rival.send({
      type: 'node_registration',
      node_id: 'taken',
      capabilities: { workflow_execution: true, commands: [] },
      instance_id: 'two',
    });
    expect((await rival.closed).code).toBe(4510);
    await holder.settle();
    expect(await stateOf('taken')).toBe('ready');
  });

  it('lets a restarted process in when its predecessor no longer answers', async () => {
    const dead = await join({ nodeId: 'restarted', instanceId: 'one' });
    dead.socket.pause();
    const fresh = await join({ nodeId: 'restarted', instanceId: 'two' });
    await fresh.settle();
    expect((await hub.api('GET', '/nodes/restarted')).body['instance_id']).toBe('two');
  });

  const BAD_FRAMES: Record<string, string | Buffer> = {
    'no JSON': '{"type":',
    'no object': '[1]',
    'no type': '{"a":1}',
    'an unknown type': '{"type":"nonsense"}',
    'a message of the hub': '{"type":"drain","deadline_ms":1}',
    'wrong fields': '{"type":"ack","request_id":7}',
    'a number that is no number': '{"type":"heartbeat","node_id":"x","status":1e999}',
    'deep nesting': `${'['.repeat(5000)}${']'.repeat(5000)}`,
    'a second registration':
      '{"type":"node_registration","node_id":"x","capabilities":{"workflow_execution":true,"commands":[]}}',
    'a prototype in place of fields': '{"type":"heartbeat","__proto__":{"node_id":"x","status":"active"}}',
    'a negative load':
      '{"type":"heartbeat","node_id":"x","status":"active","load":{"running":-1,"queued":0,"max_concurrent":1}}',
    'a compressed message that unpacks to too much': JSON.stringify({
      type: 'compressed',
      encoding: 'gzip',
      data: gzipSync(Buffer.alloc(20_000_000)).toString('base64'),
    }),
    'binary rubbish': randomBytes(64),
    'binary list of four billion items': Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
    'binary text of four billion characters': Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff, 0x41]),
    'binary deep nesting': Buffer.alloc(100_000, 0x91),
    'too much': `{"type":"ack","request_id":"${'x'.repeat(9_000_000)}"}`,
    'text that is not UTF-8': Buffer.from([0xff, 0xfe, 0x22]),
  };

  it.each(Object.entries(BAD_FRAMES))('answers %s with an error and keeps the session', async (name, frame) => {
    const node = await join();
    node.socket.send(frame, { binary: name.startsWith('binary') });
    expect(await node.next('error')).toMatchObject({
      error: expect.any(String),
      code: expect.stringMatching(/^(INVALID_MESSAGE|TOO_LARGE)$/),
    });
    await node.settle();
    expect((await hub.api('GET', `/nodes/${node.nodeId}`)).body).toMatchObject({ state: 'ready', bad_frames: 1 });
  });

  it('closes a peer that keeps sending garbage', async () => {
    const node = await join();
    for (let n = 0; n < 100; n++) node.socket.send('garbage');
    expect((await node.closed).code).toBe(4010);
  });

  it('takes no other message before the registration', async () => {
    const node = await connect();
    node.send({ type: 'heartbeat', node_id: 'x', status: 'active' });
    expect(await node.next('error')).toMatchObject({ error: 'heartbeat came before node_registration' });
  });

  it('keeps what a node reports, and lists nodes that are away', async () => {
    const node = await join({ nodeId: 'reporter', version: 'seed' });
    node.send({ type: 'error', error: 'Connection lost to database', details: {} });
    await node.settle();
    expect((await hub.api('GET', '/nodes/reporter')).body['errors']).toMatchObject([
      { error: 'Connection lost to database' },
    ]);
    await node.close();
    const { body } = await hub.api('GET', '/nodes');
    expect(body['nodes'].find((one) => one.node_id === 'reporter')?.state).toBe('offline');
  });

  it('relays a command and its result, its error, and the absence of a node', async () => {
    const node = await join({ nodeId: 'worker' });
    const call = hub.api('POST', '/nodes/worker/commands/list_jobs?timeout_ms=5000', { limit: 2 });
    const request = await node.next('command_request');
    expect(request).toMatchObject({ command: 'list_jobs', args: { limit: 2 }, attempt: 1, deadline_ms: 5000 });
    const { request_id } = request;
    node.send({ type: 'ack', request_id, message: 'Executing command: list_jobs' });
    node.send({
      type: 'command_response',
      request_id,
      attempt: 1,
      status: 'success',
      result: { jobs: [] },
      error: null,
    });
    expect(await call).toMatchObject({ status: 200, body: { jobs: [] } });
    expect(await node.next('response_ack')).toMatchObject({ request_id, disposition: 'accepted' });

    const failing = hub.api('POST', '/nodes/worker/commands/get_job', { job_id: 'x' });
    const second = await node.next('command_request');
    node.send({
      type: 'command_response',
      request_id: second['request_id'],
      status: 'error',
      error: 'Job x not found',
      error_code: 'NOT_FOUND',
    });
    expect(await failing).toMatchObject({ status: 404, body: { code: 'NOT_FOUND', detail: 'Job x not found' } });

    const slow = hub.api('POST', '/nodes/worker/commands/get_job?timeout_ms=100');
    expect(await slow).toMatchObject({ status: 504, body: { code: 'DEADLINE_EXCEEDED' } });
    expect(await hub.api('POST', '/nodes/nobody/commands/get_job')).toMatchObject({ status: 404 });
    await node.close();
    expect(await hub.api('POST', '/nodes/worker/commands/get_job')).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE' },
    });
  });

  it('refuses at submission what a seed node could not take, and keeps its socket', async () => {
    const node = await join({ nodeId: 'small', version: 'seed' });
    const big = { text: 'x'.repeat(1_100_000) };
    const graph = { nodes: [], edges: [] };
    expect(await hub.api('POST', '/runs', { graph, params: big, node_id: 'small' })).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE' },
    });
    expect(await hub.api('POST', '/nodes/small/commands/x', big)).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE' },
    });
    await node.settle();
    expect(await stateOf('small')).toBe('ready');
  });
});
