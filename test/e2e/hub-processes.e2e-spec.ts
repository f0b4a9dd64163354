import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { burnGraph, sumGraph } from '../support/graphs.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly node_id: string | null;
  readonly attempt: number;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

describe('a hub and two nodes as processes', () => {
  let dataDir: string;
  let hub: TestServer;
  let nodes: readonly TestServer[] = [];

  const call = async <T>(method: string, path: string, body?: object, headers: object = {}): Promise<T> => {
    const response = await fetch(`${hub.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${hub.operatorToken}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T; // the shape is what the expectations check
  };

  const run = (body: object, headers: object = {}): Promise<Run> => call('POST', '/runs', body, headers);

  /** Reads a run until `isIt` accepts it as it stands then. */
  const until = async (id: string, isIt: (run: Run) => boolean): Promise<Run> => {
    for (;;) {
      const current = await call<Run>('GET', `/runs/${id}`);
      if (isIt(current)) return current;
    }
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hub-processes-'));
    hub = await startServer({ role: 'hub', env: { HUB_LEASE: '2' }, dataDir });
    const env = { GATEWAY_URL: hub.wsUrl, GATEWAY_AUTH_TOKEN: hub.nodeToken, MAX_CONCURRENT_JOBS: '4' };
    nodes = await Promise.all(
      ['a', 'b'].map((id) => startServer({ role: 'node', env: { ...env, GATEWAY_NODE_ID: id } })),
    );
    for (const id of ['a', 'b']) {
      for (;;) {
        const { state } = await call<{ readonly state?: string }>('GET', `/nodes/${id}`);
        if (state === 'ready') break;
      }
    }
  }, 60_000);
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
    await hub.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('spreads ten runs over both nodes', async () => {
    const runs: Run[] = [];
    for (let n = 0; n < 10; n++) runs.push(await run({ graph: sumGraph, params: { a: n } }, { prefer: 'wait=30' }));
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'completed'));
    expect(runs.map(({ result }) => result?.['sum'])).toEqual(runs.map((_run, n) => n + 3));
    expect(runs.filter(({ node_id }) => node_id === 'a')).toHaveLength(5);
  }, 60_000);

  it('ends or retries the runs of a node that is killed; none stays running', async () => {
    const bodies = ['never', 'safe', 'never', 'safe'].map((retry) => ({ graph: burnGraph, retry, node_id: null }));
    const runs = await Promise.all([...bodies, ...bodies].map((body) => run(body)));
    const begun = await Promise.all(runs.map(({ id }) => until(id, ({ status }) => status === 'running')));
    const doomed = begun.filter(({ node_id }) => node_id === 'b').map(({ id }) => id);
    expect(doomed).toHaveLength(4);
    await nodes[1]?.stop('SIGKILL');
    const after = await Promise.all(doomed.map((id) => until(id, (one) => one.status !== 'running')));
    for (const { status, error } of after) {
      if (status === 'outcome_unknown')
        expect(error?.message).toMatch(/^Node b has not been heard for \d+ s\. It had begun the work/);
      else expect(status).toBe('queued');
    }
    const { runs: stuck } = await call<{ readonly runs: readonly Run[] }>('GET', '/runs?status=running&node_id=b');
    expect(stuck).toEqual([]);
    for (const { id } of runs) await call('POST', `/runs/${id}/cancel`);
    const ends = await Promise.all(
      runs.map(({ id }) => until(id, ({ status }) => ['cancelled', 'outcome_unknown'].includes(status))),
    );
    expect(ends.filter(({ status }) => status === 'outcome_unknown').length).toBe(
      after.filter(({ status }) => status === 'outcome_unknown').length,
    );
  }, 90_000);

  it('keeps its runs over a restart by kill -9 and takes the node back', async () => {
    const { id } = await run({ graph: sumGraph, labels: { none: 'yes' } });
    await hub.stop('SIGKILL');
    hub = await startServer({ role: 'hub', env: { HUB_LEASE: '2', PORT: String(hub.port) }, dataDir });
    expect(await call('GET', `/runs/${id}`)).toMatchObject({ status: 'queued' });
    const again = await run({ graph: sumGraph }, { prefer: 'wait=60' });
    expect(again).toMatchObject({ status: 'completed', node_id: 'a' });
  }, 90_000);
});
