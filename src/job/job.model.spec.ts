import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';

import { openAppDatabase } from '../../test/support/database.js';
import type { TestDatabase } from '../database/testing.js';
import { JobLogStore } from './job-log.store.js';
import type { JobStatus } from './job.contract.js';
import { JobRepository } from './job.repository.js';
import { JobService } from './job.service.js';

/** What must be true of a job, in the simplest form that can say it. */
interface Model {
  status: JobStatus;
  /** Whether it was kept what the job was asked to do. */
  readonly isKept: boolean;
  /** How often the job was running when its process went away. */
  interruptions: number;
  /** Set once and never again. */
  error: string | null;
}

interface Real {
  readonly store: TestDatabase;
  readonly jobId: string;
  readonly nodeId: string;
  jobs: JobService;
}

type Command = fc.AsyncCommand<Model, Real>;

const ENDED: readonly JobStatus[] = ['completed', 'failed', 'cancelled'];
const isOver = ({ status }: Model): boolean => ENDED.includes(status);
const UNFINISHED: readonly JobStatus[] = ['scheduled', 'running', 'suspended', 'recovering'];

const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    const { status, error, finishedAt } = await real.jobs.get(real.jobId, null);
    expect({ status, error, isFinished: finishedAt !== null }).toEqual({
      status: model.status,
      error: model.error,
      isFinished: isOver(model),
    });
  },
  toString: () => name,
});

/** A step that means something in some statuses and leads to one. */
const step = (
  name: string,
  from: readonly JobStatus[],
  to: JobStatus,
  act: (real: Real) => Promise<boolean>,
): fc.Arbitrary<Command> =>
  fc.constant(
    command(name, async (model, real) => {
      const isMeant = from.includes(model.status);
      expect(await act(real)).toBe(isMeant);
      if (isMeant) model.status = to;
    }),
  );

type End = 'complete' | 'fail' | 'cancel';

const ENDS = { complete: 'completed', fail: 'failed', cancel: 'cancelled' } as const satisfies Record<End, JobStatus>;

const canEnd = ({ status }: Model, event: End): boolean =>
  event === 'complete' ? status === 'running' : UNFINISHED.includes(status);

/** Ends that come at once; a job has room for one, the first that means something. */
const settle = (ends: readonly (readonly [End, string])[]): Command =>
  command(`settle(${JSON.stringify(ends)})`, async (model, { jobs, jobId }) => {
    const winner = ends.findIndex(([event]) => canEnd(model, event));
    const said = await Promise.all(ends.map(([event, error]) => jobs.settle(jobId, { event, error })));
    expect(said).toEqual(ends.map((_, index) => index === winner));
    const [event, error] = ends[winner] ?? [];
    if (event !== undefined) Object.assign(model, { status: ENDS[event], error });
  });

/** The process is killed, and another one of the same machine takes up what it left. */
const restart = (): Command =>
  command('restart', async (model, real) => {
    await real.jobs.logs.onApplicationShutdown();
    real.jobs = await startProcess(real.store, real.nodeId);
    if (!['scheduled', 'running', 'recovering'].includes(model.status)) return;
    if (!model.isKept) {
      const fact = model.status === 'scheduled' ? 'waited to start' : 'was running';
      Object.assign(model, { status: 'failed', error: `The node stopped while the job ${fact}` });
    } else if (model.status === 'running' && model.interruptions === 3) {
      const error = 'The node stopped while the job was running, for the 4th time: it is not tried again';
      Object.assign(model, { status: 'failed', error });
    } else {
      model.interruptions += model.status === 'running' ? 1 : 0;
      model.status = 'recovering';
    }
  });

const startProcess = async (store: TestDatabase, nodeId: string): Promise<JobService> => {
  const jobs = new JobService(new JobRepository(store.database), new JobLogStore(store.database), { nodeId });
  await jobs.onModuleInit();
  return jobs;
};

const end = fc.tuple(fc.constantFrom<End>('complete', 'fail', 'cancel'), fc.string({ maxLength: 5 }));
const start = step('start', ['scheduled', 'suspended', 'recovering'], 'running', ({ jobs, jobId }) =>
  jobs.start(jobId),
);

const commands = fc.commands(
  [
    start,
    start,
    step('suspend', ['running'], 'suspended', ({ jobs, jobId }) => jobs.suspend(jobId, { nodeId: 'n', reason: 'r' })),
    step('resume', ['suspended'], 'scheduled', ({ jobs, jobId }) => jobs.resume(jobId)),
    fc.constant(
      command('leave', async (model, { jobs, jobId }) => {
        await jobs.leave(jobId);
        if (['scheduled', 'running', 'recovering'].includes(model.status)) model.status = 'recovering';
      }),
    ),
    fc.array(end, { minLength: 1, maxLength: 3 }).map(settle),
    fc.constant(restart()),
    fc.constant(restart()),
  ],
  { maxCommands: 25, size: 'max' },
);

const HISTORIES = Number(process.env['MODEL_RUNS'] ?? 60);

describe('a job of a node', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('ends once, by the first end that it can take, across the ends of its processes', async () => {
    const store = await openAppDatabase();
    let count = 0;
    try {
      const property = fc.asyncProperty(commands, fc.boolean(), fc.boolean(), async (history, isKept, isImmediate) => {
        const nodeId = `node-${++count}`;
        const jobs = await startProcess(store, nodeId);
        const kept = isKept ? { graph: {}, params: {}, deadlineAt: null, request: null } : null;
        const order = { userId: '1', workflowId: 'w', executionStrategy: 'threaded', isImmediate, kept };
        const { jobId } = await jobs.accept(order);
        const model: Model = { status: isImmediate ? 'running' : 'scheduled', isKept, interruptions: 0, error: null };
        const real: Real = { store, jobId, nodeId, jobs };
        await fc.asyncModelRun(() => ({ model, real }), history);
        await real.jobs.logs.onApplicationShutdown();
      });
      const { counterexample, errorInstance } = await fc.check(property, { numRuns: HISTORIES });
      expect({ counterexample, errorInstance }).toEqual({ counterexample: null, errorInstance: null });
    } finally {
      await store.close();
    }
  }, 120_000);
});
