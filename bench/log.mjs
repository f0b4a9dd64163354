/** Log lines per second through a node's job log, beside prepared inserts of the same rows in transactions of 100. */
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
import { NodeIdentity } from '../dist/job/node-identity.service.js';
import { assertSame, measureInTurn } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';

const JOBS = 100;
const LINES_PER_JOB = 500;
/** Lines that a job hands over at a time: about what one batch of updates of the engine holds. */
const LINES_PER_CALL = 10;
const LINES = JOBS * LINES_PER_JOB;
/** Lines after which the writer is waited for, so that none is dropped. */
const LINES_PER_WAIT = 5_000;
const RAW_TRANSACTION = 100;
const ROUNDS = 5;
const TARGET_PER_SECOND = 60_000;

const INSERT =
  'INSERT INTO job_logs (job_id, seq, created_at, level, message, graph_node_id, graph_node_name) VALUES (?, ?, ?, ?, ?, ?, ?)';

const messageOf = (seq) => `Graph node ${seq} completed with a line of ordinary length`;

const open = async (dataDir) => {
  const dataSource = new DataSource(dataSourceOptions({ dataDir }, PERSISTENCE));
  await dataSource.initialize();
  return { dataSource, handle: dataSource.driver.databaseConnection };
};

const writeThroughService = async (jobs) => {
  const order = { userId: '1', workflowId: null, executionStrategy: 'thread', isImmediate: true };
  const accepted = await Promise.all(Array.from({ length: JOBS }, () => jobs.accept(order)));
  let lines = 0;
  for (let from = 0; from < LINES_PER_JOB; from += LINES_PER_CALL) {
    for (const { jobId } of accepted) {
      const entries = Array.from({ length: LINES_PER_CALL }, (_, index) => ({
        level: 'info',
        message: messageOf(from + index),
        graphNodeId: 'add',
        graphNodeName: 'Add',
      }));
      jobs.log(jobId, entries);
      lines += entries.length;
      if (lines % LINES_PER_WAIT === 0) await jobs.logs.flush();
    }
  }
  await Promise.all(accepted.map(({ jobId }) => jobs.settle(jobId, { event: 'complete', result: {} })));
};

let rawRound = 0;

/** The same rows in the same order: some lines of each job in turn. */
const writeRaw = async (handle) => {
  rawRound += 1;
  const insert = handle.prepare(INSERT);
  const writeSome = handle.transaction((from) => {
    for (let line = from; line < from + RAW_TRANSACTION; line += 1) {
      const call = Math.floor(line / LINES_PER_CALL);
      const job = `${rawRound}`.padStart(16, '0') + `${call % JOBS}`.padStart(16, '0');
      const seq = Math.floor(call / JOBS) * LINES_PER_CALL + (line % LINES_PER_CALL) + 1;
      insert.run(job, seq, Date.now(), 'info', messageOf(seq), 'add', 'Add');
    }
  });
  for (let from = 0; from < LINES; from += RAW_TRANSACTION) writeSome(from);
};

const folder = await mkdtemp(join(tmpdir(), 'bench-log-'));
const [ours, raw] = await Promise.all(['ours', 'raw'].map((name) => open(join(folder, name))));
try {
  say(`log: ${digits(LINES)} lines of ${JOBS} jobs`);
  const database = databaseOf(ours.dataSource);
  const identity = new NodeIdentity(Object.assign(new AppConfig(), { gatewayNodeId: 'bench', dataDir: folder }));
  const jobs = new JobService(new JobRepository(database), new JobLogStore(database), identity);
  const subjects = { ours: () => writeThroughService(jobs), raw: () => writeRaw(raw.handle) };
  const measured = await measureInTurn(subjects, { rounds: ROUNDS, warmUps: 1 });
  const countOf = ({ handle }) => handle.prepare('SELECT COUNT(*) AS count FROM job_logs').get().count;
  assertSame('stored lines', countOf(ours), LINES * (ROUNDS + 1));
  assertSame('stored lines of the peer', countOf(raw), LINES * (ROUNDS + 1));
  const perSecond = (name) => (LINES / measured[name].elapsedMs) * 1000;
  report({
    what: 'log: lines of 100 jobs, by the clock',
    ours: `${digits(perSecond('ours'))}/s`,
    limit: `${digits(perSecond('raw'))}/s prepared inserts by 100`,
    ratio: perSecond('ours') / perSecond('raw'),
    target: `≥ ${digits(TARGET_PER_SECOND)}/s`,
    isReached: perSecond('ours') >= TARGET_PER_SECOND,
  });
  const micros = (name) => measured[name].cpuMicros / LINES;
  report({
    what: 'log: CPU per line',
    ours: `${digits(micros('ours'))} µs`,
    limit: `${digits(micros('raw'))} µs prepared inserts by 100`,
    ratio: micros('raw') / micros('ours'),
  });
} finally {
  await Promise.all([ours, raw].map(({ dataSource }) => dataSource.destroy()));
  await rm(folder, { recursive: true, force: true });
}
