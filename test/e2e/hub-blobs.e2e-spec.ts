import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { Database } from '../../src/database/database.js';
import { BlobRetention } from '../../src/hub/blob/blob-retention.service.js';
import { FakeNode } from '../support/fake-node.js';
import { sumGraph } from '../support/graphs.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import { describeDatabases } from '../support/services.js';

const DAY_MS = 86_400_000;

const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

await describeDatabases('blobs of a hub', (databaseUrl) => {
  let hub: TestHub;
  let node: FakeNode;

  beforeAll(async () => {
    hub = await startHub({ databaseUrl });
    node = await FakeNode.join({ url: hub.wsUrl, nodeId: 'n1' });
    for (const user of ['ann', 'bob']) await addToken(`${user}-token`, user);
  });
  afterAll(async () => {
    await node.kill();
    await hub.close();
  });

  const addToken = async (text: string, user: string): Promise<void> => {
    await hub.app.get(Database).atomic([
      {
        sql: "INSERT INTO tokens (token_id, kind, hash, user_ids, created_at) VALUES (?, 'service', ?, ?, 0)",
        params: [text, nameOf(Buffer.from(text)), JSON.stringify([user])],
      },
    ]);
  };

  const call = (method: string, path: string, token: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${hub.url}/api/v1/blobs/${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) },
    });

  const upload = (
    bytes: Uint8Array<ArrayBuffer>,
    token = 'ann-token',
    type = 'image/png',
    query = '',
  ): Promise<Response> =>
    call('PUT', `${nameOf(bytes)}${query}`, token, { body: bytes, headers: { 'content-type': type } });

  const startRun = async (userId: string): Promise<string> => {
    const { body } = await hub.api('POST', '/runs', { graph: sumGraph, user_id: userId, node_id: 'n1' });
    await node.next('workflow_request', ({ request_id: id }) => id === body.id);
    node.send({ type: 'ack', request_id: body.id, accepted: true, attempt: 1 });
    await node.settle();
    return body.id;
  };

  it('gives back what was uploaded, whole, in parts and by its tag', async () => {
    const bytes = randomBytes(1000);
    const put = await upload(bytes);
    expect(put.status).toBe(201);
    expect(await put.json()).toMatchObject({
      uri: `/api/v1/blobs/${nameOf(bytes)}`,
      sha256: nameOf(bytes),
      size: 1000,
      content_type: 'image/png',
    });
    const whole = await call('GET', nameOf(bytes), 'ann-token');
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    expect(whole.headers.get('content-type')).toBe('image/png');
    const part = await call('GET', nameOf(bytes), 'ann-token', { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 10-19/1000');
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    const beyond = await call('GET', nameOf(bytes), 'ann-token', { headers: { range: 'bytes=1000-' } });
    expect(beyond.status).toBe(416);
    const tag = whole.headers.get('etag') ?? '';
    expect((await call('GET', nameOf(bytes), 'ann-token', { headers: { 'if-none-match': tag } })).status).toBe(304);
    const head = await call('HEAD', nameOf(bytes), 'ann-token');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
  });

  it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])(
    'takes bytes of type %s as they are',
    async (type) => {
      const bytes = Buffer.from(`{"not": json of ${type}`);
      expect((await upload(bytes, 'ann-token', type)).status).toBe(201);
      expect(await (await call('GET', nameOf(bytes), 'ann-token')).text()).toBe(bytes.toString());
    },
  );

  it('takes nothing twice, and refuses bytes of another name', async () => {
    const bytes = randomBytes(100);
    expect((await upload(bytes)).status).toBe(201);
    expect((await upload(bytes)).status).toBe(201);
    const lie = await call('PUT', nameOf(Buffer.from('another')), 'ann-token', { body: bytes });
    expect(lie.status).toBe(422);
    expect((await call('GET', nameOf(Buffer.from('another')), 'ann-token')).status).toBe(404);
    expect((await call('PUT', 'short', 'ann-token', { body: bytes })).status).toBe(422);
  });

  it('hides a blob from other users, who must own the bytes to get at them', async () => {
    const bytes = randomBytes(64);
    await upload(bytes);
    for (const method of ['GET', 'HEAD']) expect((await call(method, nameOf(bytes), 'bob-token')).status).toBe(404);
    const forged = await call('PUT', nameOf(bytes), 'bob-token', { body: Buffer.alloc(0) });
    expect(forged.status).toBe(422);
    expect((await call('GET', nameOf(bytes), 'bob-token')).status).toBe(404);
    await upload(bytes, 'bob-token');
    expect((await call('GET', nameOf(bytes), 'bob-token')).status).toBe(200);
  });

  it('lets a browser run nothing in what it serves', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>');
    await upload(bytes, 'ann-token', 'text/html');
    const { headers } = await call('GET', nameOf(bytes), 'ann-token');
    expect(headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  it("takes a node's bytes for the run that it works on, and shows them to the run's user alone", async () => {
    const runId = await startRun('ann');
    const bytes = randomBytes(64);
    expect((await upload(bytes, hub.nodeToken)).status).toBe(422);
    expect((await upload(bytes, hub.nodeToken, 'image/png', `?request_id=${'0'.repeat(32)}`)).status).toBe(404);
    const query = `?request_id=${runId}`;
    expect((await call('HEAD', nameOf(bytes) + query, hub.nodeToken)).status).toBe(404);
    expect((await upload(bytes, hub.nodeToken, 'image/png', query)).status).toBe(201);
    expect((await call('HEAD', nameOf(bytes) + query, hub.nodeToken)).status).toBe(200);
    expect((await call('GET', nameOf(bytes), 'ann-token')).status).toBe(200);
    expect((await call('GET', nameOf(bytes), 'bob-token')).status).toBe(404);
    await hub.api('POST', `/runs/${runId}/cancel`, {});
    node.send({ type: 'workflow_response', request_id: runId, attempt: 1, status: 'cancelled' });
    await node.next('response_ack', ({ request_id: id }) => id === runId);
    expect((await upload(randomBytes(10), hub.nodeToken, 'image/png', query)).status).toBe(409);
  });

  it('keeps no half of an upload that broke off', async () => {
    const bytes = randomBytes(100_000);
    const name = nameOf(bytes);
    const broken = request(`${hub.url}/api/v1/blobs/${name}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer ann-token', 'content-length': String(bytes.length) },
    });
    const failed = new Promise((resolve) => broken.once('error', resolve));
    broken.write(bytes.subarray(0, 50_000), () => broken.destroy());
    await failed;
    expect((await call('GET', name, 'ann-token')).status).toBe(404);
    expect((await upload(bytes)).status).toBe(201);
  });

  it('forgets what nobody used for the retention time, but not what a run names', async () => {
    const [kept, lost] = [randomBytes(20), randomBytes(20)];
    await upload(kept);
    await upload(lost);
    await hub.api('POST', '/runs', {
      graph: sumGraph,
      user_id: 'ann',
      labels: { none: 'yes' },
      params: { a: 1, image: { type: 'image', uri: `/api/v1/blobs/${nameOf(kept)}` } },
    });
    const retention = hub.app.get(BlobRetention);
    await retention.sweep(Date.now() + 6 * DAY_MS);
    expect((await call('GET', nameOf(lost), 'ann-token')).status).toBe(200);
    await retention.sweep(Date.now() + 8 * DAY_MS);
    expect((await call('GET', nameOf(lost), 'ann-token')).status).toBe(404);
    expect((await call('GET', nameOf(kept), 'ann-token')).status).toBe(200);
  });

  it('keeps what is sent again while the sweep wants to remove it', async () => {
    const bytes = randomBytes(20);
    const retention = hub.app.get(BlobRetention);
    for (let round = 0; round < 20; round++) {
      await upload(bytes);
      const late = Date.now() + 8 * DAY_MS;
      const [, again] = await Promise.all([retention.sweep(late), upload(bytes)]);
      // The sweep's clock is ahead, so that it may win, also before the upload is answered; then bytes and row are gone together.
      expect([201, 404]).toContain(again.status);
      const { status } = await call('GET', nameOf(bytes), 'ann-token');
      if (status === 200)
        expect(Buffer.from(await (await call('GET', nameOf(bytes), 'ann-token')).arrayBuffer())).toEqual(bytes);
      else expect(status).toBe(404);
    }
  });

  it('refuses tokens that are not known', async () => {
    expect((await upload(randomBytes(10), 'nobody')).status).toBe(401);
  });
});
