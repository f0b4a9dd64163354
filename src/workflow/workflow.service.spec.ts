import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { sumGraph } from '../../test/support/graphs.js';
import { describeDatabases } from '../../test/support/services.js';
import type { TestDatabase } from '../database/testing.js';
import { ExampleLibrary, examplesDir } from './example-library.js';
import { requirementsOf } from './requirements.js';
import { WorkflowChanges } from './workflow-changes.js';
import { WorkflowRepository } from './workflow.repository.js';
import { WorkflowService } from './workflow.service.js';

await describeDatabases('WorkflowService', (databaseUrl) => {
  let store: TestDatabase;
  let workflows: WorkflowService;

  const start = async (folder: string): Promise<WorkflowService> => {
    const service = new WorkflowService(
      new WorkflowRepository(store.database),
      new ExampleLibrary(folder),
      new WorkflowChanges(),
    );
    await service.onModuleInit();
    return service;
  };

  const create = (name: string, tags: readonly string[] = []) =>
    workflows.create('1', { name, description: '', tags, access: 'private', extras: {}, graph: sumGraph });

  beforeEach(async () => {
    store = await openAppDatabase(databaseUrl);
    workflows = await start('/nonexistent');
  });

  afterEach(async () => {
    await store.close();
  });

  it('gives back what it stored', async () => {
    const { id } = await create('Sum', ['a', 'b']);
    expect(await workflows.find(id, '1')).toMatchObject({
      id,
      name: 'Sum',
      tags: ['a', 'b'],
      graph: sumGraph,
      userId: '1',
    });
    expect(await workflows.find(id, null)).not.toBeNull();
    expect(await workflows.find(id, '2')).toBeNull();
  });

  it('reads pages in one order, newest first', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.unshift((await create(name)).id);
    const [first] = await workflows.list({ userId: '1', query: '', limit: 1 });
    const after = { createdAt: first?.createdAt ?? 0, workflowId: first?.id ?? '' };
    const rest = await workflows.list({ userId: '1', query: '', limit: 9, after });
    expect([first, ...rest].map((workflow) => workflow?.id)).toEqual(ids);
    expect(await workflows.count('1', '')).toBe(3);
  });

  it('takes signs of the pattern language in a query as they are', async () => {
    await create('100% of it');
    await create('under_score!');
    for (const [query, count] of [
      ['0%', 1],
      ['_', 1],
      ['e!', 1],
      ['%', 1],
      ['UNDER', 1],
      ['zz', 0],
    ] as const) {
      expect([query, await workflows.count('1', query)]).toEqual([query, count]);
    }
  });

  it('keeps both of two changes made at the same time', async () => {
    const { id } = await create('one');
    await Promise.all([workflows.update(id, '1', { name: 'two' }), workflows.update(id, '1', { tags: ['x'] })]);
    expect(await workflows.find(id, '1')).toMatchObject({ name: 'two', tags: ['x'] });
  });

  it('imports each example once, also when two processes start together', async () => {
    await Promise.all([start(examplesDir()), start(examplesDir())]);
    const count = await workflows.count('1', '');
    expect(count).toBeGreaterThanOrEqual(8);
    const [some] = await workflows.list({ userId: '1', query: '', limit: 1 });
    await workflows.delete(some?.id ?? '', '1');
    const restarted = await start(examplesDir());
    expect(await restarted.count('1', '')).toBe(count - 1);
    expect(await restarted.find(some?.name ?? '', '2')).toMatchObject({ kind: 'example', id: some?.id });
  });

  it('names the providers and models that a graph needs', () => {
    const model = { type: 'language_model', provider: 'ollama', id: 'llama3' };
    const nodes = [
      { id: 'a', type: 'openai.text.Chat', data: { model } },
      { id: 'b', type: 'x.y.Z', data: { model: { type: 'hf.text_generation', repo_id: 'org/name' } } },
    ];
    expect(requirementsOf({ nodes, edges: [] })).toEqual({
      providers: ['ollama', 'openai'],
      models: ['llama3', 'org/name'],
    });
  });
});
