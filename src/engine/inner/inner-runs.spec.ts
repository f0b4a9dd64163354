import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import type { RunOutcome } from '../engine.js';
import { prepareGraph, runGraph } from '../engine.js';
import type { EngineUpdate } from '../engine-update.js';
import type { NodeContext } from '../node-context.js';
import { defineNodeType } from '../node-type.js';
import { any, int, list, str } from '../property.js';

const base = { title: '', description: '' };

const Out = defineNodeType({
  ...base,
  type: 't.Out',
  role: 'output',
  properties: { name: str(), value: any(null) },
  outputs: { output: 'any' },
  process: ({ value }) => ({ output: value }),
});

interface Told {
  readonly signal?: AbortSignal;
  readonly updates?: EngineUpdate[];
}

/** Runs one graph node that does what it is given, and tells what came of it. */
const inside = async (work: (context: NodeContext) => Promise<unknown>, told: Told = {}): Promise<unknown> => {
  const { seen, outcome } = await runInside(work, told);
  if (outcome.error) throw new Error(outcome.error.message);
  return seen;
};

const runInside = async (
  work: (context: NodeContext) => Promise<unknown>,
  { signal = AbortSignal.timeout(10_000), updates = [] }: Told,
): Promise<{ readonly seen: unknown; readonly outcome: RunOutcome }> => {
  let seen: unknown;
  const types = [
    defineNodeType({
      ...base,
      type: 't.Work',
      outputs: { output: 'any' },
      isPure: false,
      process: async (_, context) => {
        seen = await work(context);
        return {};
      },
    }),
    defineNodeType({
      ...base,
      type: 't.Add',
      properties: { a: int(1), b: int(2) },
      outputs: { sum: 'int' },
      process: ({ a, b }) => ({ sum: a + b }),
    }),
    defineNodeType({
      ...base,
      type: 't.Each',
      properties: { items: list('any', [7]) },
      outputs: { item: 'any', index: 'int' },
      *generate({ items }) {
        for (const [index, item] of items.entries()) yield { item, index };
      },
    }),
    defineNodeType({
      ...base,
      type: 't.Keep',
      properties: { text: str(), like: str('a') },
      outputs: { output: 'str' },
      streamedInput: 'text',
      process: ({ text, like }) => (text.includes(like) ? { output: text } : {}),
    }),
    defineNodeType({
      ...base,
      type: 't.Any',
      isDynamic: true,
      outputs: { output: 'any' },
      process: (_, { dynamicInputs }) => ({ output: dynamicInputs }),
    }),
    defineNodeType({
      ...base,
      type: 't.Fail',
      properties: { a: any() },
      process: () => {
        throw new RangeError('too far');
      },
    }),
    defineNodeType({ ...base, type: 't.Gone', unavailable: 'it needs a GPU', process: () => ({}) }),
    defineNodeType({
      ...base,
      type: 't.World',
      outputs: { output: 'any' },
      process: async (_, context) => ({
        output: [context.now().getTime(), context.random(), await context.secrets.get('KEY'), context.graphNodeId],
      }),
    }),
    defineNodeType({
      ...base,
      type: 't.Tell',
      title: 'Tell',
      outputs: { output: 'any' },
      isPure: false,
      process: (_, context) => {
        context.log('a line', 'warning');
        context.progress(1, 2);
        context.save('kept', 7);
        context.post({ type: 'chunk', content_type: 'text', content: 'h', done: false, thinking: false });
        context.post({ type: 'notification', content: 'look', severity: 'info' });
        context.post({ type: 'tool_call_update', tool_call_id: '1', name: 'n', args: {}, message: '' });
        context.post({ type: 'tool_result_update', tool_call_id: '1', result: 2 });
        context.post({ type: 'planning_update', phase: 'p', status: 's', content: '' });
        context.post({ type: 'task_update', event: 'task_created', task: {}, step: null });
        return { output: 1 };
      },
    }),
  ];
  const outcome = await runGraph({
    graph: prepareGraph({ nodes: [{ id: 'w', type: 't.Work' }] }, new Catalogue([...types, Out])),
    params: {},
    signal,
    emit: (update) => updates.push(update),
    now: () => new Date(5),
    random: () => 0.25,
    services: { secrets: { get: (name) => Promise.resolve(`secret ${name}`) } },
  });
  return { seen, outcome };
};

describe('the runs inside of a firing', () => {
  it('run one node type with given values, and give its last outputs', async () => {
    expect(await inside(({ runs }) => runs.runNode('t.Add', { a: 40 }))).toEqual({ sum: 42 });
    expect(await inside(({ runs }) => runs.runNode('t.Each', { items: ['a', 'b'] }))).toEqual({ item: 'b', index: 1 });
  });

  it('let every given value count, also an empty one and one that only edges bring', async () => {
    expect(await inside(({ runs }) => runs.runNode('t.Each', { items: [] }))).toEqual({});
    expect(await inside(({ runs }) => runs.runNode('t.Each', {}))).toEqual({ item: 7, index: 0 });
    expect(await inside(({ runs }) => runs.runNode('t.Keep', { text: 'abc' }))).toEqual({ output: 'abc' });
    expect(await inside(({ runs }) => runs.runNode('t.Keep', { text: 'xyz' }))).toEqual({});
    expect(await inside(({ runs }) => runs.runNode('t.Keep', { like: 'b' }))).toEqual({});
    expect(await inside(({ runs }) => runs.runNode('t.Add', { a: 5, b: undefined }))).toEqual({ sum: 7 });
    expect(await inside(({ runs }) => runs.runNode('t.Any', { x: 1 }))).toEqual({ output: { x: 1 } });
  });

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ['an unknown type, with a near one', 't.Ad', {}, /Node type not found: t\.Ad\. Did you mean .*t\.Add/],
    ['a type that does not run here', 't.Gone', {}, /t\.Gone does not run here: it needs a GPU/],
    ['an unknown type that is near to none', 'zzzzzzzzzzzz', {}, /Node type not found: zzzzzzzzzzzz\.$/],
    ['any property where there is none', 't.World', { c: 1 }, /t\.World has no property 'c'; it has: none/],
    ['an unknown property', 't.Add', { c: 1 }, /t\.Add has no property 'c'; it has: a, b/],
    [
      'a value that does not fit',
      't.Add',
      { a: 'one' },
      /t\.Add failed: property 'a' takes int, but a value of type str/,
    ],
    ['a failure', 't.Fail', {}, /t\.Fail failed: too far/],
  ])('refuse %s', async (_, type, properties, message) => {
    await expect(inside(({ runs }) => runs.runNode(type, properties))).rejects.toThrow(message);
  });

  it('list all node types', async () => {
    const types = await inside(({ runs }) => Promise.resolve(runs.nodeTypes().map(({ type }) => type)));
    expect(types).toEqual([
      't.Add',
      't.Any',
      't.Each',
      't.Fail',
      't.Gone',
      't.Keep',
      't.Out',
      't.Tell',
      't.Work',
      't.World',
    ]);
  });

  it('share clock, random and services', async () => {
    expect(await inside(({ runs }) => runs.runNode('t.World', {}))).toEqual({
      output: [5, 0.25, 'secret KEY', 'run'],
    });
  });

  it('run a graph, and tell each output as it comes', async () => {
    const graph = {
      nodes: [
        { id: 'e', type: 't.Each', data: { items: [1, 2] } },
        { id: 'o', type: 't.Out', data: { name: 'out' } },
      ],
      edges: [{ source: 'e', sourceHandle: 'item', target: 'o', targetHandle: 'value' }],
    };
    const told: unknown[] = [];
    const onOutput = (name: string, value: unknown): void => void told.push([name, value]);
    expect(await inside(({ runs }) => runs.runGraph(graph, {}, { onOutput }))).toEqual({ out: [1, 2] });
    expect(told).toEqual([
      ['out', 1],
      ['out', 2],
    ]);
    await expect(inside(({ runs }) => runs.runGraph({ nodes: [{ id: 'x', type: 'no.Such' }] }, {}))).rejects.toThrow(
      'Node type not found: no.Such',
    );
  });

  it('say in the name of the graph node around them what it might have said itself, and nothing else', async () => {
    const updates: EngineUpdate[] = [];
    await inside(({ runs }) => runs.runNode('t.Tell', {}), { updates });
    const inner = updates.filter(
      ({ type }) => type !== 'job_update' && type !== 'node_update' && type !== 'edge_update',
    );
    expect(inner).toEqual([
      { type: 'log_update', node_id: 'w', node_name: '', content: 'Tell: a line', severity: 'warning' },
      { type: 'save_update', node_id: 'w', name: 'kept', value: 7, output_type: 'int', metadata: {} },
      { type: 'chunk', node_id: 'w', content_type: 'text', content: 'h', done: false, thinking: false },
      { type: 'notification', node_id: 'w', content: 'look', severity: 'info' },
      { type: 'tool_call_update', node_id: 'w', tool_call_id: '1', name: 'n', args: {}, message: '' },
      { type: 'tool_result_update', node_id: 'w', tool_call_id: '1', result: 2 },
      { type: 'planning_update', node_id: 'w', phase: 'p', status: 's', content: '' },
      { type: 'task_update', node_id: 'w', event: 'task_created', task: {}, step: null },
    ]);
    expect(updates.flatMap((update) => (update.type === 'node_update' ? update.node_id : []))).toEqual(['w', 'w']);
  });

  it('log what is odd about their graph under the graph node around them', async () => {
    const updates: EngineUpdate[] = [];
    const graph = { nodes: [{ id: 'o', type: 't.Out', data: { name: 'out', value: 1, odd: 2 } }] };
    expect(await inside(({ runs }) => runs.runGraph(graph, {}), { updates })).toEqual({ out: [1] });
    expect(updates.filter(({ type }) => type === 'log_update')).toEqual([
      expect.objectContaining({
        node_id: 'w',
        content: expect.stringMatching(/^Graph node o .*has no property 'odd'/),
      }),
    ]);
  });

  it('fail with what failed in a graph', async () => {
    const graph = { nodes: [{ id: 'f', type: 't.Fail' }] };
    await expect(inside(({ runs }) => runs.runGraph(graph, {}))).rejects.toThrow(
      'Graph node f (t.Fail) "" failed: too far',
    );
  });

  it.each([
    ['do not begin when the run around them has ended', (abort: AbortController) => abort.abort(new Error('enough'))],
    [
      'end with the run around them',
      (abort: AbortController) => queueMicrotask(() => abort.abort(new Error('enough'))),
    ],
  ])('%s', async (_, end) => {
    const abort = new AbortController();
    const updates: EngineUpdate[] = [];
    let heard: unknown;
    let done: Promise<unknown> = Promise.resolve();
    const ending = runInside(
      ({ runs }) => {
        end(abort);
        done = runs.runNode('t.Add', {}).catch((error: unknown) => (heard = error));
        return done;
      },
      { signal: abort.signal, updates },
    );
    expect((await ending).outcome.status).toBe('cancelled');
    await done;
    expect(heard).toEqual(new Error('enough'));
  });

  it('control nothing where no control edge leads', async () => {
    expect(await inside(({ runs }) => Promise.resolve(runs.controlled))).toEqual([]);
    await expect(inside(({ runs }) => runs.control('k', {}))).rejects.toThrow('no control edge leads');
  });
});
