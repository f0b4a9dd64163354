import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { Database } from '../../src/database/database.js';
import { HubLifetime } from '../../src/hub/hub-lifetime.service.js';
import type { FakeNodeOptions, WireMessage } from '../support/fake-node.js';
import { FakeNode } from '../support/fake-node.js';
import type { HubStorage, TestHub } from '../support/hub.js';
import { makeStorage, startHub } from '../support/hub.js';
import { describeDatabases } from '../support/services.js';

const GRAPH = { nodes: [{ id: 'a', type: 'x.Y', data: {} }], edges: [] };
const SETTINGS = { leaseMs: 300, sweepMs: 20, refusalDelayMs: 20, probeIntervalMs: 60, probeTimeoutMs: 60 };

await describeDatabases('a hub whose nodes misbehave', (databaseUrl) => {
  let hub: TestHub;
  let storage: HubStorage;
  const nodes: FakeNode[] = [];

  const join = async (options: Omit<FakeNodeOptions, 'url'> = {}): Promise<FakeNode> => {
    const node = await FakeNode.join({ url: hub.wsUrl, ...options });
    nodes.push(node);
    return node;
  };

  const submit = async (fields: Record<string, unknown> = {}): Promise<string> =>
    (await hub.api('POST', '/runs', { graph: GRAPH, ...fields })).body['id'];

  const until = async (path: string, fits: (body: Record<string, unknown>) => boolean) => {
    for (;;) {
      const { body } = await hub.api('GET', path);
      if (fits(body)) return body;
    }
  };

  beforeEach(async () => {
    storage = await makeStorage(databaseUrl);
    hub = await startHub({ settings: SETTINGS, storage });
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.kill()));
    await hub.close();
    await storage.remove();
  });

  it('gives work that its node handed back unbegun to another one, also where repeats are not safe', async () => {
    const first = await join({ nodeId: 'leaving' });
    const id = await submit();
    await first.next('workflow_request');
    first.send({ type: 'ack', request_id: id, attempt: 1, accepted: true });
    first.send({ type: 'heartbeat', node_id: 'leaving', status: 'draining' });
    const handBack = { type: 'workflow_response', request_id: id, attempt: 1, status: 'failed', begun: false };
    first.send({ ...handBack, error: 'it stops', error_code: 'UNAVAILABLE' });
    expect(await first.next('response_ack')).toMatchObject({ disposition: 'accepted' });
    const second = await join({ nodeId: 'second' });
    const { attempt } = await second.next('workflow_request');
    second.send({ type: 'workflow_response', request_id: id, attempt, status: 'completed', result: {} });
    await until(`/runs/${id}`, ({ status, node_id }) => status === 'completed' && node_id === 'second');
    const { attempts } = (await hub.api('GET', `/runs/${id}/explain`)).body;
    expect(attempts[0]).toMatchObject({ state: 'refused', reason: 'the node handed it back: it stops' });
  });

  it('fails a run that has taken three nodes with it, also when the hub restarts in between', async () => {
    const id = await submit({ retry: 'safe' });
    const crash = async (instanceId: string): Promise<void> => {
      const node = await join({ nodeId: 'victim', instanceId, registration: { inflight: [] } });
      await node.next('workflow_request');
      node.send({ type: 'ack', request_id: id, accepted: true });
      await node.settle();
      await node.kill();
    };
    for (const instanceId of ['one', 'two']) await crash(instanceId);
    await until(`/runs/${id}`, ({ status }) => status === 'queued');
    await hub.close();
    hub = await startHub({ settings: SETTINGS, storage });
    await crash('three');
    const { error } = await until(`/runs/${id}`, ({ status }) => status === 'failed');
    expect(error).toMatchObject({ code: 'NODE_LOST', message: expect.stringContaining('third attempt') });
  });

  it('gives no work to a node that sends heartbeats but answers nothing, says so, and takes it back', async () => {
    const capabilities = { workflow_execution: true, commands: ['list_jobs'], programs: ['ffmpeg'] };
    const node = await join({ nodeId: 'stuck', registration: { capabilities } });
    const answer = ({ request_id }: WireMessage): void =>
      node.send({ type: 'command_response', request_id, status: 'error', error: 'no such table' });
    const probe = await node.next('command_request');
    expect(probe).toMatchObject({ command: 'list_jobs' });
    const shown = await until('/nodes/stuck', ({ state }) => state === 'unresponsive');
    expect(shown).toMatchObject({
      state_reason: 'it did not answer list_jobs within 0.06 s',
      capabilities: { programs: ['ffmpeg'] },
    });
    const id = await submit();
    expect((await hub.api('GET', `/runs/${id}/explain`)).body['queued_reason']).toContain(
      'stuck: it sends heartbeats but does not answer requests',
    );
    answer(await node.next('command_request'));
    expect(await node.next('workflow_request')).toMatchObject({ request_id: id });
  });

  it('takes a run from its row when that says more than the hub remembers', async () => {
    const id = await submit();
    // What a dispatch leaves whose commit was never confirmed.
    await hub.app.get(Database).atomic([
      { sql: `UPDATE runs SET status = 'dispatched', attempt = 1, node_id = 'lost' WHERE id = ?`, params: [id] },
      {
        sql: `INSERT INTO run_attempts (run_id, attempt, node_id, session_id, protocol, state, dispatched_at)
              VALUES (?, 1, 'lost', '-', 'v1', 'dispatched', 1)`,
        params: [id],
      },
      {
        sql: `INSERT INTO run_events (run_id, seq, type, data, created_at) VALUES (?, 1, 'run_update', '{}', 1)`,
        params: [id],
      },
    ]);
    const node = await join();
    expect(await node.next('workflow_request')).toMatchObject({ request_id: id, attempt: 2 });
    node.send({ type: 'workflow_response', request_id: id, attempt: 2, status: 'completed', result: {} });
    await until(`/runs/${id}`, ({ status }) => status === 'completed');
    const { events } = (await hub.api('GET', `/runs/${id}/events`)).body;
    expect(events.map(({ data }) => data['status'])).toEqual([undefined, 'queued', 'dispatched', 'completed']);
  });

  it('takes no new run while it stops, but shows those that it knows', async () => {
    const body = { graph: GRAPH };
    const key = { 'idempotency-key': 'once' };
    const { body: known } = await hub.api('POST', '/runs', body, key);
    hub.app.get(HubLifetime).stopIntake();
    const refused = await hub.api('POST', '/runs', body);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await hub.api('POST', '/runs', body, key)).body['id']).toBe(known.id);
  });
});
