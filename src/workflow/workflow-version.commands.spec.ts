import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { sumGraph } from '../../test/support/graphs.js';
import { createRestApp } from '../../test/support/rest-app.js';
import { encodeCursor } from '../common/cursor.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { WorkflowStoreModule } from './workflow-store.module.js';

type Answer = Record<string, unknown>;

describe('workflow version commands', () => {
  let app: NestFastifyApplication;
  let workflow_id: unknown;

  const call = (command: string, args: Answer, userIds: readonly string[] | null = null): Promise<Answer> =>
    app.get(Dispatcher).dispatch({ command, args, caller: { door: 'rest', userIds, scopes: null } });

  beforeEach(async () => {
    app = await createRestApp([WorkflowStoreModule]);
    ({ id: workflow_id } = await call('create_workflow', { name: 'v1', description: 'Adds.', graph: sumGraph }));
    await call('update_workflow', { workflow_id, name: 'v2', graph: { nodes: [], edges: [] } });
  });

  afterEach(async () => {
    await app.close();
  });

  it('list, show and restore', async () => {
    const { versions, next } = await call('list_workflow_versions', { workflow_id });
    const second = expect.objectContaining({ version: 2, name: 'v2' });
    const first = {
      id: expect.any(String),
      workflow_id,
      version: 1,
      name: 'v1',
      description: 'Adds.',
      save_type: 'manual',
      created_at: expect.stringMatching(/Z$/),
    };
    expect([versions, next]).toEqual([[second, first], '']);
    const shown = await call('get_workflow_version', { workflow_id, version: 1 });
    expect(shown).toEqual({ ...first, graph: sumGraph });
    const restored = await call('restore_workflow_version', { workflow_id, version: 1 });
    expect(restored).toMatchObject({ id: workflow_id, name: 'v2', graph: sumGraph });
    expect(restored).toEqual(await call('get_workflow', { workflow_id }));
  });

  it('page without skip or repeat while the workflow is saved', async () => {
    for (const name of ['v3', 'v4', 'v5']) await call('update_workflow', { workflow_id, name });
    const seen: unknown[] = [];
    let start_key = '';
    do {
      const page = await call('list_workflow_versions', { workflow_id, limit: 2, start_key });
      seen.push(...(page['versions'] as readonly Answer[]).map(({ version }) => version));
      start_key = String(page['next']);
      await call('update_workflow', { workflow_id, name: 'meanwhile' });
    } while (start_key !== '');
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  it.each(['nonsense', encodeCursor(['user', 1]), encodeCursor(['version', 2 ** 40])])(
    'refuse the page key %s',
    async (start_key) => {
      const listed = call('list_workflow_versions', { workflow_id, start_key });
      await expect(listed).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'start_key' }] });
    },
  );

  it('answer NOT_FOUND for a version that is not there', async () => {
    for (const command of ['get_workflow_version', 'restore_workflow_version']) {
      const called = call(command, { workflow_id, version: 3 });
      const message = `Version 3 of workflow ${String(workflow_id)} not found`;
      await expect(called).rejects.toMatchObject({ code: 'NOT_FOUND', message });
    }
  });

  it('answer NOT_FOUND to another user', async () => {
    for (const [command, args] of [
      ['list_workflow_versions', {}],
      ['get_workflow_version', { version: 1 }],
      ['restore_workflow_version', { version: 1 }],
    ] as const) {
      const missing = { code: 'NOT_FOUND', message: `Workflow ${String(workflow_id)} not found` };
      await expect(call(command, { workflow_id, ...args }, ['2'])).rejects.toMatchObject(missing);
    }
    expect((await call('get_workflow', { workflow_id }))['name']).toBe('v2');
  });

  it('name a version number that is none', async () => {
    for (const version of [0, 1.5, '1', 2 ** 31]) {
      const shown = call('get_workflow_version', { workflow_id, version });
      await expect(shown).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'version' }] });
    }
  });

  describe('export_workflow_digraph', () => {
    it('draws a stored workflow under its name', async () => {
      await call('restore_workflow_version', { workflow_id, version: 1 });
      const { dot } = await call('export_workflow_digraph', { workflow_id });
      expect(dot).toContain('digraph "v2" {\n');
      expect(dot).toContain('  "IntegerInput_2" -> "Add_1" [label="output -> b"];\n');
    });

    it('draws a given graph with its own ids', async () => {
      const { dot } = await call('export_workflow_digraph', { graph: sumGraph, descriptive_names: false });
      expect(dot).toContain('  "b" -> "add" [label="output -> b"];\n');
    });

    it('wants one graph that is one', async () => {
      for (const args of [{}, { workflow_id, graph: sumGraph }, { graph: { nodes: 1 } }]) {
        await expect(call('export_workflow_digraph', args)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
    });

    it('keeps another user’s private workflow to itself', async () => {
      const drawn = call('export_workflow_digraph', { workflow_id }, ['2']);
      await expect(drawn).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
});
