import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';

import { bootstrap } from '../../src/app/bootstrap.js';
import type { RunningApp } from '../../src/app/bootstrap.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createLogger } from '../../src/logging/pino-logger.js';
import type { Traffic } from '../../src/network/traffic.js';
import { FakeNode } from '../support/fake-node.js';
import { sumGraph } from '../support/graphs.js';

const TOKENS = { operator: 'operator-token-of-the-tests', node: 'node-token-of-the-tests' } as const;
const AS_OPERATOR = { authorization: `Bearer ${TOKENS.operator}` };
const SECONDS = 1000;

/** One server for all: three listeners, a trusted proxy on loopback, small limits. The header stands for the caller's address. */
describe('the door of a server', () => {
  let dir = '';
  let app: RunningApp;
  let lines: string[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nodetool-web-'));
    const env = {
      ROLE: 'hub',
      DATA_DIR: dir,
      HUB_OPERATOR_TOKEN: TOKENS.operator,
      HUB_NODE_TOKEN: TOKENS.node,
      API_LISTEN: '127.0.0.1:0',
      NODE_LISTEN: '127.0.0.1:0',
      METRICS_LISTEN: '127.0.0.1:0',
      TRUST_PROXY: '127.0.0.1',
      ALLOWED_HOSTS: 'hub.example.com',
      NODE_ALLOW: '127.0.0.0/8,198.51.100.0/24',
      API_ALLOW: '127.0.0.0/8,198.51.100.0/24,2001:db8::/32',
      RATE_LIMIT_ADDRESS: '2',
      WRONG_TOKEN_LIMIT: '3',
      STREAMS_PER_TOKEN: '1',
      HEADERS_TIMEOUT: '1',
      BODY_TIMEOUT: '1',
      LOG_FORMAT: 'json',
    };
    const config = loadConfig({ env, cwd: dir });
    app = await bootstrap(config, createLogger(config, { write: (line) => lines.push(line) }));
  }, 60 * SECONDS);

  afterAll(async () => {
    await app.close();
    await rm(dir, { recursive: true });
  });

  const portOf = (traffic: Traffic): number =>
    app.listeners.find(({ plan }) => plan.serves.includes(traffic))?.address.port ?? 0;

  const ask = async (path: string, headers: Record<string, string> = {}, traffic: Traffic = 'api', method = 'GET') => {
    const url = `http://127.0.0.1:${portOf(traffic)}${path}`;
    const answer = await request(url, { headers, method: method as 'GET' });
    const text = await answer.body.text();
    const isJson = String(answer.headers['content-type']).includes('json');
    // Each test knows the shape of its answer.
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };

  const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

  /** Sends bytes as they are and reads until the server ends the connection. */
  const speak = async (text: string, traffic: Traffic = 'api'): Promise<string> => {
    const socket = connect(portOf(traffic), '127.0.0.1').setEncoding('utf8');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('error', () => undefined);
    if (text !== '') socket.write(text);
    await once(socket, 'close');
    return answer;
  };

  const upgrade = (headers: Record<string, string> = {}, path = '/gateway'): Promise<string> => {
    const all = {
      host: '127.0.0.1',
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return speak(`GET ${path} HTTP/1.1\r\n${head.join('')}\r\n`, 'nodes');
  };

  it('serves on each listener only what belongs there', async () => {
    const statuses = await Promise.all(
      (['api', 'nodes', 'health'] as const).map(async (traffic) => [
        (await ask('/api/v1/nodes', AS_OPERATOR, traffic)).status,
        (await ask(`/api/v1/blobs/${'0'.repeat(64)}`, AS_OPERATOR, traffic)).body['detail'] !== ELSEWHERE,
        (await ask('/healthz', {}, traffic)).status,
      ]),
    );
    expect(statuses).toEqual([
      [200, true, 404],
      [404, true, 404],
      [404, false, 200],
    ]);
    // A machine pairs by the address by which it will join; an operator decides elsewhere.
    const pairing = [ask('/api/v1/pairings', {}, 'nodes', 'POST'), ask('/api/v1/pairings', AS_OPERATOR, 'nodes')];
    expect((await Promise.all(pairing)).map(({ status }) => status)).toEqual([422, 404]);
    expect(await speak(UPGRADE, 'api')).toMatch(/^HTTP\/1\.1 404 [^]*This listener does not serve that/);
  });

  it('lets in only listed addresses, by the word of a trusted proxy', async () => {
    expect((await ask('/api/v1/nodes', { ...AS_OPERATOR, ...from('198.51.100.7') })).status).toBe(200);
    expect((await ask('/api/v1/nodes', { ...AS_OPERATOR, ...from('2001:db8::7') })).status).toBe(200);
    const { status, body } = await ask('/api/v1/nodes', { ...AS_OPERATOR, ...from('203.0.113.7') });
    expect({ status, body }).toMatchObject({
      status: 403,
      body: {
        code: 'FORBIDDEN',
        detail: 'The address 203.0.113.7 may not use this',
        hint: expect.stringMatching(/^API_ALLOW/),
      },
    });
    // Only the last address is the proxy's own word; what stands before it may be anybody's.
    expect((await ask('/docs-json', from('198.51.100.7, 203.0.113.7'))).status).toBe(403);
    expect(await upgrade(from('2001:db8::7'))).toMatch(/^HTTP\/1\.1 403 [^]*2001:db8::7 may not use this/);
  });

  it('tells the address of a refused node in the log', async () => {
    expect(await upgrade({ ...from('198.51.100.9'), authorization: 'Bearer wrong' })).toMatch(/^HTTP\/1\.1 401 /);
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toContainEqual(expect.objectContaining({ msg: 'node refused', address: '198.51.100.9', status: 401 }));
  });

  it('knows over loopback only its own names', async () => {
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:80', 'hub.example.com']) {
      expect((await ask('/docs-json', { host })).status).toBe(200);
    }
    const { status, body } = await ask('/docs-json', { host: 'rebound.example' });
    expect({ status, hint: body['hint'] }).toEqual({ status: 403, hint: expect.stringContaining('ALLOWED_HOSTS') });
    expect(await upgrade({ host: 'rebound.example' })).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('opens no socket for a page of another origin', async () => {
    const token = { authorization: `Bearer ${TOKENS.node}` };
    expect(await upgrade({ ...token, origin: 'https://evil.example' })).toMatch(/^HTTP\/1\.1 403 [^]*another origin/);
    const node = await FakeNode.connect({ url: `ws://127.0.0.1:${portOf('nodes')}/gateway` });
    node.socket.terminate();
  });

  it('lets no cookie stand for a token, and gives no other origin leave to read', async () => {
    const cookie = ['token', 'session', 'access_token', 'Authorization']
      .map((name) => `${name}=${TOKENS.operator}`)
      .join('; ');
    const headers = { cookie, origin: 'https://evil.example' };
    for (const method of ['GET', 'POST'] as const) {
      const answer = await ask('/api/v1/runs', headers, 'api', method);
      expect({ method, status: answer.status, cors: answer.headers['access-control-allow-origin'] }).toEqual({
        method,
        status: 401,
        cors: undefined,
      });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const preflight = await ask(
      '/api/v1/runs',
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      'api',
      'OPTIONS',
    );
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    expect(await upgrade({ cookie })).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('sends strict headers with every answer, and HSTS only when the caller came encrypted', async () => {
    for (const path of ['/api/v1/nodes', '/nothing-here', '/docs-json']) {
      const { headers } = await ask(path, AS_OPERATOR);
      expect({ path, ...headers }).toMatchObject({
        path,
        'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['strict-transport-security']).toBeUndefined();
    }
    const encrypted = await ask('/docs-json', { 'x-forwarded-proto': 'https' });
    expect(encrypted.headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('serves a documentation that its own policy lets work: no script in the text, no other origin', async () => {
    const answer = await request(`http://127.0.0.1:${portOf('api')}/docs`);
    const html = await answer.body.text();
    expect(String(answer.headers['content-security-policy'])).toMatch(/script-src 'self';.*connect-src 'self'/);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>|\son\w+=/);
    const links = [...html.matchAll(/(?:src|href)=["']([^"']+)["']/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      const url = new URL(link, `http://127.0.0.1:${portOf('api')}/docs`);
      expect(url.host).toBe(`127.0.0.1:${portOf('api')}`);
      expect((await request(url)).statusCode).toBe(200);
    }
  });

  it('makes an address that asks too much wait, on every door', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask('/docs-json', from('198.51.100.20'))));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused).toMatchObject({
      headers: { 'retry-after': '1', 'content-type': expect.stringContaining('application/problem+json') },
      body: { code: 'RATE_LIMITED', hint: expect.stringContaining('RATE_LIMIT_ADDRESS') },
    });
    expect(await upgrade(from('198.51.100.20'))).toMatch(/^HTTP\/1\.1 429 [^]*Retry-After: 1\r\n/);
    expect((await ask('/docs-json', from('198.51.100.21'))).status).toBe(200);
    // Who looks after the server is answered all the same.
    expect((await ask('/healthz', from('198.51.100.20'), 'health')).status).toBe(200);
  });

  it('makes an address that guesses tokens wait, also with a right one', async () => {
    const guess = { ...from('198.51.100.30'), authorization: 'Bearer wrong' };
    for (let count = 0; count < 2; count++) expect((await ask('/api/v1/nodes', guess)).status).toBe(401);
    expect(await upgrade(guess)).toMatch(/^HTTP\/1\.1 401 /);
    const { status, headers, body } = await ask('/api/v1/nodes', { ...from('198.51.100.30'), ...AS_OPERATOR });
    expect({ status, body, wait: Number(headers['retry-after']) > 1 }).toMatchObject({
      status: 429,
      body: { hint: expect.stringContaining('WRONG_TOKEN_LIMIT') },
      wait: true,
    });
    expect(await upgrade(guess)).toMatch(/^HTTP\/1\.1 429 /);
    expect((await ask('/api/v1/nodes', { ...from('198.51.100.31'), ...AS_OPERATOR })).status).toBe(200);
  });

  it('bounds the event streams of a token', async () => {
    const { body } = await request(`http://127.0.0.1:${portOf('api')}/api/v1/runs`, {
      method: 'POST',
      headers: { ...AS_OPERATOR, 'content-type': 'application/json' },
      body: JSON.stringify({ graph: sumGraph }),
    });
    const { id } = (await body.json()) as { readonly id: string };
    const events = `/api/v1/runs/${id}/events`;
    const headers = { ...AS_OPERATOR, accept: 'text/event-stream' };
    const first = await request(`http://127.0.0.1:${portOf('api')}${events}`, { headers });
    const second = await ask(events, headers);
    expect(second).toMatchObject({ status: 429, headers: { 'retry-after': '5' }, body: { code: 'RATE_LIMITED' } });
    first.body.on('error', () => undefined).destroy();
  });

  it.each([
    { who: 'sends half a head', text: 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n', says: /^HTTP\/1\.1 408 / },
    {
      who: 'sends half a body',
      text: `POST /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
      says: /^HTTP\/1\.1 408 [^]*DEADLINE_EXCEEDED/,
    },
    {
      who: 'sends too large a head',
      text: `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      says: /^HTTP\/1\.1 431 [^]*TOO_LARGE/,
    },
    { who: 'speaks no HTTP', text: 'hello\r\n\r\n', says: /^HTTP\/1\.1 400 [^]*INVALID_MESSAGE/ },
  ])('lets go of one that $who', async ({ text, says }) => {
    expect(await speak(text)).toMatch(says);
  });

  it('lets go of a connection that says nothing', async () => {
    expect(await speak('')).toMatch(/^HTTP\/1\.1 408 |^$/);
  });
});

it('closes the socket of whoever takes a node for a hub, on every listener', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nodetool-web-'));
  const env = {
    ROLE: 'node',
    DATA_DIR: dir,
    PORT: '0',
    METRICS_LISTEN: '127.0.0.1:0',
    GATEWAY_URL: 'ws://127.0.0.1:1',
  };
  const config = loadConfig({ env: { ...env, GATEWAY_AUTH_TOKEN: TOKENS.node }, cwd: dir });
  const node = await bootstrap(config, createLogger(config, { write: () => undefined }));
  const port = node.listeners.find(({ plan }) => !plan.serves.includes('api'))?.address.port ?? 0;
  const socket = connect(port, '127.0.0.1').resume();
  socket.write(UPGRADE);
  await once(socket, 'close');
  expect(socket.bytesRead).toBe(0);
  await node.close();
  await rm(dir, { recursive: true });
});

const ELSEWHERE = 'This listener does not serve that';
const UPGRADE =
  'GET /gateway HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
