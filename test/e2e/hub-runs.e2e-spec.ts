import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';

import type { FakeNodeOptions, WireMessage } from '../support/fake-node.js';
import { FakeNode } from '../support/fake-node.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';
import { describeDatabases } from '../support/services.js';

const GRAPH = { nodes: [{ id: 'a', type: 'nodetool.constant.String', data: { value: 'x' } }], edges: [] };

await describeDatabases('runs on a hub', (databaseUrl) => {
  let hub: TestHub;
  const nodes: FakeNode[] = [];

  const join = async (options: Omit<FakeNodeOptions, 'url'> = {}): Promise<FakeNode> => {
    const node = await FakeNode.join({ url: hub.wsUrl, ...options });
    nodes.push(node);
    return node;
  };

  const outcomeOf = async (id: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const { body } = await hub.api('GET', `/runs/${id}`);
      if (body['finished_at'] !== null) return body;
    }
  };

  beforeAll(async () => {
    hub = await startHub({ databaseUrl });
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.close()));
  });
  afterAll(() => hub.close());

  it('sends a run to a version 1 node, stores its updates, and acknowledges the result after the commit', async () => {
    const node = await join({ nodeId: 'v1' });
    const { status, headers, body: accepted } = await hub.api('POST', '/runs', { graph: GRAPH, params: { a: 1 } });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/api/v1/runs/${accepted['id']}`);
    const request = await node.next('workflow_request');
    expect(request).toMatchObject({
      graph: GRAPH,
      params: { a: 1 },
      user_id: '1',
      attempt: 1,
      stream: { mode: 'all' },
    });
    const { request_id } = request;
    node.send({ type: 'ack', request_id, message: 'ok', accepted: true, attempt: 1 });
    for (const update_seq of [1, 2, 2]) {
      const data = { node_id: 'a', status: 'running', n: update_seq };
      node.send({
        type: 'workflow_update',
        request_id,
        job_id: 'job-1',
        update_type: 'node_update',
        data,
        attempt: 1,
        update_seq,
      });
    }
    const result = { job_id: 'job-1', outputs: { out: [1, 2] }, result: { out: 2 } };
    node.send({ type: 'workflow_response', request_id, attempt: 1, status: 'completed', result, job_id: 'job-1' });
    expect(await node.next('response_ack')).toMatchObject({ request_id, attempt: 1, disposition: 'accepted' });
    const { body: run } = await hub.api('GET', `/runs/${accepted['id']}`);
    expect(run).toMatchObject({
      status: 'completed',
      node_id: 'v1',
      attempt: 1,
      result: { out: 2 },
      outputs: { out: [1, 2] },
      error: null,
    });
    const { body: page } = await hub.api('GET', `/runs/${accepted['id']}/events`);
    const events = page['events'];
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events.filter(({ type }) => type === 'node_update').map(({ data }) => data['n'])).toEqual([1, 2]);
    expect(events.filter(({ type }) => type === 'run_update').map(({ data }) => data['status'])).toEqual([
      'dispatched',
      'running',
      'completed',
    ]);
    const { body: explained } = await hub.api('GET', `/runs/${accepted['id']}/explain`);
    expect(explained['attempts']).toMatchObject([{ attempt: 1, node_id: 'v1', state: 'completed', job_id: 'job-1' }]);
  });

  it('serves a seed node with nothing but the seed document', async () => {
    const node = await join({ version: 'seed', nodeId: 'old' });
    const { body: accepted } = await hub.api('POST', '/runs', { graph: GRAPH, node_id: 'old' });
    const request = await node.next('workflow_request');
    expect(Object.keys(request).sort()).toEqual(['graph', 'params', 'request_id', 'timestamp', 'type', 'user_id']);
    const { request_id } = request;
    node.send({ type: 'ack', request_id, message: 'Workflow execution started' });
    const waiting = hub
      .api('GET', `/runs/${accepted['id']}/events`, undefined, { accept: 'text/event-stream' })
      .catch(() => null);
    node.send({
      type: 'workflow_response',
      request_id,
      status: 'completed',
      result: { out: 'hi' },
      error: null,
      job_id: null,
    });
    await waiting;
    const { body: run } = await hub.api('GET', `/runs/${accepted['id']}`);
    expect(run).toMatchObject({ status: 'completed', result: { out: 'hi' }, outputs: { out: ['hi'] } });
    expect(node.received.map(({ type }) => type)).toEqual(['workflow_request']);
  });

  it('waits for the outcome when the caller prefers to, and answers 200 then', async () => {
    const node = await join();
    node.serve(({ params }) => ({ outputs: { echo: [params] } }));
    const answer = await hub.api('POST', '/runs', { graph: GRAPH, params: { p: true } }, { prefer: 'wait=20' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
    expect(answer.body).toMatchObject({ status: 'completed', result: { echo: { p: true } } });
    const rerun = await hub.api('POST', `/runs/${answer.body['id']}/rerun`, undefined, { prefer: 'wait=20' });
    expect(rerun.body).toMatchObject({
      status: 'completed',
      rerun_of: answer.body['id'],
      result: { echo: { p: true } },
    });
  });

  it('names the reason while no node can take the run, and starts it as soon as one can', async () => {
    const { body: accepted } = await hub.api('POST', '/runs', { graph: GRAPH, labels: { gpu: 'h200' } });
    expect(accepted).toMatchObject({ status: 'queued', queued_reason: 'No node is connected' });
    await join({ nodeId: 'plain', registration: { labels: { gpu: 'none' } } });
    const { body: explained } = await hub.api('GET', `/runs/${accepted['id']}/explain`);
    expect(explained['nodes']).toEqual([
      { node_id: 'plain', can_take: false, reasons: ['its label gpu is none, not h200'] },
    ]);
    const fit = await join({ nodeId: 'fit', registration: { labels: { gpu: 'h200' } } });
    expect(await fit.next('workflow_request')).toMatchObject({ request_id: accepted['id'] });
    await hub.api('POST', `/runs/${accepted['id']}/cancel`);
    const { request_id } = await fit.next('cancel_request');
    fit.send({ type: 'cancel_ack', request_id, state: 'not_found' });
    expect(await outcomeOf(accepted['id'])).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
  });

  it('gives runs to the least loaded node and never more than a node takes', async () => {
    const [a, b] = [
      await join({ nodeId: 'a' }),
      await join({ nodeId: 'b', registration: { capacity: { max_concurrent: 2 } } }),
    ];
    const ids = await Promise.all(
      Array.from({ length: 8 }, async () => (await hub.api('POST', '/runs', { graph: GRAPH })).body['id']),
    );
    const requests: WireMessage[] = [];
    for (let n = 0; n < 4; n++) requests.push(await a.next('workflow_request'));
    for (let n = 0; n < 2; n++) requests.push(await b.next('workflow_request'));
    const { body: page } = await hub.api('GET', '/runs?status=queued&limit=10');
    expect(page['runs']).toHaveLength(2);
    expect(page['runs'][0]).toMatchObject({ queued_reason: expect.stringContaining('all its 4 places are taken') });
    a.serve(() => ({}));
    const request_id = requests[0]?.['request_id'];
    a.send({
      type: 'workflow_response',
      request_id,
      attempt: 1,
      status: 'failed',
      error: 'boom',
      error_code: 'INVALID_ARGUMENT',
    });
    await a.next('workflow_request');
    const { body: failed } = await hub.api('GET', `/runs/${String(request_id)}`);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'INVALID_ARGUMENT', message: 'boom' } });
    await Promise.all(ids.map((id) => hub.api('POST', `/runs/${id}/cancel`)));
  });

  it('queues a refused run again without counting it as executed', async () => {
    const node = await join({ nodeId: 'busy' });
    const { body: accepted } = await hub.api('POST', '/runs', { graph: GRAPH, node_id: 'busy' });
    const first = await node.next('workflow_request');
    node.send({
      type: 'ack',
      request_id: first['request_id'],
      attempt: 1,
      accepted: false,
      reason: 'busy',
      retry_after_ms: 50,
    });
    const second = await node.next('workflow_request');
    expect(second).toMatchObject({ request_id: first['request_id'], attempt: 2 });
    node.send({
      type: 'workflow_response',
      request_id: first['request_id'],
      attempt: 1,
      status: 'completed',
      result: {},
    });
    expect(await node.next('response_ack')).toMatchObject({ attempt: 1, disposition: 'late' });
    node.send({
      type: 'workflow_response',
      request_id: first['request_id'],
      attempt: 2,
      status: 'completed',
      result: { outputs: { v: [2] } },
    });
    expect(await node.next('response_ack')).toMatchObject({ attempt: 2, disposition: 'accepted' });
    const { body: explained } = await hub.api('GET', `/runs/${accepted['id']}/explain`);
    expect(explained['attempts']).toMatchObject([
      { state: 'refused', reason: 'the node refused it: busy' },
      { state: 'completed' },
    ]);
  });

  it('listens to nobody but the node that has the run', async () => {
    const owner = await join({ nodeId: 'owner' });
    const other = await join({ nodeId: 'other' });
    const { body: accepted } = await hub.api('POST', '/runs', { graph: GRAPH, node_id: 'owner' });
    const { request_id } = await owner.next('workflow_request');
    other.send({ type: 'workflow_response', request_id, attempt: 1, status: 'completed', result: {} });
    expect((await other.next('response_ack'))['disposition']).not.toBe('accepted');
    expect((await hub.api('GET', `/runs/${accepted['id']}`)).body['status']).toBe('dispatched');
    owner.send({ type: 'workflow_response', request_id, attempt: 1, status: 'completed', result: {} });
    expect(await owner.next('response_ack')).toMatchObject({ disposition: 'accepted' });
    owner.send({ type: 'workflow_response', request_id, attempt: 1, status: 'completed', result: {} });
    expect(await owner.next('response_ack')).toMatchObject({ disposition: 'ignored' });
  });

  it('ends a run at its deadline and asks the node to stop', async () => {
    const node = await join({ nodeId: 'slow' });
    const answer = await hub.api(
      'POST',
      '/runs',
      { graph: GRAPH, node_id: 'slow', timeout_ms: 300 },
      { prefer: 'wait=20' },
    );
    expect(answer.body).toMatchObject({ status: 'timed_out', error: { code: 'DEADLINE_EXCEEDED' } });
    expect(await node.next('workflow_request')).toMatchObject({ deadline_ms: expect.any(Number) });
    expect(await node.next('cancel_request')).toMatchObject({ request_id: answer.body['id'] });
  });

  it('runs a request once per idempotency key and refuses another request with it', async () => {
    const body = { graph: GRAPH, node_id: 'nowhere' };
    const key = { 'idempotency-key': 'order-66' };
    const answers = await Promise.all([1, 2, 3].map(() => hub.api('POST', '/runs', body, key)));
    expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
    const other = await hub.api('POST', '/runs', { ...body, params: { x: 1 } }, key);
    expect([other.status, other.body['code']]).toEqual([409, 'CONFLICT']);
    await hub.api('POST', `/runs/${answers[0]?.body['id']}/cancel`);
  });

  it('names every wrong field of a request', async () => {
    const { status, body } = await hub.api('POST', '/runs', {
      workflow_id: 'w',
      graph: { nodes: [{ id: '1' }], edges: [{}] },
      labels: { a: 1 },
      user_id: 'a\u0000',
      priority: 99,
      retry: 'maybe',
      surprise: 1,
    });
    expect(status).toBe(422);
    const fields = body['problems'].map(({ field }) => field).sort();
    expect(fields.join(' ')).toBe('graph graph graph labels priority retry surprise user_id workflow_id');
    const malformed = await hub.api('POST', '/runs', { graph: { nodes: 'x' }, labels: { a: 1 } });
    expect([malformed.status, malformed.body['code']]).toEqual([422, 'INVALID_ARGUMENT']);
    expect(malformed.body['problems'].map(({ field }) => field).sort()).toEqual(['graph', 'labels']);
    const empty = await hub.api('POST', '/runs', { workflow_id: null });
    expect([empty.status, empty.body['problems']]).toEqual([
      422,
      [{ field: 'workflow_id', message: 'or graph must be given' }],
    ]);
    const both = await hub.api('POST', '/runs', { workflow_id: 'w', graph: GRAPH });
    expect([both.status, both.body['problems'].map(({ field }) => field).sort()]).toEqual([
      422,
      ['graph', 'workflow_id'],
    ]);
    expect((await hub.api('GET', '/runs/unknown')).status).toBe(404);
  });

  it('lists runs newest first in pages that neither skip nor repeat', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++)
      made.push((await hub.api('POST', '/runs', { graph: GRAPH, user_id: 'pager' })).body['id']);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await hub.api('GET', `/runs?user_id=pager&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body['runs'].map(({ id }) => id));
      cursor = body['next'] ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(made.toReversed());
    expect((await hub.api('GET', '/runs?cursor=%25')).status).toBe(422);
    await Promise.all(made.map((id) => hub.api('POST', `/runs/${id}/cancel`)));
  });
});
