import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';

import { pinOf } from '../../src/common/public-key-pin.js';
import { GatewayClient } from '../../src/gateway/client/gateway-client.js';
import type { LinkTls } from '../../src/gateway/client/link-tls.js';
import type { TestCertificate } from '../support/certificates.js';
import { makeAuthority, makeCertificate, pem } from '../support/certificates.js';
import { untilFits } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const SECONDS = 1000;

describe('a hub with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nodetool-tls-'));
  const clients: GatewayClient[] = [];
  const live: TestCertificate = { cert: join(folder, 'live.pem'), key: join(folder, 'live-key.pem') };
  let authority: TestCertificate;
  let nodesAuthority: TestCertificate;
  let first: TestCertificate;
  let nodeCertificate: LinkTls;
  let ca = '';
  let server: TestServer;
  let agent: Agent;

  beforeAll(async () => {
    authority = makeAuthority(folder, 'ca');
    nodesAuthority = makeAuthority(folder, 'nodes-ca');
    first = makeCertificate(folder, 'first', { authority });
    ca = readFileSync(authority.cert, 'utf8');
    nodeCertificate = { ca, ...pem(makeCertificate(folder, 'node', { authority: nodesAuthority })) };
    put(first);
    server = await startServer({
      role: 'all',
      env: { TLS_CERT: live.cert, TLS_KEY: live.key, TLS_CA: nodesAuthority.cert, TLS_CLIENT_CERT: 'required' },
    });
    agent = new Agent({ connect: { ca } });
  }, 60 * SECONDS);

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });

  afterAll(async () => {
    await agent.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const put = ({ cert, key }: TestCertificate): void => {
    copyFileSync(key, live.key);
    copyFileSync(cert, live.cert);
  };

  const dial = (tls: LinkTls, port = server.port, token = server.nodeToken): GatewayClient => {
    const url = `wss://localhost:${port}/gateway`;
    const client = new GatewayClient({ url, authToken: token, tls, reconnect: { baseMs: 50, capMs: 100 } });
    clients.push(client);
    return client;
  };

  const enter = async (client: GatewayClient): Promise<void> => {
    const registered = new Promise((resolve) => client.on('registered', resolve));
    client.run().catch(() => undefined); // shown by the test that waits
    await registered;
  };

  /** Why a link doesn't come about, as its owner reads it. */
  const reasonOf = async (client: GatewayClient): Promise<string> => {
    const lost = new Promise((resolve) => client.on('lost', resolve));
    client.run().catch(() => undefined); // refused for good, which `lost` tells as well
    await lost;
    return client.status().last_error ?? '';
  };

  it('answers callers without a certificate of theirs, tells browsers to come back encrypted, and is joined by its own node', async () => {
    expect(server.url).toMatch(/^https:/);
    const { statusCode, headers, body } = await request(`${server.url}/api/v1/nodes`, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${server.operatorToken}` },
    });
    expect({ statusCode, hsts: headers['strict-transport-security'] }).toEqual({
      statusCode: 200,
      hsts: 'max-age=31536000',
    });
    expect(await body.json()).toMatchObject({ nodes: [{ state: 'ready' }] });
  });

  it('admits a node with a certificate of its authority, and lets it reach blobs', async () => {
    const client = dial({ ...nodeCertificate, pins: [`sha256/${pinOf(readFileSync(first.cert))}`] });
    await enter(client);
    await expect(client.blobs.download('0'.repeat(64), AbortSignal.timeout(5 * SECONDS))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('refuses a node without a certificate, on the socket and for blobs', async () => {
    const client = dial({ ca });
    await expect(client.run()).rejects.toThrow(/HTTP 403: Nodes must show a certificate here: set GATEWAY_TLS_CERT/);
    await expect(client.blobs.download('0'.repeat(64), AbortSignal.timeout(5 * SECONDS))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it("refuses a node with a stranger's certificate", async () => {
    const stranger = pem(makeCertificate(folder, 'stranger', { authority: makeAuthority(folder, 'strangers-ca') }));
    await expect(dial({ ca, ...stranger }).run()).rejects.toThrow(
      /HTTP 403: The certificate of the node is not accepted/,
    );
  });

  it('keeps its inner listener for its own node', async () => {
    const [, port] = /"port":(\d+),"serves":\["nodes"\]/.exec(server.logs()) ?? [];
    const client = new GatewayClient({ url: `ws://127.0.0.1:${port}/gateway`, authToken: server.nodeToken });
    clients.push(client);
    await expect(client.run()).rejects.toThrow(/HTTP 403: This listener is for the hub's own node/);
    expect((await request(`http://127.0.0.1:${port}/docs`)).statusCode).toBe(404);
  });

  it('is not trusted by a node that does not know its authority, or expects another key', async () => {
    const { ca: _ca, ...unknowing } = nodeCertificate;
    expect(await reasonOf(dial(unknowing))).toMatch(/certificate is signed by nobody.*GATEWAY_TLS_CA/);
    const pins = [`sha256/${Buffer.alloc(32).toString('base64')}`];
    expect(await reasonOf(dial({ ...nodeCertificate, pins }))).toMatch(
      /public key of the hub's certificate is sha256\/\S+, which GATEWAY_TLS_PIN does not list/,
    );
  });

  it.each([
    { fault: 'an ended certificate', facts: { days: -1 }, says: /has ended: renew it.*CERT_HAS_EXPIRED/ },
    { fault: 'another name', facts: { names: 'DNS:other.example' }, says: /is for another name: use in GATEWAY_URL/ },
  ])('is told from one with $fault', async ({ fault, facts, says }) => {
    const { cert, key } = pem(makeCertificate(folder, fault.replaceAll(' ', '-'), { authority, ...facts }));
    const other = createServer({ cert, key }).listen(0, 'localhost');
    await once(other, 'listening');
    expect(await reasonOf(dial({ ca }, (other.address() as AddressInfo).port))).toMatch(says);
    other.close();
  });

  it('shows a renewed certificate to new connections and keeps those that are open', async () => {
    const client = dial(nodeCertificate);
    await enter(client);
    put(makeCertificate(folder, 'second', { authority }));
    const second = pinOf(readFileSync(live.cert));
    await untilFits(
      () => shownPin(server.port, ca),
      (pin) => pin === second,
    );
    expect(client.status()).toMatchObject({ state: 'ready', reconnects: 0 });
  });
});

/** Pin of the certificate that a server shows. */
const shownPin = async (port: number, ca: string): Promise<string> => {
  const socket = connect({ host: 'localhost', port, ca, servername: 'localhost' });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return pinOf(raw);
};
