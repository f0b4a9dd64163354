import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { edge, vertex } from '../support/graphs.js';
import { callCommand, followLog, readLog, startJob, untilFits } from '../support/node-api.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

/** What a crash may take of a log, in milliseconds. */
const MAX_LOST_MS = 1000;

/** Writes a few lines for each of many items, some milliseconds apart, for as long as anybody lets it. */
const slowGraph = {
  nodes: [
    vertex('gen', 'nodetool.list.GenerateSequence', { start: 0, stop: 1_000_000, step: 1 }),
    vertex('work', 'nodetool.text.FormatText', { template: '{{ x }}{% for i in range(5000) %}{% endfor %}' }),
    vertex('out', 'nodetool.output.Output', { name: 'text' }),
  ],
  edges: [edge('gen.output -> work.x'), edge('work.output -> out.value')],
};

describe('the log of a job', () => {
  let dataDir = '';
  let server: TestServer;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nodetool-logs-'));
    server = await startServer({ role: 'node', dataDir, env: { GATEWAY_URL: 'ws://127.0.0.1:1/gateway' } });
  });

  afterEach(async () => {
    await server.stop('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each(['threaded', 'subprocess'])(
    'holds everything up to a second before a crash of the node: %s',
    async (execution_strategy) => {
      const jobId = await startJob(server, slowGraph, { execution_strategy });
      const seen = await untilFits(followLog(server, jobId), (lines) => {
        const [first, last] = [lines.at(0), lines.at(-1)];
        return first && last ? Date.parse(last.timestamp) - Date.parse(first.timestamp) > 2 * MAX_LOST_MS : false;
      });
      const killedAt = Date.now();
      await server.stop('SIGKILL');
      server = await startServer({ role: 'node', dataDir, env: { GATEWAY_URL: 'ws://127.0.0.1:1/gateway' } });

      const kept = await readLog(server, jobId);
      const sure = seen.filter(({ timestamp }) => Date.parse(timestamp) <= killedAt - MAX_LOST_MS);
      expect(sure.length).toBeGreaterThan(20);
      expect(kept.slice(0, sure.length)).toEqual(sure);
      expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, index) => index + 1));
    },
  );

  it('is searched by severity and text while it grows', async () => {
    const jobId = await startJob(server, slowGraph);
    const search = async (more: Record<string, unknown>) => {
      const { logs } = await callCommand(server, 'get_job_logs', { job_id: jobId, limit: 3, ...more });
      return (logs as readonly { readonly message: string }[]).map(({ message }) => message);
    };
    await untilFits(followLog(server, jobId), (lines) => lines.length > 1000);
    expect(await search({ query: "OUTPUT 'text': 4" })).toEqual([
      "Output 'text': 4",
      "Output 'text': 40",
      "Output 'text': 41",
    ]);
    expect(await search({ severity: 'debug', query: "output 'text'" })).toEqual([]);
    expect(await search({ severity: 'error' })).toEqual([]);
    await callCommand(server, 'cancel_job', { job_id: jobId });
    expect(await search({ severity: 'warning' })).toEqual(['The job was cancelled']);
  });
});
