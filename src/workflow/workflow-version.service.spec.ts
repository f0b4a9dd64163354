import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { sumGraph } from '../../test/support/graphs.js';
import { describeDatabases } from '../../test/support/services.js';
import { WorkflowVersions1764000000006 } from '../database/migrations/1764000000006-workflow-versions.js';
import type { TestDatabase } from '../database/testing.js';
import { ExampleLibrary, examplesDir } from './example-library.js';
import type { GraphJson } from './stored-workflow.js';
import { MAX_VERSIONS, WorkflowVersionRepository } from './workflow-version.repository.js';
import { WorkflowVersionService } from './workflow-version.service.js';
import { WorkflowChanges } from './workflow-changes.js';
import { WorkflowRepository } from './workflow.repository.js';
import { WorkflowService } from './workflow.service.js';

const emptyGraph: GraphJson = { nodes: [], edges: [], note: 'kept as it is' };

await describeDatabases('WorkflowVersionService', (databaseUrl) => {
  let store: TestDatabase;
  let workflows: WorkflowService;
  let versions: WorkflowVersionService;

  const start = async (folder: string): Promise<void> => {
    workflows = new WorkflowService(
      new WorkflowRepository(store.database),
      new ExampleLibrary(folder),
      new WorkflowChanges(),
    );
    versions = new WorkflowVersionService(workflows, new WorkflowVersionRepository(store.database));
    await workflows.onModuleInit();
  };

  const create = async (name = 'one', access: 'private' | 'public' = 'private'): Promise<string> =>
    (await workflows.create('1', { name, description: 'words', tags: [], access, extras: {}, graph: sumGraph })).id;

  const numbers = async (workflowId: string): Promise<readonly number[]> =>
    (await versions.list({ workflowId, limit: 100 }, '1')).map(({ version }) => version);

  const countRows = async (): Promise<number> => (await store.database.query('SELECT 1 FROM workflow_versions')).length;

  beforeEach(async () => {
    store = await openAppDatabase(databaseUrl);
    await start('/nonexistent');
  });

  afterEach(async () => {
    await store.close();
  });

  it('keeps what each save held', async () => {
    const id = await create();
    const changed = await workflows.update(id, '1', { name: 'two', graph: emptyGraph });
    const [second, first, ...others] = await versions.list({ workflowId: id, limit: 9 }, '1');
    expect(others).toEqual([]);
    expect(second).toEqual({
      id: expect.any(String),
      workflowId: id,
      version: 2,
      name: 'two',
      description: 'words',
      saveType: 'manual',
      createdAt: changed.updatedAt,
    });
    expect(first).toMatchObject({ version: 1, name: 'one', createdAt: changed.createdAt });
    expect(await versions.get(id, 1, '1')).toMatchObject({ ...first, graph: sumGraph });
    expect((await versions.get(id, 2, '1')).graph).toEqual(emptyGraph);
  });

  it('forgets the oldest beyond the limit, of that workflow only', async () => {
    const other = await create('other');
    const id = await create();
    for (let save = 2; save <= MAX_VERSIONS + 3; save++) await workflows.update(id, '1', { name: String(save) });
    expect(await numbers(id)).toEqual(Array.from({ length: MAX_VERSIONS }, (_, index) => MAX_VERSIONS + 3 - index));
    expect(await numbers(other)).toEqual([1]);
    await expect(versions.get(id, 3, '1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await versions.get(id, 4, '1')).toMatchObject({ name: '4' });
  });

  it('gives saves at the same time a number each', async () => {
    const id = await create();
    await Promise.all(['a', 'b', 'c'].map((name) => workflows.update(id, '1', { name })));
    expect(await numbers(id)).toEqual([4, 3, 2, 1]);
    const [latest] = await versions.list({ workflowId: id, limit: 1 }, '1');
    expect(latest?.name).toBe((await workflows.get(id, '1')).name);
  });

  it('restores an old graph as a new version and leaves the rest as it is', async () => {
    const id = await create();
    await workflows.update(id, '1', { name: 'two', tags: ['x'], graph: emptyGraph });
    const restored = await versions.restore(id, 1, '1');
    expect(restored).toMatchObject({ id, name: 'two', tags: ['x'], graph: sumGraph });
    expect(await workflows.get(id, '1')).toEqual(restored);
    expect(await versions.get(id, 3, '1')).toMatchObject({ name: 'two', graph: sumGraph });
    expect((await versions.get(id, 2, '1')).graph).toEqual(emptyGraph);
  });

  it('shows nothing to another user, also of a public workflow', async () => {
    for (const id of [await create(), await create('open', 'public')]) {
      const missing = { code: 'NOT_FOUND', message: `Workflow ${id} not found` };
      await expect(versions.list({ workflowId: id, limit: 9 }, '2')).rejects.toMatchObject(missing);
      await expect(versions.get(id, 1, '2')).rejects.toMatchObject(missing);
      await expect(versions.restore(id, 1, '2')).rejects.toMatchObject(missing);
      expect(await numbers(id)).toEqual([1]);
    }
  });

  it('goes with its workflow', async () => {
    const id = await create();
    await workflows.update(id, '1', { name: 'two' });
    const kept = await create('kept');
    await workflows.delete(id, '1');
    await expect(numbers(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect([await countRows(), await numbers(kept)]).toEqual([1, [1]]);
  });

  it('keeps nothing of a save that did not happen', async () => {
    const id = await create();
    const row = await workflows.get(id, '1');
    const stale = { workflowId: id, userId: '1', updatedAt: row.updatedAt - 1 };
    expect(await new WorkflowRepository(store.database).update(stale, { ...row, name: 'late' }, Date.now())).toBe(
      false,
    );
    expect([await countRows(), (await workflows.get(id, '1')).name]).toEqual([1, 'one']);
  });

  it('begins with the example for the copy that the first user gets', async () => {
    await start(examplesDir());
    const [copy] = await workflows.list({ userId: '1', query: '', limit: 1 });
    await workflows.update(copy?.name ?? '', '1', { graph: emptyGraph });
    expect(await versions.restore(copy?.name ?? '', 1, '1')).toMatchObject({ id: copy?.id, graph: copy?.graph });
  });

  it('begins with the present state for a workflow from before there were versions', async () => {
    const id = await create();
    await store.database.atomic([{ sql: 'DROP TABLE workflow_versions' }]);
    const runner = store.dataSource.createQueryRunner();
    await new WorkflowVersions1764000000006().up(runner);
    await runner.release();
    expect(await versions.get(id, 1, '1')).toMatchObject({ name: 'one', graph: sumGraph, saveType: 'manual' });
    await workflows.update(id, '1', { graph: emptyGraph });
    expect(await numbers(id)).toEqual([2, 1]);
  });
});
