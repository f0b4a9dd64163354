import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { FakeNodeOptions } from '../support/fake-node.js';
import { FakeNode } from '../support/fake-node.js';
import type { HubStorage, TestHub } from '../support/hub.js';
import { makeStorage, startHub } from '../support/hub.js';
import { describeDatabases } from '../support/services.js';

const GRAPH = { nodes: [{ id: 'a', type: 'x.Y', data: {} }], edges: [] };
const SETTINGS = { leaseMs: 300, seedLeases: 1, sweepMs: 25, cancelGraceMs: 100, cancelForceMs: 100, contestMs: 50 };

await describeDatabases('runs whose node or hub goes away', (databaseUrl) => {
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

  const outcomeOf = async (id: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const { body } = await hub.api('GET', `/runs/${id}`);
      if (body['finished_at'] !== null) return body;
    }
  };

  const restartHub = async (): Promise<void> => {
    await hub.close();
    hub = await startHub({ settings: SETTINGS, storage });
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

  it('ends as outcome_unknown when the node stays away, and says what is known', async () => {
    const node = await join({ nodeId: 'mortal' });
    const id = await submit();
    const { request_id } = await node.next('workflow_request');
    node.send({ type: 'ack', request_id, attempt: 1, message: '' });
    node.send({
      type: 'workflow_update',
      request_id,
      attempt: 1,
      update_seq: 1,
      job_id: 'job-7',
      update_type: 'job_update',
      data: {},
    });
    await node.settle();
    await node.kill();
    const { status, error } = await outcomeOf(id);
    expect(status).toBe('outcome_unknown');
    expect(error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringMatching(/^Node mortal has not been heard .*attempt 1, job job-7/),
    });
  });

  it('gives safe work to another node only after the lease of the first, and calls the first answer late', async () => {
    const first = await join({ nodeId: 'first', instanceId: 'one' });
    const id = await submit({ retry: 'safe' });
    const request = await first.next('workflow_request');
    first.send({ type: 'ack', request_id: request['request_id'], attempt: 1, message: '' });
    await first.settle();
    const second = await join({ nodeId: 'second' });
    const lostAt = performance.now();
    await first.kill();
    expect(await second.next('workflow_request')).toMatchObject({ request_id: id, attempt: 2 });
    expect(performance.now() - lostAt).toBeGreaterThanOrEqual(290);
    const back = await join({
      nodeId: 'first',
      instanceId: 'one',
      registration: { inflight: [{ request_id: id, attempt: 1, state: 'settled', last_update_seq: 0 }] },
    });
    expect(back.received[0]).toMatchObject({ reconcile: { forget: [id], resend: [], resume: [], cancel: [] } });
    back.send({
      type: 'workflow_response',
      request_id: id,
      attempt: 1,
      status: 'completed',
      result: { outputs: { v: [1] } },
    });
    expect(await back.next('response_ack')).toMatchObject({ disposition: 'late' });
    second.send({
      type: 'workflow_response',
      request_id: id,
      attempt: 2,
      status: 'completed',
      result: { outputs: { v: [2] } },
    });
    expect(await outcomeOf(id)).toMatchObject({ status: 'completed', node_id: 'second', attempt: 2, result: { v: 2 } });
  });

  it('goes on where a returning node stands, and asks for the updates that it missed', async () => {
    const node = await join({ nodeId: 'wanderer', instanceId: 'one' });
    const id = await submit();
    await node.next('workflow_request');
    node.send({ type: 'ack', request_id: id, attempt: 1, message: '' });
    for (const update_seq of [1, 2]) {
      node.send({
        type: 'workflow_update',
        request_id: id,
        attempt: 1,
        update_seq,
        update_type: 'log_update',
        data: { update_seq },
      });
    }
    await node.settle();
    await node.kill();
    const inflight = [{ request_id: id, attempt: 1, state: 'running', last_update_seq: 4 }];
    const back = await join({ nodeId: 'wanderer', instanceId: 'one', registration: { inflight } });
    expect(back.received[0]).toMatchObject({ reconcile: { resume: [{ request_id: id, after_update_seq: 2 }] } });
    for (const update_seq of [2, 3, 4]) {
      back.send({
        type: 'workflow_update',
        request_id: id,
        attempt: 1,
        update_seq,
        update_type: 'log_update',
        data: { update_seq },
      });
    }
    back.send({
      type: 'workflow_response',
      request_id: id,
      attempt: 1,
      status: 'completed',
      result: {},
      final_update_seq: 4,
    });
    await outcomeOf(id);
    const { body } = await hub.api('GET', `/runs/${id}/events`);
    const logs = body['events'].filter(({ type }) => type === 'log_update');
    expect(logs.map(({ data }) => data.update_seq)).toEqual([1, 2, 3, 4]);
  });

  it('asks for missed updates of work that ended meanwhile, and marks what never comes', async () => {
    const node = await join({ nodeId: 'finisher', instanceId: 'one' });
    const id = await submit();
    await node.next('workflow_request');
    const update = (update_seq: number) => ({
      type: 'workflow_update',
      request_id: id,
      attempt: 1,
      update_seq,
      update_type: 'log_update',
      data: { update_seq },
    });
    node.send(update(1));
    await node.settle();
    await node.kill();
    const inflight = [{ request_id: id, attempt: 1, state: 'settled', last_update_seq: 6 }];
    const back = await join({ nodeId: 'finisher', instanceId: 'one', registration: { inflight } });
    expect(back.received[0]).toMatchObject({
      reconcile: { resume: [{ request_id: id, after_update_seq: 1 }], resend: [id] },
    });
    back.send(update(2));
    back.send({ ...update(4), first_update_seq: 3 });
    back.send({ type: 'workflow_response', request_id: id, attempt: 1, status: 'completed', final_update_seq: 6 });
    await outcomeOf(id);
    const { events } = (await hub.api('GET', `/runs/${id}/events`)).body;
    const steps = events.filter(({ type }) => type !== 'run_update');
    expect(steps.map(({ type, data }) => [type, data['update_seq'] ?? data['up_to_update_seq']])).toEqual([
      ['log_update', 1],
      ['log_update', 2],
      ['log_update', 4],
      ['truncated', 6],
    ]);
  });

  it('gives work that was taken and then handed back to no other node, unless it is safe', async () => {
    const node = await join({ nodeId: 'fickle' });
    const hesitate = async (retry: 'never' | 'safe'): Promise<string> => {
      const id = await submit({ retry });
      await node.next('workflow_request');
      node.send({ type: 'ack', request_id: id, attempt: 1, accepted: true });
      node.send({ type: 'ack', request_id: id, attempt: 1, accepted: false, reason: 'busy', retry_after_ms: 1 });
      return id;
    };
    expect(await outcomeOf(await hesitate('never'))).toMatchObject({ status: 'outcome_unknown' });
    const id = await hesitate('safe');
    expect(await node.next('workflow_request', ({ request_id }) => request_id === id)).toMatchObject({ attempt: 2 });
  });

  it('gives a run that was to be cancelled to no node when the first one hands it back', async () => {
    const node = await join({ nodeId: 'refuser' });
    const id = await submit();
    await node.next('workflow_request');
    await hub.api('POST', `/runs/${id}/cancel`);
    await node.next('cancel_request');
    node.send({ type: 'ack', request_id: id, attempt: 1, accepted: false, reason: 'busy', retry_after_ms: 1 });
    expect(await outcomeOf(id)).toMatchObject({ status: 'cancelled' });
    expect(node.received.filter(({ type }) => type === 'workflow_request')).toHaveLength(1);
  });

  it('queues work again that the node provably never took', async () => {
    const node = await join({ nodeId: 'deaf', instanceId: 'one' });
    const id = await submit();
    await node.next('workflow_request');
    await node.kill();
    const back = await join({ nodeId: 'deaf', instanceId: 'one', registration: { inflight: [] } });
    expect(await back.next('workflow_request')).toMatchObject({ request_id: id, attempt: 2 });
  });

  it.each([
    ['never', 'outcome_unknown'],
    ['safe', 'dispatched'],
  ])('treats work of a node that was restarted as retry "%s" says', async (retry, expected) => {
    const node = await join({ nodeId: 'crashed', instanceId: 'one' });
    const id = await submit({ retry });
    await node.next('workflow_request');
    node.send({ type: 'ack', request_id: id, attempt: 1, message: '' });
    await node.settle();
    await node.kill();
    const fresh = await join({ nodeId: 'crashed', instanceId: 'two', registration: { inflight: [] } });
    if (retry === 'safe') await fresh.next('workflow_request');
    else await outcomeOf(id);
    const { body } = await hub.api('GET', `/runs/${id}`);
    expect(body['status']).toBe(expected);
    const { body: explained } = await hub.api('GET', `/runs/${id}/explain`);
    expect(explained['attempts'][0]).toMatchObject({ attempt: 1, reason: expect.stringContaining('was restarted') });
  });

  it('adopts open runs after its own restart: waiting ones wait on, begun ones take their result', async () => {
    const node = await join({ nodeId: 'steady', instanceId: 'one' });
    const begun = await submit();
    await node.next('workflow_request');
    node.send({ type: 'ack', request_id: begun, attempt: 1, message: '' });
    node.send({
      type: 'workflow_update',
      request_id: begun,
      attempt: 1,
      update_seq: 5,
      update_type: 'log_update',
      data: {},
    });
    const waiting = await submit({ labels: { later: 'yes' } });
    await node.settle();
    await restartHub();
    const inflight = [{ request_id: begun, attempt: 1, state: 'running', last_update_seq: 6 }];
    const back = await join({
      nodeId: 'steady',
      instanceId: 'one',
      registration: { inflight, labels: { later: 'yes' } },
    });
    expect(back.received[0]).toMatchObject({ reconcile: { resume: [{ request_id: begun, after_update_seq: 5 }] } });
    expect(await back.next('workflow_request')).toMatchObject({ request_id: waiting, attempt: 1 });
    back.send({
      type: 'workflow_response',
      request_id: begun,
      attempt: 1,
      status: 'completed',
      result: { outputs: { v: [1] } },
    });
    expect(await outcomeOf(begun)).toMatchObject({ status: 'completed', attempt: 1, result: { v: 1 } });
  });

  it('gives up begun work after its own restart when the node does not come back', async () => {
    const node = await join({ nodeId: 'gone', instanceId: 'one' });
    const id = await submit();
    await node.next('workflow_request');
    node.send({ type: 'ack', request_id: id, attempt: 1, message: '' });
    await node.settle();
    await restartHub();
    expect(await outcomeOf(id)).toMatchObject({ status: 'outcome_unknown' });
  });

  it('repeats a stored cancel to a returning node, and ends the run by force when nobody confirms', async () => {
    const node = await join({ nodeId: 'stubborn', instanceId: 'one' });
    const id = await submit();
    await node.next('workflow_request');
    node.send({ type: 'ack', request_id: id, attempt: 1, message: '' });
    await node.settle();
    await node.kill();
    expect((await hub.api('POST', `/runs/${id}/cancel`)).body['status']).toBe('running');
    const inflight = [{ request_id: id, attempt: 1, state: 'running', last_update_seq: 0 }];
    const back = await join({ nodeId: 'stubborn', instanceId: 'one', registration: { inflight } });
    expect(back.received[0]).toMatchObject({ reconcile: { cancel: [id], resume: [] } });
    expect(await back.next('cancel_request')).toMatchObject({ request_id: id, grace_ms: 100 });
    back.send({ type: 'cancel_ack', request_id: id, state: 'stopping' });
    expect(await outcomeOf(id)).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
    back.send({ type: 'workflow_response', request_id: id, attempt: 1, status: 'completed', result: {} });
    expect(await back.next('response_ack')).toMatchObject({ disposition: 'late' });
    expect((await hub.api('GET', `/runs/${id}`)).body['status']).toBe('cancelled');
  });

  it('waits for a seed node that comes back, but not for ever', async () => {
    const node = await join({ nodeId: 'old', version: 'seed' });
    const kept = await submit();
    await node.next('workflow_request');
    await node.kill();
    const back = await join({ nodeId: 'old', version: 'seed' });
    back.send({ type: 'workflow_response', request_id: kept, status: 'completed', result: { v: 1 } });
    expect(await outcomeOf(kept)).toMatchObject({ status: 'completed', result: { v: 1 } });
    const lost = await submit();
    await back.next('workflow_request');
    await back.kill();
    await join({ nodeId: 'old', version: 'seed' });
    expect(await outcomeOf(lost)).toMatchObject({
      status: 'outcome_unknown',
      error: { message: expect.stringContaining('came back, but did not answer') },
    });
  });

  it('cancels a run of a seed node at once and drops its late result', async () => {
    const node = await join({ nodeId: 'old', version: 'seed' });
    const id = await submit();
    await node.next('workflow_request');
    expect((await hub.api('POST', `/runs/${id}/cancel`)).body['status']).toBe('cancelled');
    node.send({ type: 'workflow_response', request_id: id, status: 'completed', result: {} });
    await node.settle();
    expect((await hub.api('GET', `/runs/${id}`)).body['status']).toBe('cancelled');
  });

  it('tells its nodes to leave when it stops', async () => {
    const node = await join();
    await restartHub();
    expect(await node.next('drain')).toMatchObject({ reason: 'the hub is stopping' });
    expect((await node.closed).code).toBe(4009);
  });
});
