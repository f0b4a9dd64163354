/** How long writers wait while retention removes old jobs with their logs, beside writers with nothing else going on. */
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
import { JobRemovalRepository } from '../dist/job/job-removal.repository.js';
import { JobRepository } from '../dist/job/job.repository.js';
import { JobRetention } from '../dist/job/job-retention.service.js';
import { JobService } from '../dist/job/job.service.js';
import { assertSame, percentile } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';

const JOBS = 10_000;
const LINES_PER_JOB = 10;
/** Jobs that have a long log. */
const LONG = { every: 5_000, lines: 20_000 };
const DAY_MS = 86_400_000;
/** Writes of one measurement without a sweep. */
const QUIET_WRITES = 500;
/** Time between two writes in milliseconds: waiting is what is measured, not throughput. */
const WRITE_EVERY_MS = 4;
const TARGET_P99_MS = 5;

const folder = await mkdtemp(join(tmpdir(), 'bench-retention-'));
const dataSource = new DataSource(dataSourceOptions({ dataDir: folder }, PERSISTENCE));
await dataSource.initialize();
const database = databaseOf(dataSource);
const identity = { nodeId: 'bench' };

const fill = () => {
  const { databaseConnection: handle } = dataSource.driver;
  const job = handle.prepare(
    `INSERT INTO jobs (job_id, user_id, node_id, job_type, execution_strategy, status, created_at, started_at, finished_at, is_handed_over)
     VALUES (?, '1', 'bench', 'workflow', 'threaded', 'completed', ?, ?, ?, 0)`,
  );
  const line = handle.prepare(
    "INSERT INTO job_logs (job_id, seq, created_at, level, message, graph_node_id) VALUES (?, ?, ?, 'info', 'Graph node completed with a line of ordinary length', 'add')",
  );
  handle.transaction(() => {
    for (let index = 0; index < JOBS; index += 1) {
      const id = String(index).padStart(32, '0');
      const at = Date.now() - 60 * DAY_MS + index;
      job.run(id, at, at, at);
      const lines = index % LONG.every === 0 ? LONG.lines : LINES_PER_JOB;
      for (let seq = 1; seq <= lines; seq += 1) line.run(id, seq, at);
    }
  })();
  handle.pragma('wal_checkpoint(TRUNCATE)');
};

const jobs = new JobService(new JobRepository(database), new JobLogStore(database), identity);

/** Accepts jobs one after the other until told to stop, and gives how long each had to wait for its commit. */
const write = async (goesOn) => {
  const waits = [];
  while (goesOn(waits.length)) {
    const startMs = performance.now();
    await jobs.accept({ userId: '1', workflowId: null, executionStrategy: 'threaded', isImmediate: false });
    waits.push(performance.now() - startMs);
    await new Promise((resolve) => setTimeout(resolve, WRITE_EVERY_MS));
  }
  return waits;
};

try {
  say(`retention: ${digits(JOBS)} jobs with ${digits(JOBS * LINES_PER_JOB)} lines`);
  fill();
  await write((count) => count < QUIET_WRITES);
  const quiet = await write((count) => count < QUIET_WRITES);
  const retention = new JobRetention(new JobRemovalRepository(database), identity, new AppConfig());
  let isSweeping = true;
  const startMs = performance.now();
  const sweep = retention.sweep(Date.now()).finally(() => (isSweeping = false));
  const busy = await write(() => isSweeping);
  assertSame('removed jobs', await sweep, JOBS);
  const seconds = (performance.now() - startMs) / 1000;
  const [{ count }] = await database.query('SELECT COUNT(*) AS count FROM job_logs');
  assertSame('lines that are left', Number(count), 0);
  const inWords = (waits) =>
    `${digits(percentile(waits, 0.5))} ms, p99 ${digits(percentile(waits, 0.99))}, longest ${digits(percentile(waits, 1))}`;
  report({
    what: `retention: wait of a writer while ${digits(JOBS)} jobs go in ${digits(seconds)} s`,
    ours: inWords(busy),
    limit: `${inWords(quiet)} without`,
    ratio: percentile(quiet, 0.99) / percentile(busy, 0.99),
    target: `p99 ≤ ${TARGET_P99_MS} ms`,
    isReached: percentile(busy, 0.99) <= TARGET_P99_MS,
  });
} finally {
  await dataSource.destroy();
  await rm(folder, { recursive: true, force: true });
}
