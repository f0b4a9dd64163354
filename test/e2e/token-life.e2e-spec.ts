import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';

import { connectMcp } from '../support/doors.js';
import type { FakeNodeOptions } from '../support/fake-node.js';
import { FakeNode } from '../support/fake-node.js';
import { sumGraph } from '../support/graphs.js';
import type { ApiAnswer, HubStorage, TestHub } from '../support/hub.js';
import { makeStorage, startHub } from '../support/hub.js';
import { describeDatabases } from '../support/services.js';

await describeDatabases('the life of a token', (databaseUrl) => {
  let storage: HubStorage;
  let hub: TestHub;
  const nodes: FakeNode[] = [];

  beforeAll(async () => {
    storage = await makeStorage(databaseUrl);
    hub = await startHub({ storage });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.kill()));
  });
  afterAll(async () => {
    await hub.close();
    await storage.remove();
  });

  const create = async (body: object): Promise<{ readonly id: string; readonly token: string }> => {
    const { status, body: made } = await hub.api('POST', '/tokens', body);
    expect(status).toBe(201);
    return { id: String(made['token_id']), token: String(made['token']) };
  };
  const rotate = async (id: string, body: object = {}): Promise<string> => {
    const { status, body: made } = await hub.api('POST', `/tokens/${id}/rotate`, body);
    expect([status, made['token_id']]).toEqual([200, id]);
    return String(made['token']);
  };
  const as = (token: string, path: string): Promise<ApiAnswer> =>
    hub.api('GET', path, undefined, { authorization: `Bearer ${token}` });
  const join = async (options: Omit<FakeNodeOptions, 'url'>): Promise<FakeNode> => {
    const node = await FakeNode.join({ url: hub.wsUrl, ...options });
    nodes.push(node);
    return node;
  };
  const entryOf = async (id: string): Promise<Record<string, unknown>> => {
    const { body } = await hub.api('GET', '/tokens?limit=1000');
    const found = (body['tokens'] as Record<string, unknown>[]).find(({ token_id }) => token_id === id);
    return found ?? {};
  };

  it('gets a new text while the old one works', async () => {
    const { id, token } = await create({ kind: 'service' });
    const next = await rotate(id);
    expect(next).not.toBe(token);
    expect([(await as(token, '/runs')).status, (await as(next, '/runs')).status]).toEqual([200, 200]);
    const entry = await entryOf(id);
    expect(Date.parse(String(entry['overlap_ends_at'])) - Date.parse(String(entry['rotated_at']))).toBe(86_400_000);
  });

  it('ends the old text at once where no overlap is wanted', async () => {
    const { id, token } = await create({ kind: 'node' });
    const node = await join({ token });
    const earlier = await rotate(id);
    await node.next('token_rotated');
    const next = await rotate(id, { overlap_ms: 0 });
    expect(await node.closed).toMatchObject({ code: 4503 });
    for (const old of [token, earlier]) await expect(join({ token: old })).rejects.toThrow('401');
    await join({ token: next });
    expect(node.received.filter(({ type }) => type === 'token_rotated')).toHaveLength(1);
  });

  it('ends the old text when the node that it is for has come back with the new one', async () => {
    const { id, token } = await create({ kind: 'node', node_id: 'own' });
    const before = await join({ token, nodeId: 'own', instanceId: 'i' });
    const next = await rotate(id);
    expect(await before.next('token_rotated')).toMatchObject({ token: next, old_valid_ms: expect.any(Number) });
    const again = await join({ token, nodeId: 'own', instanceId: 'i' });
    expect((await entryOf(id))['overlap_ends_at']).not.toBeNull();
    await join({ token: next, nodeId: 'own', instanceId: 'i' });
    expect(await again.closed).toMatchObject({ code: 4509 });
    while ((await entryOf(id))['overlap_ends_at'] !== null);
    await expect(join({ token, nodeId: 'own' })).rejects.toThrow('401');
  });

  it('keeps the old text of a shared token, which other machines still have', async () => {
    const { id, token } = await create({ kind: 'node' });
    const [first, other, seed] = [await join({ token }), await join({ token }), await join({ token, version: 'seed' })];
    await seed.settle();
    const { body } = await hub.api('POST', `/tokens/${id}/rotate`, {});
    expect(body['sent_to_nodes']).toBe(2);
    for (const node of [first, other]) expect((await node.next('token_rotated'))['token']).toBe(body['token']);
    await join({ token: String(body['token']) });
    await join({ token });
    await seed.settle();
    expect(seed.received.map(({ type }) => type)).not.toContain('token_rotated');
  });

  it('ends what lives by the old text when the overlap is over', async () => {
    const { id, token } = await create({ kind: 'node' });
    const node = await join({ token });
    await rotate(id, { overlap_ms: 300 });
    expect(await node.closed).toMatchObject({ code: 4503, reason: expect.stringContaining('replaced') });
  });

  it('is not rotated without limit, nor when it is fixed, unknown or expired', async () => {
    const { id } = await create({ kind: 'service' });
    for (let n = 0; n < 4; n++) await rotate(id);
    const answers = await Promise.all(
      [id, 'config-node', 'nope'].map((one) => hub.api('POST', `/tokens/${one}/rotate`, {})),
    );
    expect(answers.map(({ status, body }) => [status, body['detail']])).toEqual([
      [409, expect.stringContaining('4 times within its overlap')],
      [409, expect.stringContaining('fixed by the configuration')],
      [404, expect.stringContaining('not found')],
    ]);
    await rotate(id, { overlap_ms: 0 });
    await rotate(id);
  });

  it('that is revoked ends sessions, event streams and MCP of its own, and nothing else', async () => {
    const node = await create({ kind: 'node' });
    const service = await create({ kind: 'service' });
    const [mine, foreign] = [await join({ token: node.token }), await join({})];
    const run = await hub.api('POST', '/runs', { graph: sumGraph, labels: { none: 'yes' } });
    const stream = await fetch(`${hub.url}/api/v1/runs/${run.body.id}/events`, {
      headers: { authorization: `Bearer ${service.token}`, accept: 'text/event-stream' },
    });
    const reader = stream.body?.getReader();
    await reader?.read();
    const mcp = await connectMcp(hub.url, service.token);
    await mcp.listTools();
    await hub.api('DELETE', `/tokens/${node.id}`);
    expect(await mine.closed).toEqual({ code: 4503, reason: 'the token was revoked' });
    await hub.api('DELETE', `/tokens/${service.id}`);
    const ended = async (): Promise<void> => {
      while ((await reader?.read())?.done === false);
    };
    await expect(ended()).rejects.toThrow('terminated');
    await expect(mcp.listTools()).rejects.toThrow(/not known here|Connection closed/u);
    await foreign.settle();
    await hub.api('POST', `/runs/${run.body.id}/cancel`);
  });

  it('that is revoked by itself gets the answer', async () => {
    const { id, token } = await create({ kind: 'operator' });
    const answer = await hub.api('DELETE', `/tokens/${id}`, undefined, { authorization: `Bearer ${token}` });
    expect([answer.status, answer.body['revoked']]).toEqual([200, true]);
  });

  it('that expires ends its sessions', async () => {
    const { token } = await create({ kind: 'node', expires_at: new Date(Date.now() + 1500).toISOString() });
    const node = await join({ token });
    expect(await node.closed).toEqual({ code: 4501, reason: 'the token has expired' });
  });

  it('that is revoked at another process of the hub ends here too', async () => {
    const { id, token } = await create({ kind: 'node' });
    const node = await join({ token });
    const other = await startHub({ storage });
    try {
      expect(await other.api('DELETE', `/tokens/${id}`)).toMatchObject({ status: 200 });
      expect(await node.closed).toMatchObject({ code: 4503 });
    } finally {
      await other.close();
    }
  });

  it('tells when it was last used, noted when the hub stops at the latest', async () => {
    const { id, token } = await create({ kind: 'service' });
    expect((await entryOf(id))['last_used_at']).toBeNull();
    const usedAt = Date.now();
    await as(token, '/runs');
    await hub.close();
    hub = await startHub({ storage });
    expect(Date.parse(String((await entryOf(id))['last_used_at']))).toBeGreaterThanOrEqual(usedAt);
  });
});
