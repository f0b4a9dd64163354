import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { describeDatabases } from '../../test/support/services.js';
import type { TestDatabase } from '../database/testing.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { JobLogStore } from './job-log.store.js';
import { JobCommands, GetJobLogsArgs, JobArgs, ListJobsArgs } from './job.commands.js';
import { JobRepository } from './job.repository.js';
import { JobService } from './job.service.js';
import type { NodeIdentity } from './node-identity.service.js';

await describeDatabases('JobService', (databaseUrl) => {
  let store: TestDatabase;
  let jobs: JobService;
  let commands: JobCommands;

  /** A process of its own on the same database: nothing in memory is shared. */
  const startProcess = async (nodeId = 'node-a'): Promise<JobService> => {
    const identity: NodeIdentity = { nodeId };
    const service = new JobService(new JobRepository(store.database), new JobLogStore(store.database), identity);
    await service.onModuleInit();
    return service;
  };

  const acceptJob = (userId = '1', isImmediate = true, workflowId: string | null = 'wf') =>
    jobs.accept({ userId, workflowId, executionStrategy: 'threaded', isImmediate });

  const logsOf = (service: JobService, jobId: string, options: Partial<GetJobLogsArgs> = {}) =>
    new JobCommands(service).getJobLogs(Object.assign(new GetJobLogsArgs(), { job_id: jobId }, options));

  beforeEach(async () => {
    store = await openAppDatabase(databaseUrl);
    jobs = await startProcess();
    commands = new JobCommands(jobs);
  });

  afterEach(async () => {
    await jobs.logs.onApplicationShutdown();
    await store.close();
  });

  it('leads a job from its acceptance to its end', async () => {
    const { jobId } = await acceptJob('1', false);
    expect((await jobs.get(jobId, '1')).status).toBe('scheduled');
    expect(await jobs.start(jobId)).toBe(true);
    const result = { outputs: { sum: [1, 3] }, preview: {}, save: {} };
    expect(await jobs.settle(jobId, { event: 'complete', result })).toBe(true);
    const job = await jobs.get(jobId, '1');
    expect(job).toMatchObject({ status: 'completed', error: null, result });
    expect(job.finishedAt).toBeGreaterThanOrEqual(job.startedAt ?? Infinity);
  });

  it('keeps the first ending when two race', async () => {
    const { jobId } = await acceptJob();
    const outcomes = await Promise.all([
      jobs.settle(jobId, { event: 'cancel' }),
      jobs.settle(jobId, { event: 'complete' }),
      jobs.settle(jobId, { event: 'fail', error: 'late' }),
    ]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await jobs.start(jobId)).toBe(false);
    expect((await jobs.get(jobId, '1')).status).not.toBe('running');
  });

  it('accepts a request once and gives the known job the second time', async () => {
    const order = { userId: '1', workflowId: null, executionStrategy: 'threaded', isImmediate: true };
    const first = await jobs.accept({ ...order, request: { requestId: 'req-1', attempt: 1 } });
    const again = await jobs.accept({ ...order, request: { requestId: 'req-1', attempt: 1 } });
    const retry = await jobs.accept({ ...order, request: { requestId: 'req-1', attempt: 2 } });
    expect(again).toEqual({ jobId: first.jobId, isNew: false });
    expect(retry.isNew).toBe(true);
    expect(retry.jobId).not.toBe(first.jobId);
  });

  it('hides the jobs of other users', async () => {
    const { jobId } = await acceptJob('2');
    const args = Object.assign(new JobArgs(), { job_id: jobId });
    await expect(commands.getJob(args)).rejects.toThrow(`Job ${jobId} not found`);
    await expect(commands.getJob(args)).rejects.toBeInstanceOf(ProtocolError);
    await expect(logsOf(jobs, jobId)).rejects.toThrow('not found');
    expect((await commands.listJobs(new ListJobsArgs())).jobs).toEqual([]);
  });

  it('pages through jobs newest first without skip or repeat while jobs are added', async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index++) made.unshift((await acceptJob()).jobId);
    const seen: string[] = [];
    let start_key = '';
    do {
      const page = await commands.listJobs(Object.assign(new ListJobsArgs(), { limit: 3, start_key }));
      seen.push(...page.jobs.map(({ id }) => id));
      start_key = page.next_start_key;
      await acceptJob();
    } while (start_key !== '');
    expect(seen).toEqual(made);
  });

  it('filters jobs by workflow and status', async () => {
    const running = await acceptJob('1', true, 'wf-a');
    await acceptJob('1', false, 'wf-a');
    await acceptJob('1', true, 'wf-b');
    const page = await commands.listJobs(
      Object.assign(new ListJobsArgs(), { workflow_id: 'wf-a', status: 'running' as const }),
    );
    expect(page.jobs.map(({ id }) => id)).toEqual([running.jobId]);
  });

  it('refuses a start_key that no page gave', async () => {
    const listed = commands.listJobs(Object.assign(new ListJobsArgs(), { start_key: 'zzz' }));
    await expect(listed).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'start_key' }] });
  });

  describe('logs', () => {
    it('reads the same lines while they wait, once they are stored, and from another process', async () => {
      const { jobId } = await acceptJob();
      jobs.log(jobId, [
        { level: 'info', message: 'one' },
        { level: 'warning', message: 'two', graphNodeId: 'n', graphNodeName: 'N' },
      ]);
      const live = await logsOf(jobs, jobId);
      expect(live.logs.map(({ seq, message }) => [seq, message])).toEqual([
        [1, 'one'],
        [2, 'two'],
      ]);
      expect(live.next).toBe(2);
      await jobs.logs.flush();
      expect(await logsOf(jobs, jobId)).toEqual(live);
      await jobs.settle(jobId, { event: 'complete' });
      expect(await logsOf(await startProcess(), jobId)).toEqual({ ...live, next: null });
    });

    it('gives every line exactly once while lines are written and stored', async () => {
      const { jobId } = await acceptJob();
      const seen: number[] = [];
      let after = 0;
      for (let round = 0; round < 40; round++) {
        jobs.log(
          jobId,
          Array.from({ length: 50 }, (_, index) => ({ level: 'info' as const, message: `${round}.${index}` })),
        );
        const page = await logsOf(jobs, jobId, { after, limit: 37 });
        seen.push(...page.logs.map(({ seq }) => seq));
        after = page.next ?? after;
      }
      await jobs.settle(jobId, { event: 'complete' });
      for (let next: number | null = after; next !== null;) {
        const page: Awaited<ReturnType<typeof logsOf>> = await logsOf(jobs, jobId, { after: next, limit: 1000 });
        seen.push(...page.logs.map(({ seq }) => seq));
        next = page.next;
      }
      expect(seen).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1));
    });

    it('filters by level and keeps the numbers', async () => {
      const { jobId } = await acceptJob();
      jobs.log(jobId, [
        { level: 'info', message: 'a' },
        { level: 'error', message: 'b' },
        { level: 'info', message: 'c' },
      ]);
      await jobs.logs.flush();
      jobs.log(jobId, [{ level: 'error', message: 'd' }]);
      const { logs } = await logsOf(jobs, jobId, { severity: 'error' });
      expect(logs.map(({ seq, message }) => [seq, message])).toEqual([
        [2, 'b'],
        [4, 'd'],
      ]);
    });

    it('finds lines by a text in capitals or not, stored and waiting, and pages through them', async () => {
      const { jobId } = await acceptJob();
      const lines = (count: number) =>
        Array.from({ length: count }, (_, index) => ({
          level: index % 2 === 0 ? ('info' as const) : ('error' as const),
          message: index % 900 === 1 ? `ÜBER 100%_${index}` : 'nothing',
        }));
      jobs.log(jobId, lines(2500));
      await jobs.logs.flush();
      jobs.log(jobId, lines(10));
      const found: number[] = [];
      for (let after = 0; ;) {
        const page = await logsOf(jobs, jobId, { query: 'über 100%_', limit: 1, after });
        if (page.logs.length === 0) break;
        found.push(...page.logs.map(({ seq }) => seq));
        after = page.next ?? after;
      }
      expect(found).toEqual([2, 902, 1802, 2502]);
      const graveOnes = await logsOf(jobs, jobId, { query: 'ÜBER', severity: 'error', limit: 2 });
      expect(graveOnes.logs.map(({ seq }) => seq)).toEqual([2, 902]);
      expect((await logsOf(jobs, jobId, { query: 'über', severity: 'info' })).logs).toEqual([]);
    });

    it('does not look twice at lines that do not fit, and misses none that come later', async () => {
      const { jobId } = await acceptJob();
      jobs.log(jobId, [
        { level: 'info', message: 'a' },
        { level: 'info', message: 'b' },
      ]);
      const empty = await logsOf(jobs, jobId, { severity: 'error' });
      expect([empty.logs, empty.next]).toEqual([[], 2]);
      jobs.log(jobId, [{ level: 'error', message: 'c' }]);
      const { logs, next } = await logsOf(jobs, jobId, { severity: 'error', after: empty.next ?? 0 });
      expect([logs.map(({ message }) => message), next]).toEqual([['c'], 3]);
      await jobs.settle(jobId, { event: 'complete' });
      expect((await logsOf(jobs, jobId, { severity: 'error' })).next).toBeNull();
    });

    it('adds nothing to the log of an ended job', async () => {
      const { jobId } = await acceptJob();
      jobs.log(jobId, [{ level: 'info', message: 'a' }]);
      await jobs.settle(jobId, { event: 'cancel' });
      jobs.log(jobId, [{ level: 'info', message: 'late' }]);
      await jobs.logs.flush();
      expect((await logsOf(jobs, jobId)).logs).toHaveLength(1);
    });

    it('cuts a message that is too long and ends a log that is too long with a line that says so', async () => {
      const { jobId } = await acceptJob();
      jobs.log(jobId, [{ level: 'info', message: 'x'.repeat(20_000) }]);
      expect((await logsOf(jobs, jobId)).logs[0]?.message).toHaveLength(10_001);
      for (let round = 0; round < 11; round++) {
        jobs.log(
          jobId,
          Array.from({ length: 10_000 }, () => ({ level: 'debug' as const, message: 'y' })),
        );
        await jobs.logs.flush();
      }
      const end = await logsOf(jobs, jobId, { after: 99_998 });
      expect(end.logs.map(({ seq }) => seq)).toEqual([99_999, 100_000]);
      expect(end.logs[1]?.message).toContain('The log is full');
    });
  });

  it('ends the jobs that an earlier process of the same node left behind, and only those', async () => {
    const running = await acceptJob();
    const waiting = await acceptJob('1', false);
    jobs.log(running.jobId, [{ level: 'info', message: 'started' }]);
    await jobs.logs.flush();
    const other = await startProcess('node-b');
    expect((await other.get(running.jobId, '1')).status).toBe('running');

    const restarted = await startProcess();
    expect(await restarted.get(running.jobId, '1')).toMatchObject({
      status: 'failed',
      error: 'The node stopped while the job was running',
      errorCode: 'NODE_LOST',
    });
    expect((await restarted.get(waiting.jobId, '1')).error).toContain('waited to start');
    const { logs, next } = await logsOf(restarted, running.jobId);
    expect(logs.map(({ seq, level }) => [seq, level])).toEqual([
      [1, 'info'],
      [2, 'error'],
    ]);
    expect(next).toBeNull();
  });
});
