import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../../../engine/catalogue.js';
import type { RunGraphOptions, RunOutcome } from '../../../engine/engine.js';
import { prepareGraph, runGraph } from '../../../engine/engine.js';
import type { EngineUpdate } from '../../../engine/engine-update.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, str } from '../../../engine/property.js';
import { builtinTypes } from '../../catalogue.js';

const Logger = defineNodeType({
  type: 't.Logger',
  title: 'Logger',
  description: '',
  properties: { value: any() },
  outputs: { output: 'any' },
  process: ({ value }, context) => {
    context.log('heard');
    context.post({ type: 'chunk', content_type: 'text', content: 'h', done: false, thinking: false });
    context.save('kept', value);
    return { output: value };
  },
});
const Waiter = defineNodeType({
  type: 't.Waiter',
  title: 'Waiter',
  description: '',
  properties: { why: str() },
  outputs: { output: 'any' },
  process: ({ why }, context) => context.suspend({ reason: why }),
});
const catalogue = new Catalogue([...builtinTypes, Logger, Waiter]);

const TYPES: Readonly<Record<string, string>> = {
  In: 'nodetool.input.StringInput',
  Int: 'nodetool.input.IntegerInput',
  Out: 'nodetool.output.Output',
  List: 'nodetool.constant.List',
  Each: 'nodetool.control.ForEach',
  Collect: 'nodetool.control.Collect',
  Concat: 'nodetool.text.Concat',
  Divide: 'lib.math.Divide',
  Workflow: 'nodetool.workflows.workflow_node.Workflow',
  Logger: 't.Logger',
  Waiter: 't.Waiter',
};

type Data = Readonly<Record<string, unknown>>;

/** `id:Type` with data, and `a.output>b.handle`. */
const graphOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) => ({
  nodes: Object.entries(nodes).map(([key, { dynamic_outputs, dynamic_properties, ...data }]) => {
    const [id, type = ''] = key.split(':');
    return { id, type: TYPES[type], data, dynamic_outputs, dynamic_properties };
  }),
  edges: edges.map((text) => {
    const [, source, sourceHandle, target, targetHandle] = /^(\w+)\.(\w+)>(\w+)\.(\w+)$/.exec(text) ?? [];
    return { id: text, source, sourceHandle, target, targetHandle };
  }),
});

const run = (
  graph: unknown,
  options: Partial<RunGraphOptions> & { readonly stored?: Readonly<Record<string, unknown>> } = {},
): Promise<RunOutcome> =>
  runGraph({
    graph: prepareGraph(graph, catalogue),
    params: {},
    signal: AbortSignal.timeout(10_000),
    emit: () => {},
    services: {
      workflows: {
        load: (id) =>
          options.stored?.[id]
            ? Promise.resolve({ id, name: id.toUpperCase(), graph: options.stored[id] })
            : Promise.reject(new Error(`there is no workflow ${id}`)),
      },
    },
    ...options,
  });

/** Greets: input `who`, output `greeting`. */
const greeting = graphOf(
  { 'i:In': { name: 'who', value: 'you' }, 'c:Concat': { a: 'Hi ' }, 'o:Out': { name: 'greeting' } },
  ['i.output>c.b', 'c.output>o.value'],
);
/** Two outputs that stream what a list holds. */
const streaming = graphOf(
  { 'l:List': { value: ['a', 'b'] }, 'e:Each': {}, 'o:Out': { name: 'item' }, 'p:Out': { name: 'place' } },
  ['l.output>e.input_list', 'e.output>o.value', 'e.index>p.value'],
);

describe('a workflow as a step of another one', () => {
  it('takes its inputs and gives its outputs under their names', async () => {
    const graph = graphOf(
      {
        'i:In': { name: 'n', value: 'Ann' },
        'w:Workflow': { workflow_json: { name: 'Greet', graph: greeting } },
        'o:Out': { name: 'out' },
      },
      ['i.output>w.who', 'w.greeting>o.value'],
    );
    expect(await run(graph)).toMatchObject({ status: 'completed', outputs: { out: ['Hi Ann'] } });
  });

  it('uses the own values of inputs that nothing leads to, and values that it holds itself', async () => {
    const own = graphOf({ 'w:Workflow': { workflow_json: greeting }, 'o:Out': { name: 'out' } }, [
      'w.greeting>o.value',
    ]);
    expect((await run(own)).outputs).toEqual({ out: ['Hi you'] });
    const held = graphOf(
      { 'w:Workflow': { workflow_json: greeting, dynamic_properties: { who: 'all' } }, 'o:Out': { name: 'out' } },
      ['w.greeting>o.value'],
    );
    expect((await run(held)).outputs).toEqual({ out: ['Hi all'] });
  });

  it('loads a stored one by its id', async () => {
    const graph = graphOf(
      {
        'w:Workflow': { workflow_id: 'greet', dynamic_outputs: { greeting: { type: 'str' } } },
        'o:Out': { name: 'out' },
      },
      ['w.greeting>o.value'],
    );
    expect((await run(graph, { stored: { greet: greeting } })).outputs).toEqual({ out: ['Hi you'] });
    expect((await run(graph)).error?.message).toContain('there is no workflow greet');
  });

  it('runs once for each item, and a collector behind it has all results', async () => {
    const graph = graphOf(
      {
        'l:List': { value: ['A', 'B'] },
        'e:Each': {},
        'w:Workflow': { workflow_json: greeting },
        'c:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['l.output>e.input_list', 'e.output>w.who', 'w.greeting>c.input_item', 'c.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: [['Hi A', 'Hi B']] });
  });

  it('gives the items of a stream one by one, those of one item together', async () => {
    const graph = graphOf(
      {
        'w:Workflow': { workflow_json: streaming },
        'c:Concat': {},
        'o:Out': { name: 'out' },
        'x:Logger': {},
        'p:Out': { name: 'places' },
      },
      ['w.item>c.a', 'w.item>c.b', 'c.output>o.value', 'w.place>x.value', 'x.output>p.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: ['aa', 'bb'], places: [0, 1] });
  });

  it('gives an item before the workflow has ended', async () => {
    const seen: string[] = [];
    const emit = (update: EngineUpdate): void => {
      if (update.type === 'output_update') seen.push(`out ${String(update.value)}`);
      if (update.type === 'log_update') seen.push(update.content);
    };
    const inner = graphOf(
      {
        'l:List': { value: Array.from({ length: 300 }, (_, n) => n) },
        'e:Each': {},
        'x:Logger': {},
        'o:Out': { name: 'item' },
      },
      ['l.output>e.input_list', 'e.output>x.value', 'x.output>o.value'],
    );
    const graph = graphOf({ 'w:Workflow': { workflow_json: inner }, 'o:Out': { name: 'out' } }, ['w.item>o.value']);
    const { outputs } = await run(graph, { emit });
    expect(outputs['out']).toHaveLength(300);
    expect(seen.indexOf('out 0')).toBeGreaterThan(-1);
  });

  it('refuses several values where one is taken, and takes them where a stream is declared', async () => {
    const stored = { many: streaming };
    const declared = (type: object) =>
      graphOf({ 'w:Workflow': { workflow_id: 'many', dynamic_outputs: { item: type } }, 'o:Out': { name: 'out' } }, [
        'w.item>o.value',
      ]);
    expect((await run(declared({ type: 'str' }), { stored })).error?.message).toContain(
      `output 'item' of the workflow gave more than one value: declare it with "stream": true`,
    );
    expect((await run(declared({ type: 'str', stream: true }), { stored })).outputs).toEqual({ out: ['a', 'b'] });
  });

  it('fails with what failed inside, and with inputs that do not fit', async () => {
    const failing = graphOf({ 'd:Divide': { a: 1, b: 0 }, 'o:Out': { name: 'out' } }, ['d.output>o.value']);
    const graph = graphOf({ 'w:Workflow': { workflow_json: failing }, 'o:Out': { name: 'out' } }, ['w.out>o.value']);
    expect((await run(graph)).error).toMatchObject({
      node_id: 'w',
      message: expect.stringContaining('Graph node d (lib.math.Divide)'),
    });
    const wrong = graphOf(
      { 'i:Int': { name: 'n', value: 1 }, 'w:Workflow': { workflow_json: greeting }, 'o:Out': { name: 'out' } },
      ['i.output>w.who', 'w.greeting>o.value'],
    );
    expect((await run(wrong)).error?.message).toContain("Parameter 'who' takes str, but its value is of type int");
    const broken = graphOf(
      { 'w:Workflow': { workflow_json: { nodes: [{ id: 'x', type: 'no.Such' }], edges: [] } } },
      [],
    );
    expect((await run(broken)).error?.message).toContain('Node type not found: no.Such');
    expect((await run(graphOf({ 'w:Workflow': {} }, []))).error?.message).toContain('no workflow is chosen');
  });

  it('says what happens inside in its own name', async () => {
    const updates: EngineUpdate[] = [];
    const inner = graphOf({ 'x:Logger': { value: 3 }, 'o:Out': { name: 'out' } }, ['x.output>o.value']);
    const graph = graphOf({ 'w:Workflow': { workflow_json: inner }, 'o:Out': { name: 'out' } }, ['w.out>o.value']);
    const { save } = await run(graph, { emit: (update) => updates.push(update) });
    expect(save).toEqual({ kept: 3 });
    expect(updates).toContainEqual(
      expect.objectContaining({ type: 'log_update', node_id: 'w', content: 'Logger: heard' }),
    );
    expect(updates).toContainEqual(expect.objectContaining({ type: 'chunk', node_id: 'w', content: 'h' }));
    expect(updates.filter((update) => 'node_id' in update && update.node_id === 'x')).toEqual([]);
    expect(updates.filter(({ type }) => type === 'job_update')).toHaveLength(2);
  });

  it('is refused inside of itself, with the chain of names', async () => {
    const calling = (id: string) =>
      graphOf(
        { 'w:Workflow': { workflow_id: id, dynamic_outputs: { out: { type: 'any' } } }, 'o:Out': { name: 'out' } },
        ['w.out>o.value'],
      );
    const stored = { a: calling('b'), b: calling('a'), me: calling('me') };
    expect((await run(calling('a'), { stored })).error?.message).toContain(
      'Workflow "A" can not run inside of itself: A -> B -> A',
    );
    expect((await run(stored.me, { stored, workflow: { id: 'me', name: 'Me' } })).error?.message).toContain(
      'Workflow "ME" can not run inside of itself: Me -> ME',
    );
  });

  it('is refused deeper than 16 inside of others', async () => {
    const around = (graph: unknown) =>
      graphOf({ 'w:Workflow': { workflow_json: graph }, 'o:Out': { name: 'greeting' } }, ['w.greeting>o.value']);
    const nested = (depth: number): unknown => (depth === 0 ? greeting : around(nested(depth - 1)));
    expect((await run(nested(16))).outputs).toEqual({ greeting: ['Hi you'] });
    expect((await run(nested(17))).error?.message).toContain('Runs inside of one another may be at most 16 deep');
  });

  it('can not wait for a person inside, and ends with the run around it', async () => {
    const inner = graphOf({ 'x:Waiter': { why: 'a word' }, 'o:Out': { name: 'out' } }, ['x.output>o.value']);
    const graph = graphOf({ 'w:Workflow': { workflow_json: inner }, 'o:Out': { name: 'out' } }, ['w.out>o.value']);
    expect((await run(graph)).error?.message).toContain('because it runs inside of another graph node');
    const abort = new AbortController();
    const emit = (update: EngineUpdate): void => {
      if (update.type === 'node_update' && update.node_id === 'w') abort.abort();
    };
    expect((await run(graph, { signal: abort.signal, emit })).status).toBe('cancelled');
  });
});
