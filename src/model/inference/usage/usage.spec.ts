import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { AiServer } from '../../../../test/support/ai-servers/ai-server.js';
import { startAiServer } from '../../../../test/support/ai-servers/ai-server.js';
import type { TestInference } from '../../../../test/support/inference.js';
import { ask, finishOf, openInference, providerOn, readAll } from '../../../../test/support/inference.js';
import { describeDatabases } from '../../../../test/support/services.js';
import { AppConfig } from '../../../config/app-config.js';
import { JobLogStore } from '../../../job/job-log.store.js';
import { JobCommands } from '../../../job/job.commands.js';
import { JobRepository } from '../../../job/job.repository.js';
import { JobService } from '../../../job/job.service.js';
import { JobCosts } from '../../../workflow/job-costs.service.js';
import type { ChatRequest } from '../chat/chat.contract.js';
import { PriceList } from './price-list.js';
import type { UsageRecord } from './usage.contract.js';
import { UsageRetention } from './usage-retention.service.js';

await describeDatabases('usage of models', (databaseUrl) => {
  let server: AiServer;
  let opened: TestInference;
  let jobs: JobService;

  beforeEach(async () => {
    server = await startAiServer();
    opened = await openInference({ databaseUrl, providers: [providerOn(server.url, 'openai')] });
    const { database } = opened.store;
    jobs = new JobService(new JobRepository(database), new JobLogStore(database), { nodeId: 'node-a' });
    await jobs.onModuleInit();
    new JobCosts(opened.usage).onModuleInit();
  });

  afterEach(async () => {
    await jobs.logs.onApplicationShutdown();
    await opened.close();
    await server.close();
  });

  const chat = (request: Partial<ChatRequest> = {}) =>
    opened.inference.chat({ provider: 'openai', model: 'gpt-4o', userId: '1', messages: ask('Hi'), ...request });

  const startJob = async (): Promise<string> => {
    const order = { userId: '1', workflowId: null, executionStrategy: 'threaded', isImmediate: true };
    return (await jobs.accept(order)).jobId;
  };

  const costOf = async (jobId: string): Promise<number | null> =>
    (await new JobCommands(jobs).getJob({ job_id: jobId, user_id: '1' })).cost;

  const record = (jobId: string | null, costNanos: number | null): UsageRecord => ({
    jobId,
    userId: '1',
    provider: 'openai',
    model: 'gpt-4o',
    kind: 'chat',
    inputTokens: 1,
    outputTokens: 1,
    cachedTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    images: null,
    characters: null,
    audioMs: null,
    costNanos,
  });

  it('adds up what a job used, and its cost, before the answer ends', async () => {
    const jobId = await startJob();
    expect(await costOf(jobId)).toBeNull();
    server.play({ kind: 'answer', usage: { input: 1000, output: 100, cached: 400 } });
    for await (const event of chat({ jobId })) {
      // 600 fresh, 400 cached and 100 written tokens at 2.50, 1.25 and 10 dollars for a million.
      if (event.type === 'finish') expect(await costOf(jobId)).toBe(0.003);
    }
    await opened.inference.speak({ provider: 'openai', model: 'tts-1', userId: '1', jobId, text: 'x'.repeat(1000) });
    expect(await costOf(jobId)).toBe(0.018);
    expect(await opened.usage.totalFor(jobId)).toEqual({
      callCount: 2,
      unpricedCount: 0,
      inputTokens: 1000,
      outputTokens: 100,
      costNanos: 18_000_000,
    });
  });

  it('leaves the cost of a job unknown when nothing has a price', async () => {
    const jobId = await startJob();
    const { usage } = finishOf(await readAll(chat({ jobId, model: 'home-made' })));
    expect(usage.costNanos).toBeNull();
    expect(await costOf(jobId)).toBeNull();
    expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 1, unpricedCount: 1, costNanos: null });
  });

  it('counts an answer that was broken off, with what it cost unknown', async () => {
    const jobId = await startJob();
    server.play({ kind: 'cut', after: 4, text: ['One', 'Two', 'Three', 'Four', 'Five'] });
    await expect(readAll(chat({ jobId }))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 1, unpricedCount: 1, costNanos: null });
  });

  it('does not count a request that was refused', async () => {
    const jobId = await startJob();
    server.play({ kind: 'status', status: 400 });
    await expect(readAll(chat({ jobId }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 0, costNanos: null });
  });

  it('tells a listener once, whose failure changes nothing', async () => {
    const told: UsageRecord[] = [];
    const onUsage = (usage: UsageRecord): void => {
      told.push(usage);
      throw new Error('not listening');
    };
    const { usage } = finishOf(await readAll(chat({ onUsage })));
    expect(told).toEqual([usage]);
  });

  it('writes many records at the same time without losing one', async () => {
    const jobIds = await Promise.all([startJob(), startJob(), startJob()]);
    const records = Array.from({ length: 3000 }, (_, index) => record(jobIds[index % 3] ?? null, 7));
    await Promise.all(records.map((usage) => opened.usage.record(usage)));
    for (const jobId of jobIds) {
      expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 1000, costNanos: 7000 });
      expect(await costOf(jobId)).toBe(0.000_007);
    }
  });

  it('keeps records while the database refuses them, and makes no further call when too many wait', async () => {
    const { database } = opened.store;
    const jobId = await startJob();
    await database.atomic([{ sql: 'ALTER TABLE model_usage RENAME TO model_usage_away' }]);
    await opened.usage.record(record(jobId, 5));
    for (let count = 0; count < 9_999; count += 1) void opened.usage.record(record(null, null));
    await expect(readAll(chat())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.requests).toEqual([]);
    await database.atomic([{ sql: 'ALTER TABLE model_usage_away RENAME TO model_usage' }]);
    expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 1, costNanos: 5 });
    expect(await costOf(jobId)).toBe(0.000_000_005);
  });

  it('deletes usage after 400 days, and not before', async () => {
    const jobId = await startJob();
    await Promise.all(Array.from({ length: 1200 }, () => opened.usage.record(record(jobId, 1))));
    const retention = new UsageRetention(opened.store.database);
    const day = 86_400_000;
    await retention.sweep(Date.now() + 399 * day);
    expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 1200 });
    await retention.sweep(Date.now() + 401 * day);
    expect(await opened.usage.totalFor(jobId)).toMatchObject({ callCount: 0 });
    expect(await costOf(jobId)).toBe(0.000_001_2);
    await retention.onApplicationShutdown();
  });

  it('takes prices of its own, and says which file is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prices-'));
    const modelPrices = join(folder, 'prices.json');
    try {
      writeFileSync(modelPrices, JSON.stringify({ prices: { 'openai/home-*': { input: 1, output: 1 } } }));
      const own = new PriceList(Object.assign(new AppConfig(), { modelPrices }));
      await own.onModuleInit();
      const amounts = { ...record(null, null), inputTokens: 500_000, outputTokens: 500_000 };
      expect(own.costNanosOf('openai', 'home-made', amounts)).toBe(1_000_000_000);
      expect(own.costNanosOf('openai', 'gpt-4o', amounts)).toBe(6_250_000_000);
      writeFileSync(modelPrices, JSON.stringify({ prices: { 'openai/x': { input: -1 } } }));
      await expect(own.onModuleInit()).rejects.toThrow(
        `MODEL_PRICES names a file that isn't a table of prices (${modelPrices})`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
