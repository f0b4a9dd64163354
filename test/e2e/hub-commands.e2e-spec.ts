import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import type { FakeNodeOptions, WireMessage } from '../support/fake-node.js';
import { FakeNode } from '../support/fake-node.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';

const ANY = '/nodes/any/commands/list_jobs';

describe('a command for any node', () => {
  let hub: TestHub;
  const nodes: FakeNode[] = [];

  const join = async (nodeId: string, options: Omit<FakeNodeOptions, 'url' | 'nodeId'> = {}): Promise<FakeNode> => {
    const capabilities = { workflow_execution: true, commands: ['list_jobs'] };
    const registration = { capabilities, ...options.registration };
    const node = await FakeNode.join({ url: hub.wsUrl, ...options, nodeId, registration });
    nodes.push(node);
    // A seed node's registration gets no answer; after a round trip it has been taken.
    await node.settle();
    return node;
  };

  const answer = (node: FakeNode, { request_id }: WireMessage, result: object = {}): void => {
    node.send({ type: 'command_response', request_id, attempt: 1, status: 'success', result, error: null });
  };

  const beat = async (node: FakeNode, running: number, status = 'active'): Promise<void> => {
    node.send({ type: 'heartbeat', node_id: node.nodeId, status, load: { running, queued: 0, max_concurrent: 4 } });
    await node.settle();
  };

  beforeAll(async () => {
    hub = await startHub();
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.close()));
  });
  afterAll(() => hub.close());

  it('goes to the least busy node that lists it, and the answer names that node', async () => {
    await join('idle-without', { registration: { capabilities: { workflow_execution: true, commands: ['other'] } } });
    await beat(await join('busy'), 3);
    const free = await join('free node ü\ud800');
    await beat(free, 1);
    const call = hub.api('POST', `${ANY}?timeout_ms=5000`, { limit: 2 });
    const request = await free.next('command_request');
    expect(request).toMatchObject({ command: 'list_jobs', args: { limit: 2 }, user_id: '1', deadline_ms: 5000 });
    answer(free, request, { jobs: ['j'] });
    const { status, headers, body } = await call;
    expect([status, body]).toEqual([200, { jobs: ['j'] }]);
    expect(decodeURIComponent(headers.get('x-node-id') ?? '')).toBe('free node ü\ufffd');
  });

  it('spreads calls that are made at once', async () => {
    const [a, b] = [await join('a'), await join('b')];
    const calls = [hub.api('POST', ANY), hub.api('POST', ANY)];
    answer(a, await a.next('command_request'));
    answer(b, await b.next('command_request'));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ headers }) => headers.get('x-node-id')))).toEqual(new Set(['a', 'b']));
  });

  it('names the node also when that one refuses', async () => {
    const node = await join('n');
    const call = hub.api('POST', ANY);
    const { request_id } = await node.next('command_request');
    node.send({ type: 'command_response', request_id, status: 'error', error: 'no', error_code: 'CONFLICT' });
    const { status, headers } = await call;
    expect([status, headers.get('x-node-id')]).toEqual([409, 'n']);
  });

  it('goes to a seed node when no version 1 node lists it', async () => {
    const seed = await join('a-seed', { version: 'seed' });
    const modern = await join('b-modern');
    const first = hub.api('POST', ANY);
    answer(modern, await modern.next('command_request'));
    expect((await first).headers.get('x-node-id')).toBe('b-modern');
    await beat(modern, 0, 'draining');
    const second = hub.api('POST', ANY);
    answer(seed, await seed.next('command_request'));
    expect((await second).headers.get('x-node-id')).toBe('a-seed');
  });

  it('is answered with the reason when no node can take it', async () => {
    const refusal = async (path: string, body?: object): Promise<unknown> => {
      const { status, headers, body: problem } = await hub.api('POST', path, body);
      expect([status, problem['code'], headers.get('x-node-id')]).toEqual([503, 'NO_ELIGIBLE_NODE', null]);
      return problem['detail'];
    };
    expect(await refusal(ANY)).toContain('none is connected');
    const node = await join('hers', { registration: { metadata: { user_id: 'ann' } } });
    expect(await refusal(ANY)).toContain('works for user 1');
    expect(await refusal('/nodes/any/commands/fly', { user_id: 'ann' })).toContain('lists it');
    await beat(node, 0, 'draining');
    expect(await refusal(ANY, { user_id: 'ann' })).toContain('hers is draining');
  });

  it('goes to a node of the named user only', async () => {
    await join('a', { registration: { metadata: { user_id: 'bob' } } });
    const node = await join('b', { registration: { metadata: { user_id: 'ann' } } });
    const call = hub.api('POST', ANY, { user_id: 'ann' });
    const request = await node.next('command_request');
    expect(request).toMatchObject({ user_id: 'ann', args: { user_id: 'ann' } });
    answer(node, request);
    expect((await call).headers.get('x-node-id')).toBe('b');
  });

  it('is not caught by a node that is called any', async () => {
    await beat(await join('any'), 2);
    const free = await join('free');
    const call = hub.api('POST', ANY);
    answer(free, await free.next('command_request'));
    expect((await call).headers.get('x-node-id')).toBe('free');
    expect((await hub.api('GET', '/nodes/any')).body['node_id']).toBe('any');
  });

  it('refuses arguments that are no object, and a user_id that is no text', async () => {
    for (const body of [[], { user_id: 1 }]) {
      expect(await hub.api('POST', ANY, body)).toMatchObject({ status: 422, body: { code: 'INVALID_ARGUMENT' } });
    }
  });
});
