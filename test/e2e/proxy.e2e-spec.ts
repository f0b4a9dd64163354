import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';

import { GatewayClient } from '../../src/gateway/client/gateway-client.js';
import type { TestCertificate } from '../support/certificates.js';
import { makeAuthority, makeCertificate } from '../support/certificates.js';
import { sumGraph } from '../support/graphs.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import type { TestProxy } from '../support/nginx.js';
import { hasNginx, startNginx } from '../support/nginx.js';

const SECONDS = 1000;
const HOST = 'hub.example.com';
const declare = hasNginx() ? describe : describe.skip;

declare('a hub behind nginx as the guide sets it up (skipped without nginx)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nodetool-proxy-'));
  let hub: TestHub;
  let proxy: TestProxy;
  let agent: Agent;
  let ca = '';

  beforeAll(async () => {
    const authority: TestCertificate = makeAuthority(folder, 'ca');
    const names = `DNS:${HOST},DNS:localhost`;
    const certificate = makeCertificate(folder, 'hub', { authority, names });
    ca = readFileSync(authority.cert, 'utf8');
    // The proxy runs here, so its callers come from loopback, which the list of addresses leaves out.
    hub = await startHub({
      settings: { streamKeepAliveMs: 100 },
      config: { trustProxy: ['127.0.0.1'], allowedHosts: [HOST], metricsAllow: ['198.51.100.0/24'] },
    });
    proxy = await startNginx(Number(new URL(hub.url).port), certificate);
    agent = new Agent({ connect: { ca, servername: HOST } });
  }, 60 * SECONDS);

  afterAll(async () => {
    await agent.close();
    await proxy.stop();
    await hub.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (path: string, headers: Record<string, string> = {}, body?: string) =>
    request(`https://127.0.0.1:${proxy.port}${path}`, {
      dispatcher: agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: { host: HOST, authorization: `Bearer ${hub.operatorToken}`, ...headers },
      ...(body !== undefined && { body }),
    });

  it('answers by its public name, and tells browsers to come back encrypted', async () => {
    const { statusCode, headers } = await ask('/api/v1/nodes');
    expect({ statusCode, hsts: headers['strict-transport-security'] }).toEqual({
      statusCode: 200,
      hsts: 'max-age=31536000',
    });
  });

  it("goes by the caller's own address, whatever the caller says of it", async () => {
    const { statusCode, body } = await ask('/healthz', { 'x-forwarded-for': '198.51.100.1' });
    expect({ statusCode, body: await body.json() }).toMatchObject({
      statusCode: 403,
      body: { detail: 'The address 127.0.0.1 may not use this' },
    });
  });

  it('takes a node through, and keeps the link', async () => {
    const client = new GatewayClient({
      url: `wss://localhost:${proxy.port}/gateway`,
      authToken: hub.nodeToken,
      tls: { ca },
      nodeId: 'behind-nginx',
    });
    const registered = new Promise((resolve) => client.on('registered', resolve));
    const running = client.run();
    await registered;
    expect((await hub.api('GET', '/nodes')).body.nodes).toMatchObject([{ node_id: 'behind-nginx', state: 'ready' }]);
    await client.close();
    await running;
  });

  it('sends the events of a run as they come, and signs of life in between', async () => {
    const headers = { 'content-type': 'application/json' };
    const posted = await ask('/api/v1/runs', headers, JSON.stringify({ graph: sumGraph }));
    const { id } = (await posted.body.json()) as { readonly id: string };
    const { body } = await ask(`/api/v1/runs/${id}/events`, { accept: 'text/event-stream' });
    let text = '';
    for await (const chunk of body as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.includes(': keep-alive')) break;
    }
    expect(text).toMatch(/^event: snapshot\n/);
  });
});
