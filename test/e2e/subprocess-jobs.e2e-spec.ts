import { afterEach, describe, expect, it } from '@jest/globals';

import { burnGraph, countGraph, doublingGraph, sumGraph } from '../support/graphs.js';
import { callCommand, getJob, readLog, startJob, untilFits, untilJob } from '../support/node-api.js';
import { childrenOf, isRunning } from '../support/processes.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const ENDED = ['completed', 'failed', 'cancelled'];

describe('jobs in processes of their own', () => {
  let server: TestServer;

  const start = async (env: Record<string, string> = {}): Promise<TestServer> => {
    server = await startServer({ role: 'all', env });
    return server;
  };

  const startProcess = (graph: unknown): Promise<string> =>
    startJob(server, graph, { execution_strategy: 'subprocess' });

  /** Waits until so many jobs have a process. */
  const processes = (count = 1): Promise<readonly number[]> =>
    untilFits(
      () => childrenOf(server.pid),
      (pids) => pids.length === count,
    );

  /** Waits until a job's graph is at work. */
  const untilBusy = (jobId: string): Promise<unknown> =>
    untilFits(
      () => readLog(server, jobId),
      (lines) => lines.some(({ message }) => message.endsWith(' started') && message !== 'Job started'),
    );

  afterEach(async () => {
    await server.stop('SIGKILL');
  });

  it.each([
    ['sums', sumGraph],
    ['counts', countGraph(500)],
  ])('leave the same log and end the same way as in a thread: one that %s', async (_name, graph) => {
    await start();
    const seen = [];
    for (const execution_strategy of ['threaded', 'subprocess']) {
      const jobId = await startJob(server, graph, { execution_strategy });
      const { status, error } = await untilJob(server, jobId, ...ENDED);
      const log = await readLog(server, jobId);
      const told = log
        .filter(({ level }) => level !== 'debug')
        .map(({ level, message, node_id }) => [level, message, node_id]);
      seen.push({ status, error, told });
    }
    expect(seen[0]?.status).toBe('completed');
    expect(seen[1]).toEqual(seen[0]);
    await processes(0);
  });

  it('are ended alone when they fill their memory', async () => {
    await start({ JOB_MEMORY_LIMIT: '100' });
    const other = await startProcess(countGraph(50_000_000));
    const hog = await startProcess(doublingGraph(12));
    expect(await untilJob(server, hog, ...ENDED)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/more than its 100 MiB of memory.*JOB_MEMORY_LIMIT/),
    });
    expect((await getJob(server, other)).status).toBe('running');
    await processes(1);
  });

  it('are ended alone when their process is killed', async () => {
    await start();
    const other = await startJob(server, burnGraph);
    const killed = await startProcess(burnGraph);
    const [pid = 0] = await processes();
    process.kill(pid, 'SIGKILL');
    expect(await untilJob(server, killed, ...ENDED)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('it was killed (SIGKILL)'),
    });
    expect((await getJob(server, other)).status).toBe('running');
  });

  it.each(['threaded', 'subprocess'])(
    'end at the time limit although they never listen: %s',
    async (execution_strategy) => {
      await start({ JOB_TIMEOUT: '1' });
      const jobId = await startJob(server, burnGraph, { execution_strategy });
      const { status, error, started_at, finished_at } = await untilJob(server, jobId, ...ENDED);
      expect([status, error]).toEqual([
        'failed',
        expect.stringContaining('longer than the 1 s that JOB_TIMEOUT allows'),
      ]);
      const tookMs = Date.parse(String(finished_at)) - Date.parse(String(started_at));
      expect(tookMs).toBeGreaterThanOrEqual(990);
    },
  );

  it('are cancelled with their processes, and so are those that wait', async () => {
    await start({ MAX_CONCURRENT_JOBS: '1' });
    const running = await startProcess(countGraph(50_000_000));
    const waiting = await startProcess(sumGraph);
    expect((await getJob(server, waiting)).status).toBe('scheduled');
    await untilBusy(running);
    expect(await callCommand(server, 'cancel_job', { job_id: waiting })).toMatchObject({ cancelled: true });
    expect(await callCommand(server, 'cancel_job', { job_id: running })).toMatchObject({ cancelled: true });
    await processes(0);
    const next = await startProcess(sumGraph);
    expect((await untilJob(server, next, ...ENDED)).status).toBe('completed');
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('leave no process behind when the node is ended by %s', async (signal) => {
    await start();
    await untilBusy(await startProcess(burnGraph));
    const [pid = 0] = await processes();
    expect(isRunning(pid)).toBe(true);
    await server.stop(signal);
    await untilFits(
      () => isRunning(pid),
      (isThere) => !isThere,
    );
  });
});
