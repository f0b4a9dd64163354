/** A job that fills its log (100,000 lines) beside the same job whose log is thrown away: what logging costs a job. */
import 'reflect-metadata';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataSource } from 'typeorm';

import { PERSISTENCE } from '../dist/app/persistence.js';
import { AppConfig } from '../dist/config/app-config.js';
import { dataSourceOptions } from '../dist/database/data-source-options.js';
import { databaseOf } from '../dist/database/open-database.js';
import { JobLogStore } from '../dist/job/job-log.store.js';
import { JobRepository } from '../dist/job/job.repository.js';
import { JobService } from '../dist/job/job.service.js';
import { EnginePool } from '../dist/workflow/engine/engine-pool.js';
import { engineWorkerUrl } from '../dist/workflow/engine/engine-worker-url.js';
import { WorkflowRunner } from '../dist/workflow/workflow-runner.service.js';
import { assertSame, measureInTurn } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';

const LINES = 100_000;
/** Each item is an output, and each output a line. */
const ITEMS = 100_000;
const ROUNDS = 3;

const counting = {
  nodes: [
    { id: 'gen', type: 'nodetool.list.GenerateSequence', data: { start: 0, stop: ITEMS, step: 1 } },
    { id: 'out', type: 'nodetool.output.Output', data: { name: 'n' } },
  ],
  edges: [{ id: 'e', source: 'gen', sourceHandle: 'output', target: 'out', targetHandle: 'value' }],
};

const folder = await mkdtemp(join(tmpdir(), 'bench-job-log-'));
const dataSource = new DataSource(dataSourceOptions({ dataDir: folder }, PERSISTENCE));
await dataSource.initialize();
const database = databaseOf(dataSource);
const pool = new EnginePool(new AppConfig(), engineWorkerUrl());
const jobs = new JobService(new JobRepository(database), new JobLogStore(database), { nodeId: 'bench' });
const lastLog = { jobId: '' };

/** The same job without its log. */
const withoutLog = Object.assign(Object.create(jobs), { log: () => undefined });

const runWith = (service, executionStrategy, graph = counting) => {
  const runner = new WorkflowRunner(service, pool);
  return async () => {
    const { done, jobId } = await runner.start({ userId: '1', workflowId: null, graph, params: {}, executionStrategy });
    const { status } = await done;
    assertSame('status', status, 'completed');
    lastLog.jobId = jobId;
  };
};

try {
  say(`job-log: a job of ${digits(ITEMS)} outputs`);
  const measured = await measureInTurn(
    {
      small: runWith(jobs, 'subprocess', { nodes: [], edges: [] }),
      process: runWith(jobs, 'subprocess'),
      silent: runWith(withoutLog, 'threaded'),
      logging: runWith(jobs, 'threaded'),
    },
    { rounds: ROUNDS, warmUps: 1 },
  );
  const [{ count, missing }] = await database.query(
    `SELECT COUNT(*) AS count, SUM(CASE WHEN message LIKE '%lines are missing here%' THEN 1 ELSE 0 END) AS missing
     FROM job_logs WHERE job_id = ?`,
    [lastLog.jobId],
  );
  assertSame('stored lines', Number(count), LINES);
  assertSame('gaps in the log', Number(missing), 0);
  const { logging, silent, small, process: inProcess } = measured;
  const inWords = ({ elapsedMs, cpuMicros }) => `${digits(elapsedMs)} ms, ${digits(cpuMicros / 1000)} ms CPU`;
  report({
    what: `job-log: a job with ${digits(LINES)} lines, in a thread`,
    ours: inWords(logging),
    limit: `${inWords(silent)} without a log`,
    ratio: silent.cpuMicros / logging.cpuMicros,
  });
  report({
    what: 'job-log: the same in a process of its own, CPU of the node',
    ours: inWords(inProcess),
    limit: `${inWords(logging)} in a thread`,
    ratio: logging.elapsedMs / inProcess.elapsedMs,
  });
  report({
    what: 'job-log: from start to end of an empty job in a process of its own',
    ours: `${digits(small.elapsedMs)} ms`,
  });
} finally {
  await pool.close();
  await dataSource.destroy();
  await rm(folder, { recursive: true, force: true });
}
