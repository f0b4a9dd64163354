import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { describeDatabases } from '../../test/support/services.js';
import type { TestDatabase } from '../database/testing.js';
import { JobLogStore } from '../job/job-log.store.js';
import { JobRepository } from '../job/job.repository.js';
import { JobService } from '../job/job.service.js';
import type { OutboxItem } from './client/outbox.js';
import { DatabaseOutbox } from './database-outbox.js';

const workflowItem = (requestId: string, attempt = 1): OutboxItem => ({
  requestId,
  attempt,
  message: { type: 'workflow_response', request_id: requestId, status: 'completed', result: { attempt } },
});

const commandItem = (requestId: string): OutboxItem => ({
  requestId,
  attempt: 1,
  message: { type: 'command_response', request_id: requestId, status: 'success', result: {} },
});

await describeDatabases('DatabaseOutbox', (databaseUrl) => {
  let store: TestDatabase;
  let jobs: JobService;
  let outbox: DatabaseOutbox;

  const restart = async (nodeId = 'node-a'): Promise<void> => {
    const identity = { nodeId };
    jobs = new JobService(new JobRepository(store.database), new JobLogStore(store.database), identity);
    await jobs.onModuleInit();
    outbox = new DatabaseOutbox(store.database, jobs, identity);
    await outbox.recover();
  };

  const acceptRequest = (requestId: string, attempt = 1) =>
    jobs.accept({
      userId: '1',
      workflowId: null,
      executionStrategy: 'threaded',
      isImmediate: true,
      request: { requestId, attempt },
    });

  beforeEach(async () => {
    store = await openAppDatabase(databaseUrl);
    await restart();
  });

  afterEach(async () => {
    await store.close();
  });

  it('keeps answers in order until they are removed, also over a restart', async () => {
    await outbox.put(workflowItem('a'));
    await outbox.put(workflowItem('b'));
    await restart();
    expect((await outbox.list()).map(({ requestId }) => requestId)).toEqual(['a', 'b']);
    await outbox.remove('a', Number.MAX_SAFE_INTEGER);
    expect(await outbox.list()).toEqual([workflowItem('b')]);
    expect(await outbox.get('b')).toEqual(workflowItem('b'));
    expect(await outbox.get('a')).toBeNull();
  });

  it('lets a later attempt take the place of an earlier one, and outlive its receipt', async () => {
    await outbox.put(workflowItem('a', 1));
    await outbox.put(workflowItem('a', 2));
    await outbox.remove('a', 1);
    expect(await outbox.list()).toEqual([workflowItem('a', 2)]);
  });

  it('keeps the answers of one node from another on the same database', async () => {
    await outbox.put(workflowItem('a'));
    await restart('node-b');
    expect(await outbox.list()).toEqual([]);
  });

  it('keeps answers to commands in memory', async () => {
    await outbox.put(commandItem('c'));
    expect(await outbox.list()).toEqual([commandItem('c')]);
    await outbox.remove('c', 1);
    expect(await outbox.list()).toEqual([]);
    expect(await outbox.get('c')).toEqual(commandItem('c'));
  });

  it('makes the answer of a job that ended right before a crash', async () => {
    const { jobId } = await acceptRequest('req-1');
    const result = { outputs: { n: [1, 2] }, preview: {}, save: {} };
    await jobs.settle(jobId, { event: 'complete', result });
    await restart();
    const [item] = await outbox.list();
    expect(item).toMatchObject({
      requestId: 'req-1',
      attempt: 1,
      message: {
        type: 'workflow_response',
        status: 'completed',
        job_id: jobId,
        result: { job_id: jobId, outputs: { n: [1, 2] }, result: { n: 2 } },
      },
    });
    await outbox.remove('req-1', 1);
    await restart();
    expect(await outbox.list()).toEqual([]);
    expect((await outbox.get('req-1'))?.message).toMatchObject({ status: 'completed', job_id: jobId });
  });

  it('sends nothing by itself for a job that a crash interrupted, but answers when asked again', async () => {
    const { jobId } = await acceptRequest('req-1');
    await restart();
    expect(await outbox.list()).toEqual([]);
    expect((await outbox.get('req-1'))?.message).toMatchObject({
      status: 'failed',
      error_code: 'NODE_LOST',
      job_id: jobId,
    });
  });
});
