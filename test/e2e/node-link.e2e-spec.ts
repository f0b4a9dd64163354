import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { burnGraph, countGraph, sumGraph } from '../support/graphs.js';
import type { ServerOptions, TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

type Body = Record<string, unknown>;

const TRY_MS = 50;
const DEADLINE_MS = 15_000;

describe('a node and its hub as two processes', () => {
  const servers: TestServer[] = [];
  /** Outlives the processes that use it one after the other. */
  let nodeFolder: string;

  const start = async (options: ServerOptions): Promise<TestServer> => {
    const server = await startServer(options);
    servers.push(server);
    return server;
  };

  const startNode = (hub: TestServer, more: Record<string, string> = {}): Promise<TestServer> =>
    start({
      role: 'node',
      env: { GATEWAY_URL: hub.wsUrl, GATEWAY_AUTH_TOKEN: hub.nodeToken, GATEWAY_NODE_ID: 'n1', ...more },
      dataDir: nodeFolder,
    });

  const call = async (
    server: TestServer,
    path: string,
    body?: Body,
    headers: Record<string, string> = {},
  ): Promise<Body> => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Body;
  };

  /** Asks until the answer fits: processes can only be watched from outside. */
  const until = async (server: TestServer, path: string, fits: (body: Body) => boolean): Promise<Body> => {
    const endsAt = Date.now() + DEADLINE_MS;
    for (;;) {
      const body = await call(server, path);
      if (fits(body)) return body;
      if (Date.now() > endsAt) throw new Error(`${path} never fitted: ${JSON.stringify(body)}\n${server.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, TRY_MS));
    }
  };

  const ready = (node: TestServer): Promise<Body> => until(node, '/link', ({ state }) => state === 'ready');

  beforeEach(async () => {
    nodeFolder = await mkdtemp(join(tmpdir(), 'nodetool-node-'));
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop('SIGKILL')));
    await rm(nodeFolder, { recursive: true, force: true });
  });

  it('runs what the hub is given, and keeps job and log over a restart', async () => {
    const hub = await start({ role: 'hub' });
    const node = await startNode(hub, { GATEWAY_LABELS: 'room=cellar' });
    expect(await ready(node)).toMatchObject({ node_id: 'n1', protocol: 'v1', reconnects: 0, running: 0 });
    const run = await call(
      hub,
      '/runs',
      { graph: sumGraph, params: { a: 4 }, labels: { room: 'cellar' } },
      { prefer: 'wait=10' },
    );
    expect(run).toMatchObject({
      status: 'completed',
      node_id: 'n1',
      result: { sum: 7 },
      outputs: { sum: [7] },
      error: null,
    });

    const { jobs } = (await call(node, '/jobs')) as { jobs: Body[] };
    expect(jobs).toEqual([expect.objectContaining({ status: 'completed', error: null })]);
    const logPath = `/jobs/${String(jobs[0]?.['id'])}/logs`;
    const log = await call(node, logPath);
    await node.stop();
    const again = await startNode(hub);
    expect(await call(again, logPath)).toEqual(log);
    expect(await call(again, '/jobs')).toEqual({ jobs, next_start_key: '' });
  });

  it('streams the steps of a run in order and without gaps', async () => {
    const hub = await start({ role: 'hub' });
    await ready(await startNode(hub));
    const run = await call(hub, '/runs', { graph: countGraph(300) }, { prefer: 'wait=10' });
    expect(run).toMatchObject({ status: 'completed', result: { n: 299 } });
    const { events } = (await call(hub, `/runs/${String(run['id'])}/events?limit=1000`)) as { events: Body[] };
    const values = events.filter(({ type }) => type === 'output_update').map(({ data }) => (data as Body)['value']);
    expect(values).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });

  it('answers commands of the hub with its own results and its own errors', async () => {
    const hub = await start({ role: 'hub' });
    await ready(await startNode(hub, { GATEWAY_USER_ID: '7' }));
    const created = await call(hub, '/nodes/n1/commands/create_workflow', { name: 'Sum', graph: sumGraph });
    const listed = await call(hub, '/nodes/n1/commands/list_workflows', { query: 'sum' });
    expect(listed['workflows']).toEqual([expect.objectContaining({ id: created['id'], name: 'Sum' })]);
    const others = await call(hub, '/nodes/n1/commands/list_workflows', { query: 'sum', user_id: '1' });
    expect((others['workflows'] as Body[]).map(({ id }) => id)).not.toContain(created['id']);
    const missing = await call(hub, '/nodes/n1/commands/get_job', { job_id: 'nope' });
    expect(missing).toMatchObject({ code: 'NOT_FOUND', detail: expect.stringContaining('Job nope not found') });
    const { commands } = await call(hub, '/nodes/n1').then((body) => (body['capabilities'] ?? body) as Body);
    expect(commands).toEqual(expect.arrayContaining(['run_workflow', 'cancel_job', 'search_nodes', 'list_assets']));
  });

  it('ends a job that computes without listening when the hub cancels its run', async () => {
    const hub = await start({ role: 'hub' });
    const node = await startNode(hub);
    await ready(node);
    const run = await call(hub, '/runs', { graph: burnGraph });
    await until(node, '/jobs', ({ jobs }) => (jobs as Body[]).some(({ status }) => status === 'running'));
    const heartbeats = await call(node, '/link');
    await call(hub, `/runs/${String(run['id'])}/cancel`, {});
    await until(hub, `/runs/${String(run['id'])}`, ({ status }) => status === 'cancelled');
    await until(node, '/jobs', ({ jobs }) => (jobs as Body[]).every(({ status }) => status === 'cancelled'));
    expect(heartbeats).toMatchObject({ state: 'ready', missed_heartbeats: 0 });
  });

  it('can be disconnected, connected and drained by its operator', async () => {
    const hub = await start({ role: 'hub' });
    const node = await startNode(hub);
    await ready(node);
    await call(node, '/link/disconnect', {});
    await until(node, '/link', ({ state }) => state !== 'ready');
    await call(node, '/link/connect', {});
    await ready(node);
    expect(await call(node, '/link/drain', {})).toMatchObject({ is_draining: true });
    await until(hub, '/nodes/n1', ({ state }) => state === 'draining');
  });

  it('ends a job that a kill interrupted with a reason, and its run too, where it is set to', async () => {
    const hub = await start({ role: 'hub' });
    const node = await startNode(hub, { JOB_RECOVERY: 'fail' });
    await ready(node);
    const run = await call(hub, '/runs', { graph: burnGraph });
    await until(node, '/jobs', ({ jobs }) => (jobs as Body[]).some(({ status }) => status === 'running'));
    await node.stop('SIGKILL');
    const again = await startNode(hub, { JOB_RECOVERY: 'fail' });
    const { jobs } = (await call(again, '/jobs')) as { jobs: Body[] };
    expect(jobs).toEqual([expect.objectContaining({ status: 'failed', error: expect.stringContaining('stopped') })]);
    await ready(again);
    const settled = await until(
      hub,
      `/runs/${String(run['id'])}`,
      ({ status }) => status !== 'running' && status !== 'dispatched',
    );
    expect(settled['error']).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });

  it('ends with a message and exit code 1 when the hub refuses its token', async () => {
    const hub = await start({ role: 'hub' });
    const node = await startNode(hub, { GATEWAY_AUTH_TOKEN: 'wrong' });
    await expect(until(node, '/link', () => false)).rejects.toThrow('fetch failed');
    expect((await node.stop()).code).toBe(1);
    expect(node.logs()).toContain('does not accept the token');
  });
});
