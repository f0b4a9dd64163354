import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { burnGraph, sumGraph } from '../support/graphs.js';
import { isRunning } from '../support/processes.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly node_id: string | null;
  readonly attempt: number;
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** Runs that are on their way while tokens change. */
const RUN_COUNT = Number(process.env['TOKEN_LOAD_RUNS'] ?? 24);

describe('a hub and two nodes under load', () => {
  let folder: string;
  let hub: TestServer;
  const nodes = new Map<string, TestServer>();
  const tokens = new Map<string, { readonly id: string; readonly file: string; readonly text: string }>();

  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${hub.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${hub.operatorToken}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T; // the shape is what the expectations check
  };

  const until = async <T>(read: () => Promise<T>, isIt: (value: T) => boolean): Promise<T> => {
    for (;;) {
      const value = await read();
      if (isIt(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const isOver = ({ status }: Run): boolean => !['queued', 'dispatched', 'running'].includes(status);
  const settled = (id: string): Promise<Run> => until(() => call<Run>('GET', `/runs/${id}`), isOver);
  const submit = (a: number): Promise<Run> => call('POST', '/runs', { graph: sumGraph, params: { a }, retry: 'safe' });

  const startNode = async (id: string): Promise<void> => {
    const made = await call<{ readonly token_id: string; readonly token: string }>('POST', '/tokens', {
      kind: 'node',
      node_id: id,
    });
    const file = join(folder, `${id}.token`);
    await writeFile(file, made.token, { mode: 0o644 });
    tokens.set(id, { id: made.token_id, file, text: made.token });
    const env = {
      GATEWAY_URL: hub.wsUrl,
      GATEWAY_AUTH_TOKEN_FILE: file,
      GATEWAY_NODE_ID: id,
      MAX_CONCURRENT_JOBS: '2',
    };
    nodes.set(id, await startServer({ role: 'node', env }));
    await until(
      () => call<{ readonly state?: string }>('GET', `/nodes/${id}`),
      ({ state }) => state === 'ready',
    );
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'token-load-'));
    hub = await startServer({ role: 'hub', env: { HUB_LEASE: '1' } });
    await Promise.all(['a', 'b'].map(startNode));
  }, 120_000);
  afterAll(async () => {
    await Promise.all([...nodes.values()].map((node) => node.stop('SIGKILL')));
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('loses no run when a token is rotated, and no attempt is made twice', async () => {
    const { id, file, text } = tokens.get('a') ?? { id: '', file: '', text: '' };
    const long = await call<Run>('POST', '/runs', { graph: burnGraph, node_id: 'a', retry: 'never' });
    await until(
      () => call<Run>('GET', `/runs/${long.id}`),
      ({ status }) => status === 'running',
    );
    const first = await Promise.all(Array.from({ length: RUN_COUNT / 2 }, (_run, n) => submit(n)));
    const rotated = await call<{ readonly token: string; readonly sent_to_nodes: number }>(
      'POST',
      `/tokens/${id}/rotate`,
      {},
    );
    expect(rotated.sent_to_nodes).toBe(1);
    const rest = await Promise.all(Array.from({ length: RUN_COUNT / 2 }, (_run, n) => submit(n + RUN_COUNT / 2)));
    const ends = await Promise.all([...first, ...rest].map((run) => settled(run.id)));
    expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'completed'));
    expect(ends.map(({ result }) => result?.['sum'])).toEqual(ends.map((_run, n) => n + 3));
    // The old text ends once the node has come back with the new one.
    await until(
      async () =>
        (await fetch(`${hub.url}/api/v1/blobs/${'0'.repeat(64)}`, { headers: { authorization: `Bearer ${text}` } }))
          .status,
      (status) => status === 401,
    );
    expect((await readFile(file, 'utf8')).trim()).toBe(rotated.token);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await call<Run>('GET', `/runs/${long.id}`)).toMatchObject({ status: 'running', node_id: 'a', attempt: 1 });
    expect(isRunning(nodes.get('a')?.pid ?? 0)).toBe(true);
    for (const log of [hub.logs(), nodes.get('a')?.logs()]) {
      expect(log).not.toContain(rotated.token);
      expect(log).not.toContain(text);
    }
    await call('POST', `/runs/${long.id}/cancel`);
    expect((await settled(long.id)).status).toBe('cancelled');
  }, 120_000);

  it('loses no run when a token is revoked: the other node does the work', async () => {
    const runs = await Promise.all(Array.from({ length: RUN_COUNT }, (_run, n) => submit(n)));
    await call('DELETE', `/tokens/${tokens.get('b')?.id ?? ''}`);
    const ends = await Promise.all(runs.map((run) => settled(run.id)));
    expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'completed'));
    expect(ends.map(({ result }) => result?.['sum'])).toEqual(ends.map((_run, n) => n + 3));
    await until(
      () => Promise.resolve(isRunning(nodes.get('b')?.pid ?? 0)),
      (isAlive) => !isAlive,
    );
    expect(nodes.get('b')?.logs()).toContain('4503');
    expect(await call('GET', '/nodes/b')).toMatchObject({ state: 'offline' });
  }, 120_000);
});
