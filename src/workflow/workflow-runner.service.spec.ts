import { setTimeout } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TestAssets } from '../../test/support/assets.js';
import { openAssets } from '../../test/support/assets.js';
import { openAppDatabase } from '../../test/support/database.js';
import { NO_JOB_SERVICES } from '../../test/support/job-services.js';
import { burnGraph, countGraph, failingGraph, sumGraph, vertex } from '../../test/support/graphs.js';
import { AppConfig } from '../config/app-config.js';
import type { TestDatabase } from '../database/testing.js';
import { JobCheckpointStore } from '../job/job-checkpoint.store.js';
import { JobLogStore } from '../job/job-log.store.js';
import { JobRepository } from '../job/job.repository.js';
import { JobService } from '../job/job.service.js';
import { JobJournals } from './checkpoint/job-journals.js';
import { EnginePool } from './engine/engine-pool.js';
import { engineWorkerUrl } from './engine/engine-worker-url.js';
import type { JobUpdate, RunRequest } from './workflow-runner.contract.js';
import { WorkflowRunner } from './workflow-runner.service.js';

describe('WorkflowRunner', () => {
  let store: TestDatabase;
  let jobs: JobService;
  let checkpoints: JobCheckpointStore;
  let pool: EnginePool;
  let runner: WorkflowRunner;
  let updates: JobUpdate[];
  let assets: TestAssets;

  const order = (graph: unknown, more: Partial<RunRequest> = {}): RunRequest => ({
    userId: '1',
    workflowId: null,
    graph,
    params: {},
    onUpdate: (update) => updates.push(update),
    ...more,
  });

  const run = async (graph: unknown, more: Partial<RunRequest> = {}) => (await runner.start(order(graph, more))).done;

  /** Waits for the first update that fits; the burning graph gives none after its first. */
  const untilUpdate = (type: string, fields: Record<string, unknown> = {}) => {
    let onUpdate: (update: JobUpdate) => void = () => undefined;
    const seen = new Promise<JobUpdate>((resolve) => {
      onUpdate = (update) => {
        const isWanted = update.type === type && Object.entries(fields).every(([key, value]) => update[key] === value);
        if (isWanted) resolve(update);
      };
    });
    return { seen, onUpdate };
  };

  beforeEach(async () => {
    store = await openAppDatabase();
    updates = [];
    jobs = new JobService(new JobRepository(store.database), new JobLogStore(store.database), { nodeId: 'node-a' });
    checkpoints = new JobCheckpointStore(store.database);
    pool = new EnginePool(Object.assign(new AppConfig(), { maxConcurrentJobs: 2 }), engineWorkerUrl());
    assets = await openAssets(store.database);
    const journals = new JobJournals(new AppConfig(), checkpoints);
    runner = new WorkflowRunner(jobs, pool, journals, assets.files, NO_JOB_SERVICES);
  });

  afterEach(async () => {
    await runner.close();
    await pool.close();
    await jobs.logs.onApplicationShutdown();
    await assets.close();
    await checkpoints.onApplicationShutdown();
    await store.close();
  });

  it('runs a graph in a thread and stores how it ended', async () => {
    const outcome = await run(sumGraph, { params: { a: 40 }, workflowId: 'wf' });
    expect(outcome).toMatchObject({
      status: 'completed',
      outputs: { sum: [43] },
      result: { sum: 43 },
      preview: { look: 43 },
      error: null,
    });
    const job = await jobs.get(outcome.jobId, '1');
    expect(job).toMatchObject({ status: 'completed', workflowId: 'wf', result: { outputs: { sum: [43] } } });
  });

  it('refuses a stored workflow inside of its own run, by thread and by process', async () => {
    const inside = { id: 'wf', name: 'Sum', graph: sumGraph };
    const graph = {
      nodes: [vertex('inner', 'nodetool.workflows.workflow_node.Workflow', { workflow_json: inside })],
      edges: [],
    };
    for (const executionStrategy of ['threaded', 'subprocess'] as const) {
      const named = await run(graph, { executionStrategy, workflowId: 'wf', workflowName: 'Sum' });
      expect(named.error?.message).toContain('Workflow "Sum" can not run inside of itself: Sum -> Sum');
    }
    expect((await run(graph, { workflowId: 'other' })).status).toBe('completed');
  });

  it('gives the same outcome and the same steps from a process as from a thread', async () => {
    const ends = [];
    for (const executionStrategy of ['threaded', 'subprocess'] as const) {
      const { jobId, ...outcome } = await run(countGraph(300), { executionStrategy });
      expect((await jobs.get(jobId, '1')).executionStrategy).toBe(executionStrategy);
      const shown = updates.splice(0).filter(({ type }) => type === 'output_update' || type === 'job_update');
      ends.push({ ...outcome, shown: shown.map((update) => ({ ...update, job_id: '', job_seq: 0, duration: 0 })) });
    }
    expect(ends[0]?.status).toBe('completed');
    expect(ends[1]).toEqual(ends[0]);
  });

  it('counts jobs in processes like those in threads', async () => {
    const started = await Promise.all(
      [1, 2, 3].map(() => runner.start(order(countGraph(50_000_000), { executionStrategy: 'subprocess' }))),
    );
    expect(started.map(({ status }) => status)).toEqual(['running', 'running', 'scheduled']);
    expect(runner.load()).toEqual({ running: 2, queued: 1, max_concurrent: 2 });
    for (const { jobId } of started.toReversed()) runner.cancel(jobId);
    expect((await Promise.all(started.map(({ done }) => done))).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
  });

  it('tells every step once, numbered, with exactly one last word', async () => {
    const outcome = await run(sumGraph, { workflowId: 'wf' });
    expect(updates.map((update) => update.job_seq)).toEqual(updates.map((_, index) => index + 1));
    expect(updates.every((update) => update.job_id === outcome.jobId && update.workflow_id === 'wf')).toBe(true);
    expect(updates[0]).toMatchObject({ type: 'job_update', status: 'running' });
    const last = updates.filter(({ type, status }) => type === 'job_update' && status !== 'running');
    expect(last).toEqual([updates.at(-1)]);
    expect(last[0]).toMatchObject({ status: 'completed', result: { sum: [5] } });
    expect(updates.find(({ type }) => type === 'output_update')).toMatchObject({ output_name: 'sum', value: 5 });
  });

  it('writes the steps that matter into the log', async () => {
    const { jobId } = await run(sumGraph);
    const lines = await jobs.logs.list(jobId, { after: 0, limit: 100 });
    expect(lines[0]?.message).toBe('Job started');
    expect(lines.map(({ message }) => message)).toEqual(expect.arrayContaining(['Add completed', "Output 'sum': 5"]));
    expect(lines.at(-1)).toMatchObject({ level: 'info', message: 'Job completed' });
  });

  it('fails a job whose graph node fails, and names the graph node', async () => {
    const outcome = await run(failingGraph);
    expect(outcome).toMatchObject({ status: 'failed', error: { node_id: 'div', node_type: 'lib.math.Divide' } });
    expect(await jobs.get(outcome.jobId, '1')).toMatchObject({ status: 'failed', error: outcome.error?.message });
    expect(updates.at(-1)).toMatchObject({ type: 'job_update', status: 'failed', error: outcome.error?.message });
  });

  it('reports all faults of a graph and all wrong parameters at once', async () => {
    const broken = await run({ nodes: [vertex('x', 'no.such.Type'), vertex('x', 'lib.math.Add')], edges: [] });
    expect(broken).toMatchObject({ status: 'failed', error: { code: 'INVALID_ARGUMENT' } });
    expect(broken.error?.problems?.length).toBeGreaterThanOrEqual(2);
    const wrong = await run(sumGraph, { params: { a: 'two', b: [] } });
    expect(wrong.error?.problems?.map(({ field }) => field)).toEqual(['params.a', 'params.b']);
  });

  it('carries every value of a long stream, in order', async () => {
    const { outputs } = await run(countGraph(20_000));
    expect(outputs['n']).toEqual(Array.from({ length: 20_000 }, (_, index) => index));
    const shown = updates.filter(({ type }) => type === 'output_update').map((update) => update['value']);
    expect(shown).toEqual(outputs['n']);
  });

  it('keeps the main thread free while a graph computes, until its time is over', async () => {
    const { seen, onUpdate } = untilUpdate('node_update', { status: 'running' });
    const { jobId, done } = await runner.start(order(burnGraph, { onUpdate }));
    await seen;
    // A thread that computes takes no turns.
    for (let turn = 0; turn < 20; turn++) await setTimeout(5);
    expect((await jobs.get(jobId, '1')).status).toBe('running');
    runner.cancel(jobId, 50);
    expect((await done).status).toBe('cancelled');
    const late = await runner.start(order(burnGraph, { deadlineMs: 500 }));
    expect(await late.done).toMatchObject({ status: 'failed', error: { code: 'DEADLINE_EXCEEDED' } });
  });

  it('ends a cancelled job at once and takes the thread of one that does not listen after the grace', async () => {
    const { seen, onUpdate } = untilUpdate('node_update', { status: 'running' });
    const { jobId, done } = await runner.start(order(burnGraph, { onUpdate }));
    await seen;
    expect(runner.cancel(jobId)).toBe('stopping');
    const outcome = await done;
    expect(outcome.status).toBe('cancelled');
    expect((await jobs.get(jobId, '1')).status).toBe('cancelled');
    expect(runner.cancel(jobId, 50)).toBe('already_done');
    // Both threads work again: the burning one was replaced.
    const after = await Promise.all([run(sumGraph), run(sumGraph), run(sumGraph)]);
    expect(after.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(runner.load().queued).toBe(0);
  });

  it('ends a cancelled stream politely and uses its thread again', async () => {
    const { seen, onUpdate } = untilUpdate('output_update');
    const { jobId, done } = await runner.start(order(countGraph(50_000_000), { onUpdate }));
    await seen;
    runner.cancel(jobId);
    expect((await done).status).toBe('cancelled');
  });

  it('lets jobs wait in the order in which they came', async () => {
    const burning = await Promise.all([burnGraph, burnGraph].map((graph) => runner.start(order(graph))));
    const ends: string[] = [];
    const waiting = await Promise.all(['x', 'y', 'z'].map((id) => runner.start(order(sumGraph, { workflowId: id }))));
    expect(waiting.map(({ status }) => status)).toEqual(['scheduled', 'scheduled', 'scheduled']);
    expect(runner.load()).toEqual({ running: 2, queued: 3, max_concurrent: 2 });
    const [, second] = waiting;
    expect(runner.cancel(second?.jobId ?? '')).toBe('stopping');
    for (const { done } of waiting) void done.then(({ workflowId, status }) => ends.push(`${workflowId} ${status}`));
    runner.cancel(burning[0]?.jobId ?? '', 0);
    await Promise.all(waiting.map(({ done }) => done));
    expect(ends).toEqual(['y cancelled', 'x completed', 'z completed']);
    expect(updates.filter(({ status }) => status === 'queued').map(({ queue_position: place }) => place)).toEqual([
      0, 1, 2,
    ]);
  });

  it('refuses a request that it knows and names its job', async () => {
    const request = { requestId: 'req-1', attempt: 1 };
    const first = await run(sumGraph, { request });
    await expect(runner.start(order(sumGraph, { request }))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { job_id: first.jobId },
    });
    expect(runner.load().running).toBe(0);
  });

  it('leaves unfinished jobs to the next process when the node stops', async () => {
    const running = await runner.start(order(burnGraph));
    await runner.close();
    expect(await running.done).toMatchObject({ status: 'failed', error: { code: 'NODE_LOST' }, isLeft: true });
    expect((await jobs.get(running.jobId, '1')).status).toBe('recovering');
    await expect(runner.start(order(sumGraph))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
