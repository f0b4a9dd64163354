import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import type { LinkHandlers } from '../../src/client.js';
import { GatewayClient, MemoryOutbox, ProtocolError } from '../../src/client.js';
import type { TestHub } from '../support/hub.js';
import { startHub } from '../support/hub.js';

const GRAPH = { nodes: [], edges: [] };

describe.each([
  ['MessagePack', undefined],
  ['JSON', ['openclaw.v1.json']],
  ['the seed protocol', []],
])('our client on our hub over %s', (name, subprotocols) => {
  let hub: TestHub;
  const clients: GatewayClient[] = [];

  const join = async (nodeId: string, handlers: LinkHandlers, outbox = new MemoryOutbox()): Promise<GatewayClient> => {
    const client = new GatewayClient({
      url: hub.wsUrl,
      nodeId,
      authToken: hub.nodeToken,
      handlers,
      outbox,
      reconnect: { baseMs: 10, capMs: 50 },
      ...(subprotocols === undefined ? {} : { subprotocols }),
    });
    clients.push(client);
    const registered = new Promise((resolve) => {
      client.on('registered', resolve);
    });
    client.run().catch(() => undefined);
    await registered;
    // The hub has seen a session's first frames once it answers a command over it.
    await hub.api('POST', `/nodes/${nodeId}/commands/hello`);
    return client;
  };

  const run = async (node_id: string, params: Record<string, unknown>) =>
    (await hub.api('POST', '/runs', { graph: GRAPH, params, node_id }, { prefer: 'wait=10' })).body;

  beforeAll(async () => {
    hub = await startHub();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => hub.close());

  it('runs a workflow with its updates in order', async () => {
    const client = await join('own-1', {
      workflow: async ({ params }, job) => {
        job.accept();
        for (let progress = 1; progress <= 20; progress++) {
          job.update('log_update', { progress }, 'j1');
        }
        return Promise.resolve({
          status: 'completed',
          result: { job_id: 'j1', outputs: { echo: [params] } },
          jobId: 'j1',
        });
      },
    });
    const settled = await run('own-1', { a: 1 });
    expect(settled).toMatchObject({ status: 'completed', result: { echo: { a: 1 } }, error: null });
    const { events } = (await hub.api('GET', `/runs/${settled.id}/events?limit=100`)).body;
    expect(events.filter(({ type }) => type === 'log_update').map(({ data }) => data['progress'])).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(client.status().protocol).toBe(name === 'the seed protocol' ? 'seed' : 'v1');
  });

  it('gets rid of answers that the hub has', async () => {
    const outbox = new MemoryOutbox();
    const removed = new Promise<string>((resolve) => {
      const remove = outbox.remove.bind(outbox);
      outbox.remove = async (requestId, attempt) => {
        const isRun = (await outbox.get(requestId))?.message.type === 'workflow_response';
        await remove(requestId, attempt);
        if (isRun) {
          resolve(requestId);
        }
      };
    });
    await join('own-2', { workflow: () => Promise.resolve({ status: 'completed', result: {} }) }, outbox);
    await run('own-2', {});
    await removed;
    expect((await outbox.list()).filter(({ message }) => message.type === 'workflow_response')).toEqual([]);
  });

  it('serves commands, and the hub passes on their errors', async () => {
    await join('own-3', {
      command: ({ command, args }) =>
        command === 'echo'
          ? Promise.resolve({ args })
          : Promise.reject(new ProtocolError('NOT_FOUND', 'Job j1 not found')),
    });
    expect((await hub.api('POST', '/nodes/own-3/commands/echo', { a: 1 })).body).toEqual({ args: { a: 1 } });
    const { status, body } = await hub.api('POST', '/nodes/own-3/commands/get_job', { job_id: 'j1' });
    expect(status).toBe(404);
    expect(body['detail']).toContain('Job j1 not found');
  });
});
