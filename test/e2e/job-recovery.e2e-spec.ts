import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';

import { edge, slowGraph, vertex } from '../support/graphs.js';
import { callCommand, getJob, readLog, startJob, untilFits, untilJob } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const ENDED = ['completed', 'failed', 'cancelled'];

const waitingGraph = {
  nodes: [
    vertex('id', 'lib.uuid.GenerateUUID4'),
    vertex('ask', 'nodetool.triggers.Wait'),
    vertex('first', 'nodetool.output.Output', { name: 'id' }),
    vertex('out', 'nodetool.output.Output', { name: 'answer' }),
  ],
  edges: [edge('id.output -> ask.input'), edge('id.output -> first.value'), edge('ask.data -> out.value')],
};

interface Kept {
  readonly kind: string;
  readonly graph_node_id: string;
  readonly data: string | null;
}

interface Run {
  readonly id: string;
  readonly status: string;
  readonly attempt: number;
  readonly outputs: Readonly<Record<string, readonly unknown[]>> | null;
  readonly result: Readonly<Record<string, unknown>> | null;
}

describe('jobs of a process that is killed', () => {
  let dataDir: string;
  const servers: TestServer[] = [];

  const start = async (role: 'all' | 'hub' | 'node', env = {}, folder = dataDir): Promise<TestServer> => {
    const server = await startServer({ role, env, dataDir: folder });
    servers.push(server);
    return server;
  };

  const kill = async (server: TestServer, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    servers.splice(servers.indexOf(server), 1);
    await server.stop(signal);
  };

  /** Reads the stored checkpoints of a folder's jobs. */
  const storedCheckpoints = (folder = dataDir): readonly Kept[] => {
    const database = new BetterSqlite3(join(folder, 'nodetool.sqlite'), { readonly: true });
    try {
      return database.prepare('SELECT kind, graph_node_id, data FROM job_checkpoints').all() as never; // the columns of the statement
    } finally {
      database.close();
    }
  };

  const untilKept = (graphNodeId: string, folder?: string) =>
    untilFits(
      () => storedCheckpoints(folder),
      (rows) => rows.some((row) => row.kind === 'done' && row.graph_node_id === graphNodeId),
    );

  const messagesOf = async (server: TestServer, jobId: string): Promise<readonly string[]> =>
    (await readLog(server, jobId)).map(({ message }) => message);

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'job-recovery-'));
  });

  afterEach(async () => {
    for (let server = servers[0]; server; server = servers[0]) await kill(server);
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'go on after %s: same job, same values, no finished step again',
    async (signal) => {
      const first = await start('all');
      const jobId = await startJob(first, slowGraph);
      const kept = await untilKept('id');
      await kill(first, signal);
      const last = await start('all');
      expect(ENDED).not.toContain((await getJob(last, jobId)).status);
      expect((await untilJob(last, jobId, ...ENDED)).status).toBe('completed');
      const lines = await readLog(last, jobId);
      const messages = lines.map(({ message }) => message);
      const shown = messages.flatMap((message) => /^Output '(\w+)': (.*)$/.exec(message)?.slice(1) ?? []);
      const [, id = ''] = shown;
      expect(JSON.stringify(kept)).toContain(id);
      expect(shown).toEqual(['id', id, 'text', `${id}slowly`]);
      const restart = messages.indexOf('The node was restarted: the job goes on from its checkpoints');
      expect(restart).toBeGreaterThanOrEqual(0);
      expect(lines.slice(restart).filter(({ node_id }) => node_id === 'id')).toEqual([]);
      expect(storedCheckpoints()).toEqual([]);
    },
    60_000,
  );

  it('wait on after restarts, and go on with what they are given', async () => {
    const first = await start('all');
    const jobId = await startJob(first, waitingGraph);
    await untilJob(first, jobId, 'suspended');
    await kill(first);
    const second = await start('all');
    expect((await getJob(second, jobId)).status).toBe('suspended');
    await kill(second, 'SIGTERM');
    const last = await start('all');
    expect(await callCommand(last, 'resume_job', { job_id: jobId, values: { approved: true } })).toMatchObject({
      job_id: jobId,
      graph_node_id: 'ask',
    });
    expect((await untilJob(last, jobId, ...ENDED)).status).toBe('completed');
    expect(await messagesOf(last, jobId)).toContain(`Output 'answer': {"approved":true}`);
    expect(await callCommand(last, 'resume_job', { job_id: jobId })).toMatchObject({ code: 'CONFLICT' });
  }, 60_000);

  it('fail at the next start where the node is set to', async () => {
    const first = await start('all', { JOB_RECOVERY: 'fail' });
    const jobId = await startJob(first, slowGraph);
    await untilJob(first, jobId, 'running');
    await kill(first);
    const last = await start('all', { JOB_RECOVERY: 'fail' });
    expect(await getJob(last, jobId)).toMatchObject({ status: 'failed', error: expect.stringContaining('stopped') });
  }, 60_000);

  it('that run for a hub end as the same attempt, with one answer and updates without a gap', async () => {
    const hubDir = join(dataDir, 'hub');
    const nodeDir = join(dataDir, 'node');
    await Promise.all([mkdir(hubDir), mkdir(nodeDir)]);
    const hub = await start('hub', {}, hubDir);
    const env = { GATEWAY_URL: hub.wsUrl, GATEWAY_AUTH_TOKEN: hub.nodeToken, GATEWAY_NODE_ID: 'n1' };
    const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
      const response = await fetch(`${hub.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${hub.operatorToken}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await response.json()) as T; // the shape is what the expectations check
    };
    const node = await start('node', env, nodeDir);
    const { id } = await call<Run>('POST', '/runs', { graph: slowGraph });
    await untilKept('id', nodeDir);
    await kill(node);
    await start('node', env, nodeDir);
    const run = await untilFits(
      () => call<Run>('GET', `/runs/${id}`),
      ({ status }) => ENDED.includes(status) || status === 'outcome_unknown',
    );
    expect(run).toMatchObject({ status: 'completed', attempt: 1 });
    expect(run.result?.['text']).toBe(`${String(run.result?.['id'])}slowly`);
  }, 60_000);
});
