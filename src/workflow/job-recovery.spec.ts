import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestAssets } from '../../test/support/assets.js';
import { openAssets } from '../../test/support/assets.js';
import { openAppDatabase } from '../../test/support/database.js';
import { NO_JOB_SERVICES } from '../../test/support/job-services.js';
import { edge, sumGraph, vertex } from '../../test/support/graphs.js';
import { describeDatabases } from '../../test/support/services.js';
import type { JobRecoveryMode } from '../config/job-settings.js';
import { AppConfig } from '../config/app-config.js';
import type { TestDatabase } from '../database/testing.js';
import type { Checkpoint } from '../engine/checkpoint/checkpoint.js';
import { JobCheckpointStore } from '../job/job-checkpoint.store.js';
import { JobLogStore } from '../job/job-log.store.js';
import { JobRepository } from '../job/job.repository.js';
import { JobService } from '../job/job.service.js';
import { JobJournals } from './checkpoint/job-journals.js';
import { EnginePool } from './engine/engine-pool.js';
import { engineWorkerUrl } from './engine/engine-worker-url.js';
import { JobRecovery } from './job-recovery.service.js';
import { ResumeCommands, ResumeJobArgs } from './resume.commands.js';
import type { JobUpdate, RunRequest } from './workflow-runner.contract.js';
import { WorkflowRunner } from './workflow-runner.service.js';

/** Asks for a word, and waits: output `answer`; another branch gives `sum`. */
const askingGraph = (timeoutSeconds = 0) => ({
  nodes: [
    ...sumGraph.nodes,
    vertex('wait', 'nodetool.triggers.Wait', { timeout_seconds: timeoutSeconds, input: 'nobody came' }),
    vertex('answer', 'nodetool.output.Output', { name: 'answer' }),
  ],
  edges: [...sumGraph.edges, edge('wait.data -> answer.value')],
});

/** Writes a line to a file, then asks: output `answer`. */
const notingGraph = (path: string, hangs: boolean) => ({
  nodes: [
    vertex('note', 'test.Note', { path, text: 'once', hangs }),
    vertex('wait', 'nodetool.triggers.Wait'),
    vertex('answer', 'nodetool.output.Output', { name: 'answer' }),
    vertex('noted', 'nodetool.output.Output', { name: 'noted' }),
  ],
  edges: [edge('note.output -> wait.input'), edge('note.output -> noted.value'), edge('wait.data -> answer.value')],
});

const EFFECTS_WORKER = new URL('../../test/support/effects.worker.mjs', import.meta.url);

/** The life of one process of a node, up to the parts that run jobs. */
interface Process {
  readonly jobs: JobService;
  readonly runner: WorkflowRunner;
  readonly checkpoints: JobCheckpointStore;
  readonly commands: ResumeCommands;
  readonly updates: JobUpdate[];
  onSuspended: () => void;
  start(): Promise<void>;
  /** Ends it as a crash does: nothing more is written. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

await describeDatabases('jobs over the end of their process', (databaseUrl) => {
  let store: TestDatabase;
  let assets: TestAssets;
  let folder = '';
  const open: Process[] = [];

  const makeProcess = (jobRecovery: JobRecoveryMode = 'resume'): Process => {
    const config = Object.assign(new AppConfig(), { maxConcurrentJobs: 2, jobRecovery });
    const checkpoints = new JobCheckpointStore(store.database);
    const journals = new JobJournals(config, checkpoints);
    const logs = new JobLogStore(store.database);
    const jobs = new JobService(new JobRepository(store.database), logs, { nodeId: 'node-a' });
    const pool = new EnginePool(config, EFFECTS_WORKER);
    const runner = new WorkflowRunner(jobs, pool, journals, assets.files, NO_JOB_SERVICES);
    const updates: JobUpdate[] = [];
    const process: Process = {
      jobs,
      runner,
      checkpoints,
      updates,
      onSuspended: () => undefined,
      commands: new ResumeCommands(runner, jobs),
      start: async () => {
        await jobs.onModuleInit();
        await new JobRecovery(jobs, runner, journals).onApplicationBootstrap();
      },
      crash: async () => {
        open.splice(open.indexOf(process), 1);
        const refuse = (): Promise<never> => Promise.reject(new Error('this process is dead'));
        Object.assign(jobs, { start: refuse, settle: refuse, suspend: refuse, leave: refuse });
        checkpoints.commit = refuse;
        jobs.log = () => undefined;
        await runner.close();
        await logs.onApplicationShutdown();
        await checkpoints.onApplicationShutdown();
        await pool.close();
      },
      stop: async () => {
        await runner.close();
        await process.crash();
      },
    };
    open.push(process);
    return process;
  };

  const startProcess = async (jobRecovery?: JobRecoveryMode): Promise<Process> => {
    const process = makeProcess(jobRecovery);
    await process.start();
    return process;
  };

  const order = (graph: unknown, process: Process, more: Partial<RunRequest> = {}): RunRequest => ({
    userId: '1',
    workflowId: null,
    graph,
    params: {},
    onUpdate: (update) => {
      process.updates.push(update);
      if (isSuspension(update)) process.onSuspended();
    },
    ...more,
  });

  /** A job that a process accepted and began, and left behind when it crashed, with these checkpoints. */
  const leaveJob = async (graph: unknown, left: readonly Checkpoint[], more: Partial<RunRequest> = {}) => {
    const process = makeProcess();
    const { userId, params, request } = order(graph, process, more);
    const { jobId } = await process.jobs.accept({
      userId,
      workflowId: null,
      executionStrategy: 'threaded',
      isImmediate: true,
      request,
      kept: { graph, params, deadlineAt: null, request: request?.message ?? null },
    });
    process.checkpoints.openNew(jobId);
    process.checkpoints.append(jobId, left);
    await process.checkpoints.commit(jobId);
    await process.crash();
    return jobId;
  };

  const rowsOf = (jobId: string) =>
    Promise.all(
      ['job_orders', 'job_checkpoints'].map((table) =>
        store.database.query(`SELECT * FROM ${table} WHERE job_id = ?`, [jobId]),
      ),
    );

  const isSuspension = ({ type, status }: JobUpdate): boolean => type === 'job_update' && status === 'suspended';

  const untilSuspended = (process: Process): Promise<void> =>
    new Promise((resolve) => {
      if (process.updates.some(isSuspension)) resolve();
      else process.onSuspended = resolve;
    });

  const resume = ({ commands }: Process, jobId: string, more: Partial<ResumeJobArgs> = {}) =>
    commands.resumeJob(Object.assign(new ResumeJobArgs(), { job_id: jobId, ...more }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'job-recovery-'));
    store = await openAppDatabase(databaseUrl);
    assets = await openAssets(store.database);
  });

  afterEach(async () => {
    for (let process = open[0]; process; process = open[0]) await process.stop();
    await assets.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('goes on from the checkpoints and ends as if nothing had happened', async () => {
    // The sum stands in the checkpoint, and only there: who computed it again would get 5.
    const jobId = await leaveJob(sumGraph, [{ kind: 'done', nodeId: 'add', firing: 0, data: '{"output":[77]}' }]);
    const { runner, jobs } = await startProcess();
    const outcome = await runner.outcomeOf(jobId);
    expect(outcome).toMatchObject({ status: 'completed', outputs: { sum: [77] }, preview: { look: 77 } });
    const job = await jobs.get(jobId, '1');
    expect(job).toMatchObject({ status: 'completed', result: { outputs: { sum: [77] } } });
    const messages = (await jobs.logs.list(jobId, { after: 0, limit: 100 })).map(({ message }) => message);
    expect(messages).toContain('The node was restarted: the job goes on from its checkpoints');
    expect(messages).not.toContain('Add started');
    expect(await rowsOf(jobId)).toEqual([[], []]);
  });

  it('keeps nothing of a job that has ended', async () => {
    const process = await startProcess();
    const { jobId, done } = await process.runner.start(order(sumGraph, process));
    expect((await rowsOf(jobId))[0]).toHaveLength(1);
    await done;
    expect(await rowsOf(jobId)).toEqual([[], []]);
  });

  it('gives up a job that took its process with it four times', async () => {
    const jobId = await leaveJob(sumGraph, []);
    for (let crash = 1; crash <= 3; crash++) {
      const { jobs, crash: end } = makeProcess();
      await jobs.onModuleInit();
      expect((await jobs.get(jobId, '1')).status).toBe('recovering');
      await jobs.start(jobId);
      await end();
    }
    const { jobs } = await startProcess();
    expect(await jobs.get(jobId, '1')).toMatchObject({ status: 'failed', errorCode: 'NODE_LOST' });
    expect((await jobs.get(jobId, '1')).error).toContain('4th time');
    expect(await rowsOf(jobId)).toEqual([[], []]);
  });

  it('does not count clean stops', async () => {
    const first = await startProcess();
    const { jobId } = await first.runner.start(order(askingGraph(), first));
    await untilSuspended(first);
    await first.stop();
    for (let stop = 1; stop <= 5; stop++) await (await startProcess()).stop();
    const last = await startProcess();
    expect((await last.jobs.get(jobId, '1')).status).toBe('suspended');
  });

  it('fails interrupted jobs where the node is set to', async () => {
    const jobId = await leaveJob(sumGraph, []);
    const { jobs } = await startProcess('fail');
    expect(await jobs.get(jobId, '1')).toMatchObject({ status: 'failed', errorCode: 'NODE_LOST' });
    const process = await startProcess('fail');
    const { done } = await process.runner.start(order(askingGraph(), process));
    expect((await done).error?.message).toContain('JOB_RECOVERY');
  });

  it('waits without a thread until it is resumed, with what it is given', async () => {
    const process = await startProcess();
    const { jobId, done } = await process.runner.start(order(askingGraph(), process));
    await untilSuspended(process);
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.runner.load()).toMatchObject({ running: 0, queued: 0 });
    expect(await process.jobs.get(jobId, '1')).toMatchObject({
      status: 'suspended',
      suspendedNodeId: 'wait',
      suspensionReason: 'waits to be resumed',
    });
    expect(process.updates.at(-1)).toMatchObject({
      type: 'job_update',
      status: 'suspended',
      run_state: { status: 'suspended', suspended_node_id: 'wait', is_resumable: true },
    });
    expect(await resume(process, jobId, { values: { ok: true } })).toMatchObject({ graph_node_id: 'wait' });
    expect(await done).toMatchObject({ status: 'completed', outputs: { sum: [5], answer: [{ ok: true }] } });
    const added = process.updates.filter(({ type, node_id }) => type === 'node_update' && node_id === 'add');
    expect(added.map(({ status }) => status)).toEqual(['running', 'completed']);
    expect(await process.jobs.get(jobId, '1')).toMatchObject({ status: 'completed', suspendedNodeId: null });
  });

  it('waits over restarts, clean or not', async () => {
    const first = await startProcess();
    const { jobId } = await first.runner.start(order(askingGraph(), first));
    await untilSuspended(first);
    await first.crash();
    await (await startProcess()).stop();
    const last = await startProcess();
    const done = last.runner.outcomeOf(jobId);
    await resume(last, jobId, { values: { late: 'but here' } });
    expect(await done).toMatchObject({ status: 'completed', outputs: { sum: [5], answer: [{ late: 'but here' }] } });
  });

  it('goes on by itself when the time is over, also when that was while the node was away', async () => {
    const first = await startProcess();
    const soon = await first.runner.start(order(askingGraph(1), first));
    await untilSuspended(first);
    await first.crash();
    const last = await startProcess();
    expect(await last.runner.outcomeOf(soon.jobId)).toMatchObject({
      status: 'completed',
      outputs: { answer: ['nobody came'] },
    });
  });

  it('can be cancelled while it waits', async () => {
    const process = await startProcess();
    const { jobId, done } = await process.runner.start(order(askingGraph(), process));
    await untilSuspended(process);
    expect(process.runner.cancel(jobId)).toBe('stopping');
    expect((await done).status).toBe('cancelled');
    expect((await process.jobs.get(jobId, '1')).status).toBe('cancelled');
    await expect(resume(process, jobId)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await rowsOf(jobId)).toEqual([[], []]);
  });

  it('resumes one graph node once, and asks which when several wait', async () => {
    const graph = askingGraph();
    const two = {
      nodes: [
        ...graph.nodes,
        vertex('also', 'nodetool.triggers.Wait'),
        vertex('second', 'nodetool.output.Output', { name: 'b' }),
      ],
      edges: [...graph.edges, edge('also.data -> second.value')],
    };
    const process = await startProcess();
    const { jobId, done } = await process.runner.start(order(two, process));
    await untilSuspended(process);
    await expect(resume(process, jobId)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('wait (waits to be resumed), also (waits to be resumed)'),
    });
    await expect(resume(process, jobId, { graph_node_id: 'add' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    process.updates.length = 0;
    const both = await Promise.allSettled([
      resume(process, jobId, { graph_node_id: 'also', values: { n: 1 } }),
      resume(process, jobId, { graph_node_id: 'also', values: { n: 2 } }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await untilSuspended(process);
    await resume(process, jobId, { values: { n: 3 } });
    expect(await done).toMatchObject({ status: 'completed', outputs: { answer: [{ n: 3 }], b: [{ n: 1 }] } });
  });

  it("hides other users' jobs, and takes no values beyond what a checkpoint keeps", async () => {
    const process = await startProcess();
    const { jobId } = await process.runner.start(order(askingGraph(), process));
    await untilSuspended(process);
    await expect(resume(process, jobId, { user_id: '2' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const values = { text: 'x'.repeat(1_100_000) };
    await expect(resume(process, jobId, { values })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('does not repeat a side effect: a finished one is taken over', async () => {
    const path = join(folder, 'notes');
    const first = await startProcess();
    const { jobId } = await first.runner.start(order(notingGraph(path, false), first));
    await untilSuspended(first);
    await first.crash();
    const last = await startProcess();
    const done = last.runner.outcomeOf(jobId);
    await resume(last, jobId);
    expect(await done).toMatchObject({ status: 'completed', outputs: { noted: ['once'], answer: [{}] } });
    expect(await readFile(path, 'utf8')).toBe('once\n');
  });

  it('does not repeat a side effect: one that was in the middle ends the job with that reason', async () => {
    const path = join(folder, 'notes');
    await writeFile(path, '');
    const first = await startProcess();
    const watcher = watch(path);
    const isNoted = once(watcher, 'change');
    const { jobId } = await first.runner.start(order(notingGraph(path, true), first));
    await isNoted;
    watcher.close();
    await first.crash();
    const last = await startProcess();
    await last.runner.outcomeOf(jobId);
    const job = await last.jobs.get(jobId, '1');
    expect(job.status).toBe('failed');
    expect(job.error).toMatch(/^Graph node note \(test\.Note\) "Note" had begun when the job was interrupted/);
    expect(await readFile(path, 'utf8')).toBe('once\n');
  });

  it('holds a job that answers a request until its asker takes it up', async () => {
    const request = { requestId: 'req-1', attempt: 2, message: { request_id: 'req-1' } };
    const jobId = await leaveJob(sumGraph, [], { request });
    const { runner, jobs } = await startProcess();
    expect(runner.requestsToAdopt()).toEqual([request]);
    expect((await jobs.get(jobId, '1')).status).toBe('recovering');
    expect(runner.adopt({ requestId: 'req-1', attempt: 1 }, undefined)).toBeNull();
    const updates: JobUpdate[] = [];
    const adopted = runner.adopt(request, (update) => updates.push(update));
    expect((await adopted?.done)?.status).toBe('completed');
    expect(updates[0]).toMatchObject({ type: 'job_update', status: 'recovering', job_id: jobId });
    expect(runner.adopt(request, undefined)).toBeNull();
  });
});

describe('jobs that end within a moment', () => {
  it('write no checkpoints', async () => {
    const store = await openAppDatabase();
    const checkpoints = new JobCheckpointStore(store.database);
    const assets = await openAssets(store.database);
    const config = new AppConfig();
    const jobs = new JobService(new JobRepository(store.database), new JobLogStore(store.database), { nodeId: 'a' });
    const pool = new EnginePool(config, engineWorkerUrl());
    const runner = new WorkflowRunner(jobs, pool, new JobJournals(config, checkpoints), assets.files, NO_JOB_SERVICES);
    const written: string[] = [];
    const { appendRows } = store.database;
    store.database.appendRows = (table, ...rest) => {
      written.push(table);
      return appendRows.call(store.database, table, ...rest);
    };
    await (
      await runner.start({ userId: '1', workflowId: null, graph: sumGraph, params: {} })
    ).done;
    await checkpoints.onApplicationShutdown();
    expect(written).toContain('job_logs');
    expect(written).not.toContain('job_checkpoints');
    await runner.close();
    await pool.close();
    await jobs.logs.onApplicationShutdown();
    await assets.close();
    await store.close();
  });
});
