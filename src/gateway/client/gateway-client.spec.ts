import { afterEach, describe, expect, it } from '@jest/globals';

import type { FakeHubOptions } from '../../../test/support/fake-hub.js';
import { FakeHub } from '../../../test/support/fake-hub.js';
import { CLOSE_CODES } from '../../protocol/close-codes.js';
import type { GatewayClientOptions } from './client-options.js';
import { GatewayClient } from './gateway-client.js';
import type { GatewayLinkError } from './link-error.js';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

const startHub = async (options: FakeHubOptions = {}, port = 0): Promise<FakeHub> => {
  const hub = await FakeHub.start(options, port);
  cleanups.push(() => hub.stop());
  return hub;
};

const makeClient = (
  url: string,
  options: Partial<GatewayClientOptions> = {},
): { client: GatewayClient; done: Promise<void> } => {
  const client = new GatewayClient({ url, nodeId: 'n1', reconnect: { baseMs: 5, capMs: 20 }, ...options });
  const done = client.run();
  done.catch(() => undefined);
  cleanups.push(() => client.close());
  return { client, done };
};

const eventOf = (client: GatewayClient, state: string): Promise<void> =>
  new Promise((resolve) => {
    const stop = client.on('state', (change) => {
      if (change.state === state) {
        stop();
        resolve();
      }
    });
  });

describe('a GatewayClient on a version 1 hub', () => {
  it('registers over MessagePack with all that a hub wants to know', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url, {
      labels: { gpu: 'h200' },
      maxConcurrent: 7,
      instanceId: 'i1',
      capabilities: () => ({ workflow_execution: true, commands: ['list_workflows'], node_types: ['a.B'] }),
    });
    const ready = eventOf(client, 'ready');
    const session = await hub.session();
    expect(session.socket.protocol).toBe('openclaw.v1.msgpack');
    expect(await session.register()).toMatchObject({
      node_id: 'n1',
      capabilities: { workflow_execution: true, commands: ['list_workflows'], node_types: ['a.B'] },
      metadata: { user_id: '1' },
      protocol: { version: 1, min_version: 1, encodings: ['gzip'] },
      instance_id: 'i1',
      capacity: { max_concurrent: 7 },
      labels: { gpu: 'h200' },
      status: 'active',
      inflight: [],
    });
    await ready;
    expect(client.status()).toMatchObject({ state: 'ready', protocol: 'v1', encoding: 'msgpack', session_id: 's1' });
    expect(await session.next('heartbeat')).toMatchObject({ node_id: 'n1', load: { running: 0, max_concurrent: 7 } });
  });

  it('speaks JSON with a hub that knows only that', async () => {
    const hub = await startHub({ knows: ['openclaw.v1.json'] });
    const { client } = makeClient(hub.url);
    const session = await hub.session();
    await session.register();
    await session.next('heartbeat');
    expect(client.status().encoding).toBe('json');
  });

  it('sends its token in the header and never in the address', async () => {
    const hub = await startHub();
    makeClient(hub.url, { authToken: () => Promise.resolve('secret-1') });
    const { request } = await hub.session();
    expect(request.headers.authorization).toBe('Bearer secret-1');
    expect(request.url).toBe('/');
  });

  it('hides what may be secret in its address', () => {
    const client = new GatewayClient({ url: 'ws://user:pass@127.0.0.1:1/gateway?token=secret' });
    expect(client.status().url).toBe('ws://127.0.0.1:1/gateway');
  });

  it('refuses an address that is none', () => {
    expect(() => new GatewayClient({ url: 'ftp://somewhere?token=secret' })).toThrow(/ws:\/\/host:port/);
    expect(() => new GatewayClient({ url: 'ftp://somewhere?token=secret' })).not.toThrow(/secret/);
  });

  it('comes back after a loss, and asks for the token again', async () => {
    const hub = await startHub();
    let tokens = 0;
    const { client } = makeClient(hub.url, { authToken: () => `token-${++tokens}` });
    const first = await hub.session();
    await first.register();
    await first.next('heartbeat');
    first.socket.terminate();
    const second = await hub.session();
    await second.register();
    await second.next('heartbeat');
    expect(second.request.headers.authorization).toBe('Bearer token-2');
    expect(client.status()).toMatchObject({ state: 'ready', reconnects: 1, last_close_code: 1006 });
  });

  it('never gives up on a hub that is away', async () => {
    const hub = await startHub();
    const { port } = hub;
    await hub.stop();
    const { client } = makeClient(`ws://127.0.0.1:${port}`);
    await eventOf(client, 'waiting');
    await eventOf(client, 'waiting');
    expect(client.status().last_error).toContain('ECONNREFUSED');
    const again = await startHub({}, port);
    await (await again.session()).register();
    expect(client.status().reconnects).toBeGreaterThanOrEqual(2);
  });

  it.each([
    CLOSE_CODES.tokenInvalid,
    CLOSE_CODES.tokenRevoked,
    CLOSE_CODES.protocolUnsupported,
    CLOSE_CODES.replaced,
    CLOSE_CODES.nodeIdInUse,
  ])('ends with an error on close code $code', async ({ code, reason }) => {
    const hub = await startHub();
    const { client, done } = makeClient(hub.url);
    const session = await hub.session();
    session.socket.close(code, reason);
    await expect(done).rejects.toMatchObject({
      name: 'GatewayLinkError',
      closeCode: code,
      message: expect.stringContaining(reason),
    });
    expect(client.status().state).toBe('closed');
  });

  it.each([4000, 4008, 4009, 4010, 4408, 1000, 1011])('comes back after close code %d', async (code) => {
    const hub = await startHub();
    makeClient(hub.url);
    (await hub.session()).socket.close(code);
    expect((await (await hub.session()).register()).node_id).toBe('n1');
  });

  it.each([401, 403])('ends with an error on HTTP %d', async (status) => {
    const hub = await startHub({ refuse: () => ({ status }) });
    const { done } = makeClient(hub.url, { authToken: 'bad' });
    const error = await done.then(
      () => null,
      (reason: unknown) => reason as GatewayLinkError,
    );
    expect(error).toMatchObject({ name: 'GatewayLinkError', httpStatus: status });
    expect(error?.message).not.toContain('bad');
  });

  it('tries a rotated token after HTTP 401', async () => {
    const hub = await startHub({
      refuse: ({ headers }) => (headers.authorization === 'Bearer new' ? null : { status: 401 }),
    });
    let token = 'old';
    makeClient(hub.url, {
      authToken: () => {
        const now = token;
        token = 'new';
        return now;
      },
    });
    const { request } = await hub.session();
    expect(request.headers.authorization).toBe('Bearer new');
  });

  it.each([429, 503])('waits as long as HTTP %d asks for', async (status) => {
    let tries = 0;
    const hub = await startHub({
      refuse: () => (++tries === 1 ? { status, headers: { 'Retry-After': '1' } } : null),
    });
    const { client } = makeClient(hub.url);
    const retryInMs = await new Promise<number | null>((resolve) => {
      client.on('lost', (event) => resolve(event.retryInMs));
    });
    expect(retryInMs).toBeGreaterThanOrEqual(1000);
    await (await hub.session()).register();
  });

  it('notices a hub that went silent and connects again', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url);
    const first = await hub.session();
    await first.register({ heartbeat: { interval_ms: 20, timeout_ms: 60 } });
    await (await hub.session()).register();
    expect(client.status().last_error).toContain('silent');
  });

  it('stays with a hub that answers heartbeats', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url);
    const session = await hub.session();
    await session.register({ heartbeat: { interval_ms: 20, timeout_ms: 60 } });
    for (let beats = 0; beats < 12; beats++) {
      await session.next('heartbeat');
      session.send({ type: 'heartbeat_ack', server_time: new Date().toISOString() });
    }
    expect(client.status()).toMatchObject({ state: 'ready', reconnects: 0 });
  });

  it('takes the interval of the hub unless its own is shorter', async () => {
    const hub = await startHub();
    const terms = { heartbeat: { interval_ms: 5000, timeout_ms: 15_000 } };
    const { client: patient } = makeClient(hub.url, { heartbeatIntervalMs: 60_000 });
    const a = await hub.session();
    await a.register(terms);
    await a.next('heartbeat');
    expect(patient.status().heartbeat_interval_ms).toBe(5000);
    const { client: eager } = makeClient(hub.url, { heartbeatIntervalMs: 1000 });
    const b = await hub.session();
    await b.register(terms);
    await b.next('heartbeat');
    expect(eager.status().heartbeat_interval_ms).toBe(1000);
  });

  it('leaves a hub that drains and comes back', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url);
    const draining = eventOf(client, 'draining');
    const first = await hub.session();
    await first.register();
    await first.next('heartbeat');
    first.send({ type: 'drain', deadline_ms: 40, reason: 'restart' });
    await draining;
    expect(await first.closed).toBe(1000);
    await (await hub.session()).register();
  });

  it('stays away after disconnect and returns on connect', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url);
    const first = await hub.session();
    await first.register();
    await first.next('heartbeat');
    client.disconnect();
    expect(await first.closed).toBe(1000);
    expect(client.status().state).toBe('idle');
    expect(client.beat()).toBe(false);
    client.connect();
    await (await hub.session()).register();
  });

  it('says goodbye and resolves run() on close', async () => {
    const hub = await startHub();
    const { client, done } = makeClient(hub.url);
    const session = await hub.session();
    await session.register();
    await session.next('heartbeat');
    await client.close();
    await done;
    expect(await session.closed).toBe(1000);
    expect(client.status().state).toBe('closed');
  });

  it('hands messages of other types to their handlers and sends some', async () => {
    const hub = await startHub();
    const seen: unknown[] = [];
    const { client } = makeClient(hub.url, { handlers: { messages: { poem: (message) => seen.push(message) } } });
    const session = await hub.session();
    await session.register();
    await session.next('heartbeat');
    const got = new Promise((resolve) => {
      client.on('custom_message', resolve);
    });
    session.send({ type: 'poem', text: 'roses' });
    session.send({ type: 'custom_message', value: 3 });
    expect(await got).toEqual({ type: 'custom_message', value: 3 });
    expect(seen).toEqual([{ type: 'poem', text: 'roses' }]);
    expect(client.send({ type: 'reply', value: 4 })).toBe(true);
    expect(await session.nextWhere(({ type }) => type === 'reply')).toEqual({ type: 'reply', value: 4 });
  });

  it('answers bad frames with an error and stays', async () => {
    const hub = await startHub({ knows: ['openclaw.v1.json'] });
    const { client } = makeClient(hub.url);
    const session = await hub.session();
    await session.register();
    session.sendRaw('{not json');
    expect(await session.next('error')).toMatchObject({ code: 'INVALID_MESSAGE', request_id: null });
    session.sendRaw('{"type":"workflow_request","request_id":"r1","params":7}');
    expect(await session.next('error')).toMatchObject({ request_id: 'r1', error: expect.stringContaining('params') });
    session.sendRaw(Buffer.from([0xc1]));
    expect(await session.next('error')).toMatchObject({ code: 'INVALID_MESSAGE' });
    session.sendRaw('{"type":"heartbeat","node_id":"x","status":"y"}');
    expect(await session.next('error')).toMatchObject({ error: expect.stringContaining('only nodes send this') });
    session.socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
    expect(await session.next('error')).toMatchObject({ code: 'INVALID_MESSAGE' });
    session.sendRaw(`{"type":"big","text":"${'x'.repeat(9_000_000)}"}`);
    expect(await session.next('error')).toMatchObject({ code: 'TOO_LARGE' });
    expect(client.status()).toMatchObject({ state: 'ready', reconnects: 0 });
  });

  it('compresses large frames for a hub that named gzip', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url);
    const session = await hub.session();
    const sizes: number[] = [];
    session.socket.on('message', (data) => sizes.push((data as Buffer).length));
    await session.register({ encodings: ['gzip'] });
    await session.next('heartbeat');
    const text = 'a line of text. '.repeat(10_000);
    client.send({ type: 'big', text });
    expect(await session.nextWhere(({ type }) => type === 'big')).toMatchObject({ text });
    expect(sizes.at(-1)).toBeLessThan(10_000);
  });
});

describe('a GatewayClient on a hub that only knows the seed', () => {
  it('registers with the fields of the seed and starts heartbeats at once', async () => {
    const hub = await startHub({ isSeed: true });
    const { client } = makeClient(hub.url, {
      heartbeatIntervalMs: 20,
      capabilities: () => ({ workflow_execution: true, commands: ['list_jobs'] }),
    });
    const session = await hub.session();
    const registration = await session.next('node_registration');
    expect(registration).toEqual({
      type: 'node_registration',
      node_id: 'n1',
      capabilities: { workflow_execution: true, commands: ['list_jobs'] },
      metadata: { user_id: '1' },
      timestamp: expect.stringMatching(/Z$/),
    });
    for (let beats = 0; beats < 3; beats++) {
      expect(await session.next('heartbeat')).toEqual({
        type: 'heartbeat',
        node_id: 'n1',
        status: 'active',
        timestamp: expect.stringMatching(/Z$/),
      });
    }
    expect(client.status()).toMatchObject({ state: 'ready', protocol: 'seed', encoding: 'json', session_id: null });
  });

  it('keeps a token that stands in the address', async () => {
    const hub = await startHub({ isSeed: true });
    makeClient(`${hub.url}/?token=abc`);
    expect((await hub.session()).request.url).toBe('/?token=abc');
  });

  it('treats a hub that takes any subprotocol without knowing it as one of the seed', async () => {
    const hub = await startHub({ isNaive: true });
    const { client } = makeClient(hub.url, {
      heartbeatIntervalMs: 30,
      handlers: { command: () => Promise.resolve({ ok: 1 }) },
    });
    const session = await hub.session();
    expect(session.socket.protocol).toBe('openclaw.v1.msgpack');
    await session.next('node_registration');
    session.send({ type: 'command_request', request_id: 'c1', command: 'x' });
    expect(await session.next('ack')).not.toHaveProperty('accepted');
    expect(await session.next('command_response')).toMatchObject({ status: 'success', result: { ok: 1 } });
    await session.next('heartbeat');
    expect(session.binaryFrames).toBe(0);
    expect(client.status()).toMatchObject({ state: 'ready', protocol: 'seed', encoding: 'json' });
  });

  it('starts heartbeats soon on a hub that never names terms, and takes terms that come late', async () => {
    const hub = await startHub();
    const { client } = makeClient(hub.url, { heartbeatIntervalMs: 30 });
    const session = await hub.session();
    expect(await session.next('heartbeat')).not.toHaveProperty('load');
    expect(client.status()).toMatchObject({ state: 'ready', protocol: 'seed' });
    await session.registerLate();
    expect(await session.nextWhere((message) => message.type === 'heartbeat' && 'load' in message)).toBeDefined();
    expect(client.status()).toMatchObject({ state: 'ready', protocol: 'v1', encoding: 'msgpack' });
  });
});
