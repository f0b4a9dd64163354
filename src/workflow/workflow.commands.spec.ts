import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Errors } from 'typebox/value';

import { burnGraph, edge, failingGraph, sumGraph, vertex } from '../../test/support/graphs.js';
import { createRestApp } from '../../test/support/rest-app.js';
import { CommandRegistry } from '../dispatch/command-registry.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { JobModule } from '../job/job.module.js';
import { WorkflowRunner } from './workflow-runner.service.js';
import { WorkflowModule } from './workflow.module.js';
import { WorkflowService } from './workflow.service.js';

type Answer = Record<string, unknown>;

/** Tags of examples that need files, models or events: `test/e2e` runs those. */
const NEEDS_MORE: ReadonlySet<string> = new Set(['workspace', 'model', 'trigger', 'web']);

describe('workflow commands', () => {
  let app: NestFastifyApplication;

  /** Calls a command, and checks that it keeps what its declaration promises about the result. */
  const call = async (
    command: string,
    args: Answer = {},
    userIds: readonly string[] | null = null,
  ): Promise<Answer> => {
    const answer = await app
      .get(Dispatcher)
      .dispatch({ command, args, caller: { door: 'rest', userIds, scopes: null } });
    const { result } = app.get(CommandRegistry).find(command) ?? {};
    if (result) expect(Errors(result, answer)).toEqual([]);
    return answer;
  };

  const create = async (name: string, graph: unknown = sumGraph, more: Answer = {}): Promise<string> =>
    String((await call('create_workflow', { name, graph, ...more }))['id']);

  const idsOf = (answer: Answer): readonly unknown[] => (answer['workflows'] as readonly Answer[]).map(({ id }) => id);

  beforeEach(async () => {
    app = await createRestApp([WorkflowModule, JobModule]);
  });

  afterEach(async () => {
    await app.close();
  });

  it('stores, shows, changes and removes a workflow', async () => {
    const id = await create('Sum', sumGraph, { tags: ['maths'], description: 'Adds.' });
    const stored = await call('get_workflow', { workflow_id: id });
    expect(stored).toMatchObject({ id, name: 'Sum', description: 'Adds.', tags: ['maths'], graph: sumGraph });
    expect(stored['input_schema']).toMatchObject({ properties: { a: { type: 'integer', default: 2 } } });
    expect(stored['output_schema']).toMatchObject({ properties: { sum: {} } });
    const changed = await call('update_workflow', { workflow_id: id, name: 'Total' });
    expect(changed).toMatchObject({ name: 'Total', description: 'Adds.', graph: sumGraph });
    expect(await call('delete_workflow', { workflow_id: id })).toEqual({ workflow_id: id, deleted: true });
    await expect(call('get_workflow', { workflow_id: id })).rejects.toThrow(`Workflow ${id} not found`);
  });

  it('keeps unknown keys of a graph and its nodes', async () => {
    const graph = { nodes: [{ ...vertex('x', 'no.such.Type'), future: { a: 1 } }], edges: [], viewport: { zoom: 2 } };
    const id = await create('Odd', graph);
    expect((await call('get_workflow', { workflow_id: id }))['graph']).toEqual(graph);
  });

  it('loses neither of two changes made at the same time', async () => {
    const id = await create('Both');
    await Promise.all([
      call('update_workflow', { workflow_id: id, name: 'New name' }),
      call('update_workflow', { workflow_id: id, description: 'New words' }),
    ]);
    expect(await call('get_workflow', { workflow_id: id })).toMatchObject({
      name: 'New name',
      description: 'New words',
    });
  });

  it('keeps private workflows from other users and shows public ones without letting them be changed', async () => {
    const hidden = await create('Hidden');
    const open = await create('Open', sumGraph, { access: 'public' });
    await expect(call('get_workflow', { workflow_id: hidden, user_id: '2' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(call('run_workflow', { workflow_id: hidden, user_id: '2' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await call('get_workflow', { workflow_id: open, user_id: '2' })).toMatchObject({ name: 'Open' });
    await expect(call('delete_workflow', { workflow_id: open, user_id: '2' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(idsOf(await call('list_workflows', { user_id: '2' }))).toEqual([]);
  });

  it('finds by name, description and tags before it cuts the page', async () => {
    const wanted = await create('Über Größen', sumGraph, { tags: ['Straße'] });
    for (let index = 0; index < 3; index++) await create(`other ${index}`);
    for (const query of ['ÜBER', 'größ', 'straße']) {
      const answer = await call('list_workflows', { query, limit: 1 });
      expect([idsOf(answer), answer['total'], answer['next']]).toEqual([[wanted], 1, '']);
    }
    expect(idsOf(await call('list_workflows', { query: '%' }))).toEqual([]);
  });

  it('pages through own workflows and examples without skip or repeat while others are stored', async () => {
    for (let index = 0; index < 5; index++) await create(`mine ${index}`);
    const before = idsOf(await call('list_workflows', { workflow_type: 'all', limit: 1000 }));
    const seen: unknown[] = [];
    let start_key = '';
    do {
      const page = await call('list_workflows', { workflow_type: 'all', limit: 2, start_key });
      seen.push(...idsOf(page));
      start_key = String(page['next']);
      await create('meanwhile');
    } while (start_key !== '');
    expect(seen).toEqual(before);
  });

  it('refuses a page key of another list', async () => {
    await create('one');
    await create('two');
    const { next } = await call('list_workflows', { limit: 1 });
    const listed = call('list_workflows', { workflow_type: 'example', start_key: next });
    await expect(listed).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'start_key' }] });
  });

  it('refuses a graph that is none', async () => {
    const stored = call('create_workflow', { name: 'x', graph: { nodes: {} } });
    await expect(stored).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', problems: [{ field: 'graph' }] });
  });

  describe('examples', () => {
    it('become workflows of the first user once, and stay examples', async () => {
      const own = idsOf(await call('list_workflows'));
      const examples = await call('list_workflows', { workflow_type: 'example' });
      expect(own.length).toBeGreaterThanOrEqual(8);
      expect(new Set(idsOf(examples))).toEqual(new Set(own));
      expect((examples['workflows'] as readonly Answer[])[0]).toEqual(
        expect.objectContaining({ workflow_type: 'example', path: expect.any(String), required_providers: [] }),
      );
      await call('delete_workflow', { workflow_id: own[0] });
      await app.get(WorkflowService).onModuleInit();
      expect(idsOf(await call('list_workflows'))).toEqual(own.slice(1));
      expect(await call('get_workflow', { workflow_id: own[0] })).toMatchObject({ workflow_type: 'example' });
    });

    it('are found and run by their exact name, and checked without a fault', async () => {
      const { workflows } = await call('list_workflows', { workflow_type: 'example' });
      let runCount = 0;
      for (const { id, name, tags } of workflows as readonly Answer[]) {
        expect(await call('get_example_workflow', { example_name: name })).toMatchObject({ id });
        expect(await call('validate_workflow', { workflow_id: name })).toMatchObject({ valid: true, errors: [] });
        if ((tags as readonly string[]).some((tag) => NEEDS_MORE.has(tag))) continue;
        expect(await call('run_workflow', { workflow_id: name })).toMatchObject({ status: 'completed' });
        runCount += 1;
      }
      expect(runCount).toBe(9);
    });

    it('are refused by a name that none has', async () => {
      const shown = call('get_example_workflow', { example_name: 'no such' });
      await expect(shown).rejects.toThrow('Example no such not found');
    });
  });

  describe('validate_workflow', () => {
    it('reports every fault at once, with its place', async () => {
      const graph = {
        nodes: [
          vertex('twice', 'lib.math.Add'),
          vertex('twice', 'lib.math.Add'),
          vertex('odd', 'lib.math.Ad'),
          vertex('text', 'nodetool.constant.String', { value: 'x' }),
          vertex('list', 'nodetool.list.Length'),
          vertex('sub', 'lib.math.Subtract'),
        ],
        edges: [edge('text.output -> sub.a'), edge('sub.output -> list.values'), edge('list.output -> gone.value')],
      };
      const report = await call('validate_workflow', { graph });
      expect(report).toMatchObject({ valid: false, workflow_id: null, summary: { total_nodes: 6, total_edges: 3 } });
      const codes = (report['problems'] as readonly Answer[]).map(({ code }) => code);
      expect(codes).toEqual(
        expect.arrayContaining(['DUPLICATE_NODE_ID', 'UNKNOWN_NODE_TYPE', 'TYPE_MISMATCH', 'MISSING_NODE']),
      );
      expect((report['errors'] as readonly string[]).join('\n')).toContain('lib.math.Add');
    });

    it('wants either a workflow or a graph', async () => {
      await expect(call('validate_workflow')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      const both = call('validate_workflow', { workflow_id: 'x', graph: sumGraph });
      await expect(both).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    });
  });

  describe('running', () => {
    it('waits for the result and leaves a job with its log', async () => {
      const id = await create('Sum');
      const answer = await call('run_workflow', { workflow_id: id, params: { a: 10 } });
      expect(answer).toEqual({
        workflow_id: id,
        job_id: expect.any(String),
        status: 'completed',
        result: { sum: 13 },
        preview: { look: 13 },
        save: {},
      });
      const job = await call('get_job', { job_id: answer['job_id'] });
      expect(job).toEqual({
        id: answer['job_id'],
        user_id: '1',
        job_type: 'workflow',
        status: 'completed',
        workflow_id: id,
        started_at: expect.stringMatching(/Z$/),
        finished_at: expect.stringMatching(/Z$/),
        error: null,
        suspended_node_id: null,
        suspension_reason: null,
        cost: null,
      });
      const { logs, next } = await call('get_job_logs', { job_id: answer['job_id'] });
      expect((logs as readonly Answer[]).at(-1)).toMatchObject({ message: 'Job completed' });
      expect(next).toBeNull();
    });

    it('runs a job in a process when it is asked for', async () => {
      const id = await create('Sum');
      const { job_id } = await call('start_background_job', { workflow_id: id, execution_strategy: 'subprocess' });
      await app.get(WorkflowRunner, { strict: false }).outcomeOf(String(job_id));
      expect(await call('get_job', { job_id })).toMatchObject({ status: 'completed', error: null });
      const { logs } = await call('get_job_logs', { job_id, query: 'SUM' });
      expect(logs).toEqual([expect.objectContaining({ message: "Output 'sum': 5" })]);
      expect((await call('list_jobs'))['jobs']).toHaveLength(1);
    });

    it('fails with the text of the engine and the id of the job', async () => {
      const id = await create('Broken', failingGraph);
      const run = call('run_workflow', { workflow_id: id });
      await expect(run).rejects.toMatchObject({
        message: expect.stringContaining('div'),
        details: { job_id: expect.any(String), node_id: 'div' },
      });
      const { jobs } = await call('list_jobs', { workflow_id: id, status: 'failed' });
      expect(jobs).toHaveLength(1);
    });

    it('starts a job in the background, follows its log and cancels it', async () => {
      const id = await create('Burn', burnGraph);
      const started = await call('start_background_job', { workflow_id: id });
      expect(started).toEqual({ job_id: expect.any(String), status: 'running', workflow_id: id });
      const { job_id } = started;
      expect(await call('get_job', { job_id })).toMatchObject({ status: 'running', finished_at: null });
      expect(await call('cancel_job', { job_id })).toEqual({ job_id, status: 'cancelled', cancelled: true });
      expect(await call('cancel_job', { job_id })).toEqual({ job_id, status: 'cancelled', cancelled: false });
      const { logs } = await call('get_job_logs', { job_id, severity: 'warning' });
      expect(logs).toEqual([expect.objectContaining({ message: 'The job was cancelled' })]);
    });

    it.each([
      ['docker', 'UNSUPPORTED', 'execution_strategy docker is not available on this node'],
      ['magic', 'INVALID_ARGUMENT', 'Invalid execution_strategy: magic'],
    ])('refuses the strategy %s', async (execution_strategy, code, message) => {
      const id = await create('Sum');
      const started = call('start_background_job', { workflow_id: id, execution_strategy });
      await expect(started).rejects.toMatchObject({ code, message });
    });

    it('keeps a job from users that the caller does not act for', async () => {
      const id = await create('Sum');
      const { job_id } = await call('run_workflow', { workflow_id: id });
      await expect(call('get_job', { job_id, user_id: '1' }, ['2'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call('get_job', { job_id }, ['2'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(call('cancel_job', { job_id }, ['2'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
});
