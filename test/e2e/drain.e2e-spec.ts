import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';

import { burnGraph, slowGraph, sumGraph } from '../support/graphs.js';
import { startJob, untilFits, untilJob } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly attempt: number;
  readonly node_id: string | null;
}

describe('a process that is told to stop', () => {
  let root: string;
  const servers: TestServer[] = [];

  const start = async (role: 'all' | 'hub' | 'node', folder: string, env = {}): Promise<TestServer> => {
    await mkdir(join(root, folder), { recursive: true });
    const server = await startServer({ role, env: { SHUTDOWN_GRACE: '60', ...env }, dataDir: join(root, folder) });
    servers.push(server);
    return server;
  };

  const call = (server: TestServer, method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });

  const submit = async (server: TestServer, graph: object): Promise<string> => {
    const response = await call(server, 'POST', '/api/v1/runs', { graph });
    return ((await response.json()) as Run).id; // the shape that the route promises
  };

  const untilRun = (server: TestServer, id: string, fits: (run: Run) => boolean): Promise<Run> =>
    untilFits(async () => (await (await call(server, 'GET', `/api/v1/runs/${id}`)).json()) as Run, fits);

  const untilNode = (hub: TestServer, id: string, state: string): Promise<unknown> =>
    untilFits(
      async () => (await (await call(hub, 'GET', `/api/v1/nodes/${id}`)).json()) as { readonly state?: string },
      (node) => node.state === state,
    );

  const statusIn = (folder: string, table: 'runs' | 'jobs'): unknown => {
    const database = new BetterSqlite3(join(root, folder, 'nodetool.sqlite'), { readonly: true });
    try {
      return database.prepare(`SELECT status FROM ${table}`).pluck().all();
    } finally {
      database.close();
    }
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'drain-'));
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop('SIGKILL')));
    await rm(root, { recursive: true, force: true });
  });

  it('as a node: ends what runs, hands back what has not begun, and another node takes it', async () => {
    const hub = await start('hub', 'hub');
    const link = { GATEWAY_URL: hub.wsUrl, GATEWAY_AUTH_TOKEN: hub.nodeToken, MAX_CONCURRENT_JOBS: '1' };
    const first = await start('node', 'first', { ...link, GATEWAY_NODE_ID: 'first' });
    await untilNode(hub, 'first', 'ready');
    await untilJob(first, await startJob(first, slowGraph), 'running');
    const id = await submit(hub, sumGraph);
    await untilRun(hub, id, ({ status }) => status === 'running');
    const ended = first.stop('SIGTERM');
    await untilRun(hub, id, ({ status }) => status === 'queued');
    await start('node', 'second', { ...link, GATEWAY_NODE_ID: 'second' });
    expect(await untilRun(hub, id, ({ status }) => status === 'completed')).toMatchObject({
      node_id: 'second',
      attempt: 2,
    });
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(statusIn('first', 'jobs')).toEqual(['completed', 'failed']);
  }, 90_000);

  it('as hub and node: sends callers elsewhere, keeps the result of what runs, and ends with 0', async () => {
    const server = await start('all', 'all');
    const id = await submit(server, slowGraph);
    await untilRun(server, id, ({ status }) => status === 'running');
    const ended = server.stop('SIGTERM');
    await untilFits(
      () => call(server, 'GET', '/readyz'),
      ({ status }) => status === 503,
    );
    const refused = await call(server, 'POST', '/api/v1/runs', { graph: sumGraph });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(statusIn('all', 'runs')).toEqual(['completed']);
  }, 90_000);

  it('stops at once at a second signal, and goes on with the run at the next start', async () => {
    const server = await start('all', 'all');
    const id = await submit(server, burnGraph);
    await untilRun(server, id, ({ status }) => status === 'running');
    const ended = server.stop('SIGTERM');
    const again = setInterval(() => process.kill(server.pid, 'SIGTERM'), 50);
    expect(await ended.finally(() => clearInterval(again))).toEqual({ code: 130, signal: null });
    const next = await start('all', 'all');
    await untilNode(next, await nodeIdOf(next), 'ready');
    expect(await untilRun(next, id, ({ status }) => status === 'running')).toMatchObject({ attempt: 1 });
  }, 90_000);

  const nodeIdOf = async (server: TestServer): Promise<string> =>
    untilFits(
      async () => {
        const { nodes } = (await (await call(server, 'GET', '/api/v1/nodes')).json()) as {
          readonly nodes: readonly { readonly node_id: string }[];
        };
        return nodes[0]?.node_id ?? '';
      },
      (id) => id !== '',
    );
});
