import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';

import { edge, vertex } from '../support/graphs.js';
import { callCommand, untilFits, untilJob } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

type Values = Readonly<Record<string, unknown>>;

const triggered = (type: string, data: Values, output: string, slowly = false) => ({
  nodes: [
    vertex('trigger', `nodetool.triggers.${type}`, data),
    ...(slowly ? [vertex('wait', 'nodetool.triggers.Wait', { timeout_seconds: 1 })] : []),
    vertex('out', 'nodetool.output.Output', { name: 'got' }),
  ],
  edges: [edge(`trigger.${output} -> out.value`), ...(slowly ? [edge(`trigger.${output} -> wait.input`)] : [])],
});

/** A test may start three servers. */
jest.setTimeout(60_000);

describe('workflows that begin by events', () => {
  let dataDir: string;
  let server: TestServer;

  const start = async (): Promise<void> => {
    server = await startServer({ role: 'all', dataDir });
  };
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    await server.stop(signal);
    await start();
  };
  const store = async (graph: unknown): Promise<string> =>
    String((await callCommand(server, 'create_workflow', { name: 'Test', graph }))['id']);
  const jobsOf = async (workflow_id: string): Promise<readonly Values[]> =>
    (await callCommand(server, 'list_jobs', { workflow_id, limit: 100 }))['jobs'] as readonly Values[]; // what it promises
  const untilJobs = (workflowId: string, count: number): Promise<readonly Values[]> =>
    untilFits(
      () => jobsOf(workflowId),
      (jobs) => jobs.filter(({ status }) => status === 'completed').length >= count,
    );
  const resultOf = (jobId: unknown): unknown => readResult(dataDir, String(jobId));
  const switchOn = (workflow_id: string, more: Values = {}) =>
    callCommand(server, 'start_trigger', { workflow_id, ...more });

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'triggers-'));
    await start();
  });

  afterEach(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('run at each beat of an interval, and not after they are switched off', async () => {
    const workflowId = await store(triggered('IntervalTrigger', { interval_seconds: 0.2 }, 'tick'));
    expect(await switchOn(workflowId)).toMatchObject({ is_on: true, sources: [{ kind: 'interval' }] });
    const jobs = await untilJobs(workflowId, 3);
    const ticks = jobs.map(({ id }) => resultOf(id));
    expect(new Set(ticks).size).toBe(jobs.length);
    await callCommand(server, 'stop_trigger', { workflow_id: workflowId });
    await untilFits(
      () => callCommand(server, 'list_triggers'),
      ({ triggers }) => JSON.stringify(triggers).includes('"pending_count":0,"running_count":0'),
    );
    const count = (await jobsOf(workflowId)).length;
    const again = await callCommand(server, 'stop_trigger', { workflow_id: workflowId });
    expect(again).toMatchObject({ stopped: false });
    expect(await jobsOf(workflowId)).toHaveLength(count);
  });

  it('stop by themselves after as many events as they may have', async () => {
    const data = { interval_seconds: 0.1, max_events: 2 };
    const workflowId = await store(triggered('IntervalTrigger', data, 'tick'));
    await switchOn(workflowId);
    await untilJobs(workflowId, 2);
    const { triggers } = await callCommand(server, 'list_triggers');
    expect(triggers).toMatchObject([{ sources: [{ event_count: 2 }] }]);
  });

  it('take a webhook once, however often it is delivered', async () => {
    const workflowId = await store(triggered('WebhookTrigger', { path: '/hooks/in' }, 'body'));
    const { webhook_token, sources } = await switchOn(workflowId);
    const path = (sources as readonly Values[])[0]?.['webhook_path'];
    const send = (headers: Record<string, string>, query = '', method: 'POST' | 'PUT' = 'POST') =>
      fetch(`${server.url}${String(path)}${query}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"n":7}',
      });
    const secret = { 'x-webhook-secret': String(webhook_token) };
    expect((await send({})).status).toBe(401);
    expect((await send(secret, '', 'PUT')).status).toBe(405);
    const first = await send({ ...secret, 'idempotency-key': 'a' });
    const answers = await Promise.all([1, 2, 3].map(() => send({ ...secret, 'idempotency-key': 'a' })));
    const other = await send({ 'webhook-id': 'b' }, `?token=${String(webhook_token)}&page=2`);
    expect([first.status, other.status]).toEqual([202, 202]);
    const { job_id } = (await first.json()) as Values;
    for (const answer of answers) expect(await answer.json()).toEqual({ status: 'duplicate', job_id });
    const jobs = await untilJobs(workflowId, 2);
    expect(jobs).toHaveLength(2);
    expect(resultOf(job_id)).toEqual({ n: 7 });
    const [kept] = readEvents(dataDir).filter(({ payload }) => payload.includes('"page":"2"'));
    expect(kept?.payload).not.toContain(String(webhook_token));
  });

  it('run for each new file, also for one that came while the server was down', async () => {
    const folder = join(dataDir, 'workspaces/1/default/in');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'old.txt'), 'there before');
    const data = { path: 'in', patterns: ['*.txt'], debounce_seconds: 0.05 };
    const workflowId = await store(triggered('FileWatchTrigger', data, 'path'));
    expect(await switchOn(workflowId)).toMatchObject({ is_on: true });
    await writeFile(join(folder, 'new.txt'), 'x');
    await writeFile(join(folder, 'other.md'), 'x');
    const [job] = await untilJobs(workflowId, 1);
    expect(resultOf(job?.['id'])).toBe('in/new.txt');
    await server.stop('SIGKILL');
    await writeFile(join(folder, 'late.txt'), 'y');
    await start();
    const jobs = await untilJobs(workflowId, 2);
    expect(jobs.map(({ id }) => resultOf(id))).toEqual(['in/late.txt', 'in/new.txt']);
  });

  it('begin an event that was acknowledged before the server was killed, once', async () => {
    const workflowId = await store(triggered('ManualTrigger', {}, 'data', true));
    await switchOn(workflowId);
    const fire = (n: number) =>
      callCommand(server, 'fire_trigger', { workflow_id: workflowId, data: { n }, idempotency_key: `key ${n}` });
    const receipts = await Promise.all([1, 2, 3].map(fire));
    await restart('SIGKILL');
    expect(await fire(2)).toEqual({ ...receipts[1], status: 'duplicate' });
    for (const { job_id } of receipts) await untilJob(server, String(job_id), 'completed');
    const jobs = await jobsOf(workflowId);
    expect(new Set(jobs.map(({ id }) => id))).toEqual(new Set(receipts.map(({ job_id }) => job_id)));
    expect(jobs).toHaveLength(3);
    expect(receipts.map(({ job_id }) => resultOf(job_id))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('find the job again that was begun before its beginning was noted', async () => {
    const workflowId = await store(triggered('ManualTrigger', {}, 'data'));
    await switchOn(workflowId);
    const { job_id } = await callCommand(server, 'fire_trigger', { workflow_id: workflowId, data: { n: 1 } });
    await untilJob(server, String(job_id), 'completed');
    await server.stop('SIGKILL');
    const database = new BetterSqlite3(join(dataDir, 'nodetool.sqlite'));
    database.prepare("UPDATE trigger_events SET status = 'pending'").run();
    database.close();
    await start();
    await untilFits(
      () => readEvents(dataDir),
      ([event]) => event?.status === 'done',
    );
    expect(await jobsOf(workflowId)).toHaveLength(1);
  });

  it('follow a change of the workflow, and end with it', async () => {
    const workflowId = await store(triggered('ManualTrigger', { name: 'before' }, 'data'));
    await switchOn(workflowId);
    const graph = triggered('ManualTrigger', { name: 'after' }, 'source');
    await callCommand(server, 'update_workflow', { workflow_id: workflowId, graph });
    const receipt = await untilFits(
      () => callCommand(server, 'fire_trigger', { workflow_id: workflowId, name: 'after' }),
      ({ status }) => status === 'accepted',
    );
    await untilJob(server, String(receipt['job_id']), 'completed');
    expect(resultOf(receipt['job_id'])).toBe('after');
    await callCommand(server, 'delete_workflow', { workflow_id: workflowId });
    await untilFits(
      () => callCommand(server, 'list_triggers'),
      ({ triggers }) => JSON.stringify(triggers) === '[]',
    );
  });

  it('are refused with everything that stands in the way', async () => {
    const plain = await store({ nodes: [vertex('out', 'nodetool.output.Output', { name: 'x' })], edges: [] });
    expect(await switchOn(plain)).toMatchObject({ status: 422 });
    const idle = await store(triggered('IntervalTrigger', { interval_seconds: 0.001 }, 'tick'));
    expect(JSON.stringify(await switchOn(idle))).toContain('interval_seconds');
    const nowhere = await store(triggered('FileWatchTrigger', { path: '../..' }, 'path'));
    expect(JSON.stringify(await switchOn(nowhere))).toContain('leads out');
    expect(await callCommand(server, 'fire_trigger', { workflow_id: plain })).toMatchObject({ status: 404 });
  });
});

interface KeptEvent {
  readonly status: string;
  readonly payload: string;
}

const readEvents = (dataDir: string): readonly KeptEvent[] =>
  read(dataDir, 'SELECT status, payload FROM trigger_events') as KeptEvent[]; // two text columns

/** What a job gave at its output, which only those who ran it are told. */
const readResult = (dataDir: string, jobId: string): unknown => {
  const [row] = read(dataDir, 'SELECT result FROM jobs WHERE job_id = ?', jobId) as { readonly result: string }[];
  const { outputs } = JSON.parse(row?.result ?? '') as { readonly outputs: Readonly<Record<string, unknown[]>> };
  return outputs['got']?.at(-1);
};

const read = (dataDir: string, sql: string, ...params: readonly string[]): unknown[] => {
  const database = new BetterSqlite3(join(dataDir, 'nodetool.sqlite'), { readonly: true });
  try {
    return database.prepare(sql).all(...params);
  } finally {
    database.close();
  }
};
