import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { describeDatabases } from '../../test/support/services.js';
import { AppConfig } from '../config/app-config.js';
import type { TestDatabase } from '../database/testing.js';
import { JobRemovalRepository } from './job-removal.repository.js';
import { JobRetention } from './job-retention.service.js';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 0, 31);

interface Planned {
  readonly endedDaysAgo?: number;
  readonly lines?: number;
  readonly nodeId?: string;
  /** Whether the answer to the hub's request has been handed over; absent for a job that nobody requested. */
  readonly isHandedOver?: boolean;
}

await describeDatabases('JobRetention', (databaseUrl) => {
  let store: TestDatabase;

  const add = async (jobId: string, { endedDaysAgo, lines = 2, nodeId = 'node-a', isHandedOver }: Planned = {}) => {
    const endedAt = endedDaysAgo === undefined ? null : NOW_MS - endedDaysAgo * DAY_MS;
    const requestId = isHandedOver === undefined ? null : `request-of-${jobId}`;
    await store.database.atomic([
      {
        sql: `INSERT INTO jobs (job_id, user_id, node_id, job_type, execution_strategy, status, request_id, attempt, created_at, finished_at, is_handed_over)
              VALUES (?, '1', ?, 'workflow', 'threaded', ?, ?, 1, 0, ?, ?)`,
        params: [jobId, nodeId, endedAt === null ? 'running' : 'completed', requestId, endedAt, isHandedOver ?? false],
      },
      ...store.database.appendRows(
        'job_logs',
        ['job_id', 'seq', 'created_at', 'level', 'message'],
        Array.from({ length: lines }, (_, index) => [jobId, index + 1, 0, 'info', 'line']),
      ),
    ]);
  };

  const retention = (settings: Partial<AppConfig> = {}) =>
    new JobRetention(
      new JobRemovalRepository(store.database),
      { nodeId: 'node-a' },
      Object.assign(new AppConfig(), settings),
    );

  /** The jobs that are left, with the number of their lines. */
  const left = async (): Promise<Record<string, number>> => {
    const rows = await store.database.query<{ readonly job_id: string; readonly lines: number | string }>(
      `SELECT job_id, (SELECT COUNT(*) FROM job_logs WHERE job_logs.job_id = jobs.job_id) AS lines FROM jobs ORDER BY job_id`,
    );
    return Object.fromEntries(rows.map(({ job_id: id, lines }) => [id, Number(lines)]));
  };

  const lineCount = async (): Promise<number> => {
    const [row] = await store.database.query<{ readonly count: number | string }>(
      'SELECT COUNT(*) AS count FROM job_logs',
    );
    return Number(row?.count);
  };

  beforeEach(async () => {
    store = await openAppDatabase(databaseUrl);
  });

  afterEach(async () => {
    await store.close();
  });

  it('takes away what ended too long ago, with its log', async () => {
    await add('old', { endedDaysAgo: 31 });
    await add('fresh', { endedDaysAgo: 29 });
    await add('unfinished');
    expect(await retention().sweep(NOW_MS)).toBe(1);
    expect(await left()).toEqual({ fresh: 2, unfinished: 2 });
    expect(await lineCount()).toBe(4);
  });

  it('takes away what is too much, the oldest first, without counting those that run', async () => {
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) await add(name, { endedDaysAgo: index });
    await add('unfinished');
    expect(await retention({ jobRetentionCount: 2 }).sweep(NOW_MS)).toBe(2);
    expect(Object.keys(await left())).toEqual(['a', 'b', 'unfinished']);
  });

  it('tells jobs apart that ended in the same millisecond', async () => {
    for (const name of ['a', 'b', 'c']) await add(name, { endedDaysAgo: 1 });
    expect(await retention({ jobRetentionCount: 1 }).sweep(NOW_MS)).toBe(2);
    expect(Object.keys(await left())).toEqual(['c']);
  });

  it('keeps everything when both limits are off', async () => {
    await add('old', { endedDaysAgo: 4000 });
    expect(await retention({ jobRetentionDays: 0, jobRetentionCount: 0 }).sweep(NOW_MS)).toBe(0);
    expect(await left()).toEqual({ old: 2 });
  });

  it('keeps a job whose answer the hub has not got, and goes on behind it', async () => {
    await add('unanswered', { endedDaysAgo: 60, isHandedOver: false });
    await add('answered', { endedDaysAgo: 50, isHandedOver: true });
    expect(await retention().sweep(NOW_MS)).toBe(1);
    expect(Object.keys(await left())).toEqual(['unanswered']);
  });

  it('leaves the jobs of other nodes to them', async () => {
    await add('theirs', { endedDaysAgo: 60, nodeId: 'node-b' });
    expect(await retention({ jobRetentionCount: 1 }).sweep(NOW_MS)).toBe(0);
    expect(await left()).toEqual({ theirs: 2 });
  });

  it('takes long logs and many jobs away completely', async () => {
    await add('long', { endedDaysAgo: 40, lines: 1234 });
    for (let index = 0; index < 230; index++) await add(`j${index}`, { endedDaysAgo: 35, lines: index % 4 });
    expect(await retention().sweep(NOW_MS)).toBe(231);
    expect(await left()).toEqual({});
    expect(await lineCount()).toBe(0);
  });

  it('joins a sweep that is at work, and stops with the node', async () => {
    for (let index = 0; index < 20; index++) await add(`j${index}`, { endedDaysAgo: 35, lines: 200 });
    const service = retention();
    const first = service.sweep(NOW_MS);
    expect(service.sweep(NOW_MS)).toBe(first);
    await service.beforeApplicationShutdown();
    expect(await first).toBeLessThan(20);
    expect(Object.keys(await left()).length).toBeGreaterThan(0);
  });
});
