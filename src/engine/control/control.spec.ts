import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Catalogue } from '../catalogue.js';
import { prepareGraph, runGraph } from '../engine.js';
import type { RunGraphOptions, RunOutcome } from '../engine.js';
import type { EngineUpdate } from '../engine-update.js';
import { Failure } from '../failure.js';
import type { NodeContext } from '../node-context.js';
import type { NodeType } from '../node-type.js';
import { defineNodeType } from '../node-type.js';
import { any, dict, int, list, str } from '../property.js';
import type { Actor } from '../run/actor.js';

const base = { title: '', description: '' };

/** Calls a controlled graph node for each entry, and says what came of it. */
const callEach = async (entries: readonly unknown[], { runs }: NodeContext): Promise<unknown[]> => {
  const results: unknown[] = [];
  for (const entry of entries) {
    const [target, properties] = entry as [string, Record<string, unknown>]; // the graphs below write it so
    try {
      results.push((await runs.control(target, properties))['output']);
    } catch (error) {
      results.push(error instanceof Error ? error.message : error);
    }
  }
  return results;
};

const types: readonly NodeType[] = [
  defineNodeType({
    ...base,
    type: 't.In',
    role: 'input',
    properties: { name: str(), value: any(null) },
    outputs: { output: 'any' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    ...base,
    type: 't.Out',
    role: 'output',
    properties: { name: str(), value: any(null) },
    outputs: { output: 'any' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    ...base,
    type: 't.Each',
    properties: { items: list('any') },
    outputs: { output: 'any' },
    *generate({ items }) {
      for (const output of items) yield { output };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Slow',
    properties: { a: any('') },
    outputs: { output: 'any' },
    process: async ({ a }, context) => {
      await context.sleep(context.random() * 3);
      return { output: a };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Collect',
    properties: { item: any() },
    outputs: { output: 'list[any]' },
    reduce: {
      handle: 'item',
      start: (): readonly unknown[] => [],
      add: (all, item) => [...all, item],
      finish: (output) => ({ output }),
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Add',
    properties: { a: int(1), b: int(2) },
    outputs: { output: 'int' },
    process: ({ a, b }) => ({ output: a + b }),
  }),
  defineNodeType({
    ...base,
    type: 't.Text',
    properties: { a: any() },
    outputs: { output: 'str' },
    process: ({ a }) => ({ output: JSON.stringify(a) }),
  }),
  defineNodeType({
    ...base,
    type: 't.Pair',
    properties: { a: any(''), b: any('') },
    outputs: { output: 'str' },
    process: ({ a, b }) => ({ output: `${String(a)}${String(b)}` }),
  }),
  defineNodeType({
    ...base,
    type: 't.Upto',
    properties: { n: int(2) },
    outputs: { output: 'int' },
    *generate({ n }) {
      for (let output = 0; output < n; output++) yield { output };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Guard',
    properties: { a: int() },
    outputs: { output: 'int' },
    process: ({ a }) => {
      if (a < 0) throw new RangeError(`${a} is negative`);
      return { output: a };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Even',
    properties: { a: int() },
    outputs: { output: 'int' },
    process: ({ a }) => (a % 2 === 0 ? { output: a } : {}),
  }),
  defineNodeType({
    ...base,
    type: 't.Many',
    properties: { a: list('any') },
    outputs: { output: 'list[any]' },
    process: ({ a }) => (a.length > 1 ? { output: a } : {}),
  }),
  defineNodeType({
    ...base,
    type: 't.Make',
    properties: { a: any() },
    outputs: { output: 'any' },
    process: ({ a }) => ({ output: { a } }),
  }),
  defineNodeType({
    ...base,
    type: 't.Wait',
    properties: { a: any() },
    outputs: { output: 'any' },
    isPure: false,
    process: (_, context) => context.suspend({ reason: 'until tomorrow' }),
  }),
  defineNodeType({ ...base, type: 't.Hang', outputs: { output: 'any' }, process: () => new Promise(() => {}) }),
  defineNodeType({
    ...base,
    type: 't.Sum',
    properties: { a: int() },
    outputs: { output: 'int' },
    scan: {
      start: () => ({ sum: 0 }),
      step: ({ a }, state) => ({ output: (state.sum += a) }),
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Dynamic',
    isDynamic: true,
    outputs: { output: 'str' },
    process: (_, { dynamicInputs }) => ({ output: JSON.stringify(dynamicInputs) }),
  }),
  defineNodeType({
    ...base,
    type: 't.Read',
    properties: { items: any() },
    outputs: { output: 'any' },
    streams: ['items'],
    async *consume({ items }) {
      for await (const output of items) yield { output };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Try',
    properties: { value: any(null), other: any(null) },
    outputs: { output: 'any' },
    catches: 'value',
    process: ({ value }) => ({ output: value instanceof Failure ? 'caught' : value }),
  }),
  // Controllers: some broadcast their entries, one calls, one says what it controls.
  defineNodeType({
    ...base,
    type: 't.Say',
    properties: { entries: list('any') },
    outputs: { output: 'any', __control_output__: 'any' },
    *generate({ entries }) {
      for (const entry of entries) yield { output: 'said', __control_output__: entry };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.SayOnce',
    properties: { entry: any() },
    outputs: { __control_output__: 'any' },
    process: ({ entry }) => ({ __control_output__: entry }),
  }),
  defineNodeType({
    ...base,
    type: 't.Call',
    properties: { entries: list('any'), after: any() },
    outputs: { output: 'list[any]' },
    isPure: false,
    process: async ({ entries }, context) => ({ output: await callEach(entries, context) }),
  }),
  defineNodeType({
    ...base,
    type: 't.CallOneByOne',
    properties: { entries: list('any') },
    outputs: { output: 'any' },
    isPure: false,
    async *generate({ entries }, context) {
      for (const entry of entries) yield { output: (await callEach([entry], context))[0] };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.CallAllAtOnce',
    properties: { entries: list('any') },
    outputs: { output: 'list[any]' },
    isPure: false,
    process: async ({ entries }, context) => ({
      output: await Promise.all(entries.map((entry) => callEach([entry], context))),
    }),
  }),
  defineNodeType({
    ...base,
    type: 't.StopAndCall',
    outputs: { output: { type: 'any', kind: 'single' }, __control_output__: 'any' },
    isPure: false,
    async *generate(_, context) {
      yield { __control_output__: { event_type: 'stop' } };
      yield { output: await callEach([['k', { a: 1 }]], context) };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.SayAll',
    properties: { item: any() },
    outputs: { __control_output__: 'any' },
    reduce: {
      handle: 'item',
      start: (): readonly unknown[] => [],
      add: (all, item) => [...all, item],
      finish: (all) => ({ __control_output__: { a: all.length } }),
    },
  }),
  defineNodeType({
    ...base,
    type: 't.CallOrFail',
    properties: { a: int() },
    outputs: { output: 'any' },
    isPure: false,
    process: async ({ a }, { runs }) => {
      if (a > 0) await runs.control('k', { a });
      throw new RangeError('no more');
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Know',
    properties: { _control_context: dict('str,any') },
    outputs: { output: 'any', __control_output__: 'any' },
    process: ({ _control_context: known }, { runs }) => ({
      output: [known, runs.controlled.map(({ id, nodeType, properties }) => [id, nodeType.type, properties])],
    }),
  }),
];
const catalogue = new Catalogue(types);

type Data = Readonly<Record<string, unknown>>;

/** Writes a graph as `id:Type` nodes with their data, `a.output>b.handle` edges and `a!b` control edges. */
const graphOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) => ({
  nodes: Object.entries(nodes).map(([key, data]) => {
    const [id, type] = key.split(':');
    return { id, type: `t.${type}`, data };
  }),
  edges: edges.map((text) => {
    const [, source, , from, mark, target, , handle] = /^(\w+)(\.(\w+))?([>!])(\w+)(\.(\w+))?$/.exec(text) ?? [];
    return mark === '!'
      ? { id: text, source, sourceHandle: '__control__', target, targetHandle: '__control__', edge_type: 'control' }
      : { id: text, source, sourceHandle: from, target, targetHandle: handle };
  }),
});

type Options = Partial<RunGraphOptions> & { readonly updates?: EngineUpdate[] };

const run = (graph: unknown, { updates = [], ...options }: Options = {}): Promise<RunOutcome> =>
  runGraph({
    graph: prepareGraph(graph, catalogue),
    params: {},
    signal: AbortSignal.timeout(20_000),
    emit: (update) => updates.push(update),
    ...options,
  });

/** `a` controls `k`, an adder whose results are the output `out`. */
const controlled = (controller: string, data: Data, more: Record<string, Data> = {}, edges: readonly string[] = []) =>
  graphOf({ [`c:${controller}`]: data, 'k:Add': { b: 10 }, 'o:Out': { name: 'out' }, ...more }, [
    'c!k',
    'k.output>o.value',
    ...edges,
  ]);

describe('a controlled graph node', () => {
  it('fires once for each order, with the values of the order', async () => {
    expect(await run(controlled('Say', { entries: [{ a: 5 }, { a: 7 }] }))).toMatchObject({
      status: 'completed',
      outputs: { out: [15, 17] },
    });
  });

  it('takes the values of an order before those of edges, and those of edges before its own, for one firing', async () => {
    const graph = controlled(
      'Say',
      { entries: [{ a: 5 }, { b: 1 }, { a: 7 }] },
      { 'i:In': { name: 'b', value: 100 }, 's:Slow': {} },
      ['i.output>s.a', 's.output>k.b'],
    );
    expect((await run(graph)).outputs).toEqual({ out: [105, 2, 107] });
  });

  it.each([
    ['plain properties', { a: 5 }],
    ['a dictionary with properties', { properties: { a: 5 }, note: 'ignored' }],
    ['an event', { event_type: 'run', properties: { a: 5 } }],
    ['an event for one graph node', { target_node_id: 'k', event: { event_type: 'run', properties: { a: 5 } } }],
  ])('understands %s', async (_, entry) => {
    expect((await run(controlled('SayOnce', { entry }))).outputs).toEqual({ out: [15] });
  });

  it.each([
    ['an event without properties', { event_type: 'run' }],
    ['an event whose properties are no dictionary', { event_type: 'run', properties: 5 }],
    ['an empty dictionary', {}],
  ])('fires with its own values on %s', async (_, entry) => {
    expect((await run(controlled('Say', { entries: [entry] }))).outputs).toEqual({ out: [11] });
  });

  it('is left alone by a controller that gives nothing, and by one that never fires', async () => {
    expect((await run(controlled('Say', { entries: [null, { a: 1 }, null] }))).outputs).toEqual({ out: [11] });
    const silent = controlled('SayOnce', {}, { 'f:Even': { a: 3 }, 'l:Collect': {}, 'p:Out': { name: 'all' } }, [
      'f.output>c.entry',
      'k.output>l.item',
      'l.output>p.value',
    ]);
    expect(await run(silent)).toMatchObject({ status: 'completed', outputs: {} });
    const broadcast = controlled('Say', { entries: [] }, { 'l:Collect': {}, 'p:Out': { name: 'all' } }, [
      'k.output>l.item',
      'l.output>p.value',
    ]);
    expect((await run(broadcast)).outputs).toEqual({ all: [[]] });
  });

  it('takes handles that its author added, where its type has such, and an order may fill any', async () => {
    const graph = graphOf(
      {
        'c:Say': { entries: [{ x: 1 }, { y: 2 }] },
        'i:In': { name: 'i', value: 'edge' },
        'k:Dynamic': {},
        'o:Out': { name: 'out' },
      },
      ['c!k', 'i.output>k.x', 'k.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: ['{"x":1}', '{"x":"edge","y":2}'] });
    const added = graphOf({ 'c:Say': { entries: [{ z: 1 }] }, 'k:Add': {}, 'o:Out': { name: 'out' } }, [
      'c!k',
      'k.output>o.value',
    ]);
    const nodes = added.nodes.map((node) => (node.id === 'k' ? { ...node, dynamic_properties: { z: 0 } } : node));
    expect((await run({ ...added, nodes })).outputs).toEqual({ out: [3] });
  });

  it('fires no more after a stop, for no later item of its controller either', async () => {
    const graph = controlled('SayOnce', {}, { 'e:Each': { items: [{ a: 1 }, { event_type: 'stop' }, { a: 2 }] } }, [
      'e.output>c.entry',
    ]);
    expect(await run(graph)).toMatchObject({ status: 'completed', outputs: { out: [11] } });
  });

  it('remembers from one order to the next where its type has a memory', async () => {
    const graph = graphOf(
      { 'c:Say': { entries: [{ a: 1 }, { a: 2 }, { a: 3 }] }, 'k:Sum': {}, 'o:Out': { name: 'out' } },
      ['c!k', 'k.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: [1, 3, 6] });
  });

  it('may fold the orders of a firing, and its controller may fold an iteration', async () => {
    const folding = graphOf(
      { 'c:Say': { entries: [{ item: 'x' }, { item: 'y' }] }, 'k:Collect': {}, 'o:Out': { name: 'out' } },
      ['c!k', 'k.output>o.value'],
    );
    expect((await run(folding)).outputs).toEqual({ out: [['x', 'y']] });
    const folded = controlled('SayAll', {}, { 'e:Each': { items: [7, 8, 9] } }, ['e.output>c.item']);
    expect((await run(folded)).outputs).toEqual({ out: [13] });
  });

  it('has nothing to do for a controller whose iteration never began', async () => {
    const graph = graphOf(
      {
        'i:Each': { items: [[1, 2], [3], [4]] },
        'f:Many': {},
        'e:Each': {},
        'c:SayAll': {},
        'k:Add': { b: 10 },
        'l:Collect': {},
        'm:Collect': {},
        'o:Out': { name: 'all' },
      },
      [
        'i.output>f.a',
        'f.output>e.items',
        'e.output>c.item',
        'c!k',
        'k.output>l.item',
        'l.output>m.item',
        'm.output>o.value',
      ],
    );
    expect((await run(graph)).outputs).toEqual({ all: [[[12]]] });
  });

  it('never fires without an order', async () => {
    const updates: EngineUpdate[] = [];
    expect(await run(controlled('Say', { entries: [] }), { updates })).toMatchObject({
      status: 'completed',
      outputs: {},
    });
    expect(updates.filter((update) => update.type === 'node_update' && update.node_id === 'k')).toEqual([]);
  });

  it('fires no more after a stop', async () => {
    const stop = { event_type: 'stop' };
    expect(await run(controlled('SayOnce', { entry: stop }))).toMatchObject({ status: 'completed', outputs: {} });
    const graph = controlled('Say', { entries: [{ a: 1 }, stop, { a: 2 }] });
    expect((await run(graph)).outputs).toEqual({ out: [11] });
  });

  it('counts its firings on the edges that leave it and on the control edge', async () => {
    const updates: EngineUpdate[] = [];
    await run(controlled('Say', { entries: [{ a: 1 }, { a: 2 }, { a: 3 }] }), { updates });
    const counts = (id: string) =>
      updates.flatMap((update) => (update.type === 'edge_update' && update.edge_id === id ? [update.counter] : []));
    expect(counts('k.output>o.value')).toEqual([1, 2, 3, 3]);
    expect(counts('c!k')).toEqual([1, 2, 3, 3]);
  });

  it('is an iteration for those behind it: a collector gathers what came of all orders of a firing', async () => {
    const graph = graphOf(
      { 'c:Say': { entries: [{ a: 1 }, { a: 2 }] }, 'k:Add': {}, 'l:Collect': {}, 'o:Out': { name: 'out' } },
      ['c!k', 'k.output>l.item', 'l.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: [[3, 4]] });
  });

  it('meets the values of the item for which its controller fires', async () => {
    const graph = graphOf(
      {
        'e:Each': { items: [{ a: 'x' }, { a: 'y' }] },
        's:Slow': {},
        'c:SayOnce': {},
        'n:Text': {},
        'k:Pair': {},
        'l:Collect': {},
        'o:Out': { name: 'out' },
        'p:Out': { name: 'all' },
      },
      [
        'e.output>s.a',
        's.output>c.entry',
        'e.output>n.a',
        'n.output>k.b',
        'c!k',
        'k.output>o.value',
        'k.output>l.item',
        'l.output>p.value',
      ],
    );
    const outcome = await run(graph);
    expect(outcome.outputs).toEqual({ out: ['x{"a":"x"}', 'y{"a":"y"}'], all: [['x{"a":"x"}'], ['y{"a":"y"}']] });
  });

  it('takes the last value of an iteration that its orders are not part of, and says so', async () => {
    const graph = controlled('Say', { entries: [{ a: 1 }, { a: 2 }] }, { 'e:Each': { items: [10, 20, 30] } }, [
      'e.output>k.b',
    ]);
    expect((await run(graph)).outputs).toEqual({ out: [31, 32] });
    expect(prepareGraph(graph, catalogue).problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("values that come one by one to 'b', it takes the last"),
    );
  });

  it('does not fire where a value that it needs does not exist', async () => {
    const graph = controlled(
      'Call',
      { entries: [['k', { a: 1 }]] },
      { 'f:Even': { a: 3 }, 'p:Out': { name: 'says' } },
      ['f.output>k.b', 'c.output>p.value'],
    );
    const { status, outputs } = await run(graph);
    expect({ status, outputs }).toEqual({
      status: 'completed',
      outputs: { says: [['Graph node k (t.Add) has nothing to do: a value that it needs does not exist']] },
    });
  });

  it('fails the run on a property that it does not have, or a value that does not fit', async () => {
    expect((await run(controlled('Say', { entries: [{ c: 1 }] }))).error?.message).toContain(
      'Control property c failed: Graph node k (t.Add) has no such property (it has: a, b)',
    );
    expect((await run(controlled('Say', { entries: [{ a: 'one' }] }))).error?.message).toContain(
      'Control property a failed: it takes int, but its value is of type str',
    );
  });

  it('may stream: each order is an iteration of its own', async () => {
    const graph = graphOf(
      { 'c:Say': { entries: [{ n: 2 }, { n: 3 }] }, 'k:Upto': {}, 'l:Collect': {}, 'o:Out': { name: 'out' } },
      ['c!k', 'k.output>l.item', 'l.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({
      out: [
        [0, 1],
        [0, 1, 2],
      ],
    });
  });
});

describe('a controller', () => {
  it('broadcasts to all that it controls, or speaks to one', async () => {
    const graph = graphOf(
      {
        'c:Say': { entries: [{ a: 1 }, { target_node_id: 'l', event: { a: 2 } }] },
        'k:Add': { b: 10 },
        'l:Add': { b: 20 },
        'o:Out': { name: 'k' },
        'p:Out': { name: 'l' },
      },
      ['c!k', 'c!l', 'k.output>o.value', 'l.output>p.value'],
    );
    expect((await run(graph)).outputs).toEqual({ k: [11], l: [21, 22] });
  });

  it('fails when it speaks to a graph node that it does not control, or in an unknown way', async () => {
    const aside = { target_node_id: 'x', event: { a: 1 } };
    expect((await run(controlled('SayOnce', { entry: aside }))).error?.message).toContain(
      "no control edge leads to a graph node 'x'; controlled graph nodes: k",
    );
    expect((await run(controlled('SayOnce', { entry: 5 }))).error?.message).toContain('takes a dictionary, got int');
    expect((await run(controlled('SayOnce', { entry: { event_type: 'jump' } }))).error?.message).toContain(
      'events of the types run and stop, got "jump"',
    );
  });

  it('is told what it controls', async () => {
    const graph = controlled('Know', {}, { 'i:In': { name: 'i', value: 3 }, 'p:Out': { name: 'known' } }, [
      'i.output>k.a',
      'c.output>p.value',
    ]);
    const { outputs } = await run(graph);
    expect(outputs).toEqual({
      known: [
        [
          {
            k: {
              node_id: 'k',
              node_type: 't.Add',
              properties: {
                a: { value: 1, type: 'int', description: undefined, default: 1 },
                b: { value: 10, type: 'int', description: undefined, default: 2 },
              },
            },
          },
          [['k', 't.Add', { b: 10 }]],
        ],
      ],
    });
  });

  const calling = (controller: string, entries: readonly unknown[], target = 'Guard') =>
    graphOf(
      { [`c:${controller}`]: { entries }, [`k:${target}`]: {}, 'o:Out': { name: 'out' }, 'p:Out': { name: 'says' } },
      ['c!k', 'k.output>o.value', 'c.output>p.value'],
    );

  it('learns what came of each order, while the results travel on as well', async () => {
    const graph = calling('Call', [
      ['k', { a: 1 }],
      ['k', { a: 2 }],
    ]);
    expect((await run(graph)).outputs).toEqual({ out: [1, 2], says: [[1, 2]] });
  });

  it('learns that an order failed, and may go on', async () => {
    const graph = calling('Call', [
      ['k', { a: -1 }],
      ['k', { b: 1 }],
      ['x', {}],
      ['k', { a: 4 }],
    ]);
    const { status, outputs } = await run(graph);
    expect(status).toBe('completed');
    expect(outputs['out']).toEqual([4]);
    expect(outputs['says']).toEqual([
      [
        expect.stringMatching(/^Graph node k \(t.Guard\) "" failed: -1 is negative$/),
        expect.stringContaining('Control property b failed'),
        expect.stringContaining("no control edge leads to a graph node 'x'"),
        4,
      ],
    ]);
  });

  it('gets the last item of one that streams', async () => {
    const graph = calling('Call', [['k', { n: 3 }]], 'Upto');
    expect((await run(graph)).outputs).toEqual({ out: [0, 1, 2], says: [[2]] });
  });

  it('may give many orders at once; they are carried out first in, first out', async () => {
    const graph = calling(
      'CallAllAtOnce',
      Array.from({ length: 100 }, (_, a) => ['k', { a }]),
      'Guard',
    );
    const { outputs } = await run(graph, { maxConcurrent: 1 });
    expect(outputs['out']).toEqual(Array.from({ length: 100 }, (_, a) => a));
  });

  it('is told that a graph node has ended', async () => {
    const stopped = graphOf({ 'c:StopAndCall': {}, 'k:Guard': {}, 'o:Out': { name: 'says' } }, [
      'c!k',
      'c.output>o.value',
    ]);
    expect((await run(stopped)).outputs).toEqual({
      says: [['Graph node k has already completed: its controller has sent a stop']],
    });
    const failing = graphOf(
      { 'f:Guard': { a: -1 }, 'c:Call': { entries: [['k', { a: 1 }]] }, 'k:Add': {}, 'o:Out': { name: 'says' } },
      ['f.output>k.b', 'c!k', 'c.output>o.value'],
    );
    expect((await run(failing)).outputs).toEqual({
      says: [[expect.stringContaining('Graph node k (t.Add) has failed: it takes no more orders')]],
    });
  });

  it('may be controlled itself', async () => {
    const graph = graphOf(
      {
        'c:Call': {
          entries: [
            [
              'd',
              {
                entries: [
                  ['k', { a: 1 }],
                  ['k', { a: 2 }],
                ],
              },
            ],
            ['d', { entries: [['k', { a: 3 }]] }],
          ],
        },
        'd:Call': {},
        'k:Add': { b: 10 },
        'l:Collect': {},
        'o:Out': { name: 'out' },
        'p:Out': { name: 'says' },
      },
      ['c!d', 'd!k', 'k.output>l.item', 'l.output>o.value', 'c.output>p.value'],
    );
    expect((await run(graph, { maxConcurrent: 1 })).outputs).toEqual({
      out: [[11, 12], [13]],
      says: [[[11, 12], [13]]],
    });
  });

  it('does not wait for readers that wait for it', async () => {
    const entries = Array.from({ length: 500 }, (_, a) => ['k', { a }]);
    const graph = graphOf(
      {
        'c:CallOneByOne': { entries },
        'k:Guard': {},
        'l:Collect': {},
        'm:Collect': {},
        'p:Pair': {},
        'o:Out': { name: 'out' },
      },
      ['c!k', 'c.output>m.item', 'm.output>p.a', 'k.output>p.b', 'p.output>l.item', 'l.output>o.value'],
    );
    const { outputs } = await run(graph, { maxConcurrent: 1 });
    expect(outputs['out']?.[0]).toHaveLength(500);
  });

  it('is refused what could only come after it', async () => {
    const graph = graphOf({ 'c:Call': { entries: [['k', { a: 1 }]] }, 'k:Pair': {}, 'o:Out': { name: 'says' } }, [
      'c!k',
      'c.output>k.b',
      'c.output>o.value',
    ]);
    expect((await run(graph)).outputs).toEqual({
      says: [['Graph node k can not carry out an order: it waits for a value that never comes']],
    });
  });

  it('fails with the graph node that it controls when nobody waits for the order, and the other way round', async () => {
    const broadcast = graphOf(
      { 'c:Say': { entries: [{ a: 1 }, { a: -1 }, { a: 2 }] }, 'k:Guard': {}, 'o:Out': { name: 'out' } },
      ['c!k', 'k.output>o.value'],
    );
    expect(await run(broadcast)).toMatchObject({ status: 'failed', error: { node_id: 'k' }, outputs: { out: [1] } });
    expect(await run(controlled('SayOnce', { entry: 5 }))).toMatchObject({
      status: 'failed',
      error: { node_id: 'c' },
      outputs: {},
    });
  });

  it('can not have a graph node wait for a person while it waits itself', async () => {
    const checkpoints = { restored: [], keep: () => {}, commit: async () => {} };
    const { status, outputs } = await run(calling('Call', [['k', { a: 1 }]], 'Wait'), { checkpoints });
    expect(status).toBe('completed');
    expect(outputs['says']).toEqual([[expect.stringContaining('because its controller waits for what comes of it')]]);
  });

  it.each<[string, unknown, Error]>([
    ['with its reason', new Error('enough'), new Error('enough')],
    ['by whoever gives no error as a reason', 'enough', new Error('the run was cancelled')],
  ])('hears at once that the run is cancelled %s', async (_, reason, expected) => {
    const abort = new AbortController();
    const heard: unknown[] = [];
    const asking = defineNodeType({
      ...base,
      type: 't.Ask',
      outputs: { output: 'any' },
      isPure: false,
      process: async (_, { runs }) => {
        const answer = runs.control('k', {}).catch((error: unknown) => heard.push(error));
        queueMicrotask(() => abort.abort(reason));
        await answer;
        return {};
      },
    });
    const graph = graphOf({ 'c:Ask': {}, 'k:Hang': {} }, ['c!k']);
    const outcome = await runGraph({
      graph: prepareGraph(graph, new Catalogue([...types, asking])),
      params: {},
      signal: abort.signal,
      emit: () => {},
    });
    expect(outcome.status).toBe('cancelled');
    expect(heard).toEqual([expected]);
  });

  /** A controller that does what it is given, and what came of it. */
  const doing = async (
    work: (context: NodeContext) => Promise<unknown>,
    { target = 'Guard', timeoutMs = 60_000 } = {},
  ): Promise<RunOutcome> => {
    const worker = defineNodeType({
      ...base,
      type: 't.Work',
      outputs: { output: 'any' },
      isPure: false,
      timeoutMs,
      process: async (_, context) => ({ output: await work(context) }),
    });
    const graph = graphOf({ 'c:Work': {}, [`k:${target}`]: {}, 'o:Out': { name: 'out' }, 'p:Out': { name: 'says' } }, [
      'c!k',
      'k.output>o.value',
      'c.output>p.value',
    ]);
    const signal = AbortSignal.timeout(20_000);
    return runGraph({
      graph: prepareGraph(graph, new Catalogue([...types, worker])),
      params: {},
      signal,
      emit: () => {},
    });
  };

  it('may also run node types and graphs, as others do', async () => {
    const outcome = await doing(async ({ runs }) => [
      await runs.runNode('t.Add', { a: 40 }),
      await runs.runGraph(
        graphOf({ 'i:In': { name: 'i', value: 3 }, 'o:Out': { name: 'x' } }, ['i.output>o.value']),
        {},
      ),
      runs.nodeTypes().some(({ type }) => type === 't.Work'),
    ]);
    expect(outcome.outputs).toEqual({ says: [[{ output: 42 }, { x: [3] }, true]] });
  });

  it('gives no orders any more when its time is over', async () => {
    const heard: unknown[] = [];
    const late = async ({ signal, runs }: NodeContext): Promise<void> => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await runs.control('k', { a: 1 }).catch((error: unknown) => heard.push(error));
    };
    let ended: Promise<void> = Promise.resolve();
    const outcome = await doing((context) => (ended = late(context)), { timeoutMs: 10 });
    await ended;
    expect(outcome).toMatchObject({ status: 'failed', outputs: {} });
    expect(heard).toEqual([new Error('timed out after 0.01 s')]);
  });

  it('is told when the graph node that it controlled has completed', async () => {
    let order = (): Promise<unknown> => Promise.resolve();
    await doing(async ({ runs }) => {
      order = () => runs.control('k', { a: 1 });
    });
    await expect(order()).rejects.toThrow('Graph node k (t.Guard) has already completed: it takes no more orders');
  });

  it('may give several orders at once to one that can not carry them out: each is refused', async () => {
    const graph = graphOf(
      {
        'c:CallAllAtOnce': {
          entries: [
            ['k', { a: 1 }],
            ['k', { a: 2 }],
          ],
        },
        'k:Pair': {},
        'o:Out': { name: 'says' },
      },
      ['c!k', 'c.output>k.b', 'c.output>o.value'],
    );
    const refusal = 'Graph node k can not carry out an order: it waits for a value that never comes';
    expect((await run(graph)).outputs).toEqual({ says: [[[refusal], [refusal]]] });
  });

  it('waits for one of two, while nothing comes of the other', async () => {
    const graph = graphOf(
      {
        'c:Call': {
          entries: [
            ['k', { a: 1 }],
            ['l', { a: 2 }],
          ],
        },
        'k:Pair': {},
        'l:Add': { b: 10 },
        'o:Out': { name: 'says' },
      },
      ['c!l', 'c!k', 'c.output>k.b', 'c.output>o.value'],
    );
    const says = [expect.stringContaining('Graph node k can not carry out an order'), 12];
    expect((await run(graph, { maxConcurrent: 1 })).outputs).toEqual({ says: [says] });
  });

  it('keeps what it had ordered before it failed, as the firing of another one', async () => {
    const graph = graphOf(
      {
        'c:Call': {
          entries: [
            ['d', { a: 1 }],
            ['d', { a: 0 }],
            ['d', { a: 2 }],
          ],
        },
        'd:CallOrFail': {},
        'k:Add': { b: 10 },
        'l:Collect': {},
        'o:Out': { name: 'all' },
      },
      ['c!d', 'd!k', 'k.output>l.item', 'l.output>o.value'],
    );
    // The second firing had ordered nothing: for those behind it, there is no iteration then.
    expect(await run(graph)).toMatchObject({ status: 'completed', outputs: { all: [[11], [12]] } });
  });

  it.each([
    ['the graph node that it controls', ['c!k', 'c.output>o.value', 'k.output>p.value'], 'c!k'],
    ['one of two that it controls', ['c!k', 'c!l', 'l.output>o.value', 'k.output>p.value'], 'c!k'],
    ['a reader of its values', ['c!l', 'c.output>k.a', 'k.output>p.value', 'l.output>o.value'], 'c.output>k.a'],
  ])('does not run ahead of %s', async (_, edges, watched) => {
    const abort = new AbortController();
    const entries = Array.from({ length: 2000 }, () => ({ a: 1 }));
    const nodes = { 'c:Say': { entries }, 'k:Stuck': {}, 'l:Add': {}, 'o:Out': { name: 'o' }, 'p:Out': { name: 'p' } };
    const stuck = defineNodeType({
      ...base,
      type: 't.Stuck',
      properties: { a: any() },
      outputs: { output: 'any' },
      process: () => new Promise(() => {}),
    });
    let sent = 0;
    const ending = runGraph({
      graph: prepareGraph(graphOf(nodes, edges), new Catalogue([...types, stuck])),
      params: {},
      signal: abort.signal,
      emit: (update) => {
        if (update.type === 'edge_update' && update.edge_id === watched && update.status === 'message_sent') sent += 1;
      },
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await ending;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(200);
  });
});

describe('several controllers', () => {
  const pick =
    (random: () => number) =>
    (queue: Actor[]): Actor | undefined =>
      queue.splice(Math.floor(random() * queue.length), 1)[0];
  const numbersFrom = (seed: number) => {
    let state = seed * 2654435761 + 1;
    return (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  };

  it('follow one another in the graph’s order, and the graph node ends with the last of them', async () => {
    const graph = graphOf(
      {
        'b:Say': { entries: [{ a: 1 }, { a: 2 }] },
        'c:Say': { entries: [{ a: 3 }] },
        'k:Add': { b: 0 },
        'l:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['b!k', 'c!k', 'k.output>l.item', 'l.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: [[1, 2, 3]] });
  });

  it('may be one that fails: nothing comes of the orders of the others where all would count', async () => {
    const graph = graphOf(
      {
        'b:Say': { entries: [{ a: 1 }] },
        'c:SayOnce': { entry: 5 },
        'k:Add': { b: 0 },
        'l:Collect': {},
        'o:Out': { name: 'all' },
      },
      ['b!k', 'c!k', 'k.output>l.item', 'l.output>o.value'],
    );
    expect(await run(graph)).toMatchObject({ status: 'failed', error: { node_id: 'c' }, outputs: {} });
    const first = graphOf(
      { 'b:SayOnce': { entry: 5 }, 'c:Say': { entries: [{ a: 1 }] }, 'k:Add': { b: 0 }, 'o:Out': { name: 'one' } },
      ['b!k', 'c!k', 'k.output>o.value'],
    );
    expect(await run(first)).toMatchObject({ status: 'failed', error: { node_id: 'b' }, outputs: { one: [1] } });
  });

  it('may be some that never fire', async () => {
    const with2 = (first: number, second: number) =>
      graphOf(
        {
          'f:Even': { a: first },
          'g:Even': { a: second },
          'm:Make': {},
          'n:Make': {},
          'b:SayOnce': {},
          'c:SayOnce': {},
          'k:Add': { b: 0 },
          'l:Collect': {},
          'o:Out': { name: 'all' },
        },
        [
          'f.output>m.a',
          'g.output>n.a',
          'm.output>b.entry',
          'n.output>c.entry',
          'b!k',
          'c!k',
          'k.output>l.item',
          'l.output>o.value',
        ],
      );
    expect((await run(with2(2, 4))).outputs).toEqual({ all: [[2, 4]] });
    expect((await run(with2(1, 4))).outputs).toEqual({ all: [[4]] });
    expect((await run(with2(2, 3))).outputs).toEqual({ all: [[2]] });
    expect(await run(with2(1, 3))).toMatchObject({ status: 'completed', outputs: {} });
  });

  it('have a failure caught in its place, whoever ordered what failed', async () => {
    const graph = graphOf(
      {
        'b:Say': { entries: [{ a: 1 }, { a: -1 }] },
        'c:Say': { entries: [{ a: -2 }, { a: 4 }] },
        'k:Guard': {},
        't:Try': {},
        'l:Collect': {},
        'o:Out': { name: 'all' },
      },
      ['b!k', 'c!k', 'k.output>t.value', 't.output>l.item', 'l.output>o.value'],
    );
    expect(await run(graph)).toMatchObject({ status: 'completed', outputs: { all: [[1, 'caught', 'caught', 4]] } });
  });

  it('may stop each for itself', async () => {
    const graph = graphOf(
      {
        'b:Say': { entries: [{ a: 1 }, { event_type: 'stop' }, { a: 2 }] },
        'c:Say': { entries: [{ a: 3 }, { a: 4 }] },
        'k:Add': { b: 0 },
        'o:Out': { name: 'out' },
      },
      ['b!k', 'c!k', 'k.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ out: [1, 3, 4] });
  });

  it('follow one another anew for each item that all of them fire for', async () => {
    const graph = graphOf(
      {
        'e:Each': { items: [{ a: 1 }, { a: 2 }, { a: 3 }] },
        's:Slow': {},
        'b:SayOnce': {},
        'c:SayOnce': {},
        'k:Add': { b: 0 },
        'l:Collect': {},
        'm:Collect': {},
        'o:Out': { name: 'all' },
      },
      [
        'e.output>s.a',
        's.output>b.entry',
        'e.output>c.entry',
        'b!k',
        'c!k',
        'k.output>l.item',
        'l.output>m.item',
        'm.output>o.value',
      ],
    );
    expect((await run(graph)).outputs).toEqual({
      all: [
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
      ],
    });
  });

  it('share one iteration, also when one of them fires more often than the other', async () => {
    const graph = graphOf(
      {
        'e:Each': { items: [{ a: 1 }, { a: 2 }] },
        'b:SayOnce': {},
        'c:Say': { entries: [{ a: 8 }, { a: 9 }] },
        'k:Add': { b: 0 },
        'l:Collect': {},
        'o:Out': { name: 'all' },
      },
      ['e.output>b.entry', 'b!k', 'c!k', 'k.output>l.item', 'l.output>o.value'],
    );
    expect((await run(graph)).outputs).toEqual({ all: [[1, 2, 8, 9]] });
  });

  /** Two controllers of a graph node: `b` comes first in the graph and late, the other does not wait for it. */
  const late = (controlled: string, second: string, entries: readonly unknown[], more: readonly string[] = []) =>
    graphOf(
      {
        's:Later': { a: [{ n: 3, a: 1 }] },
        'b:Say': {},
        [`c:${second}`]: { entries },
        [`k:${controlled}`]: {},
        'l:Collect': {},
        'm:Collect': {},
        'o:Out': { name: 'all' },
        'p:Out': { name: 'says' },
      },
      ['s.output>b.entries', 'b!k', 'c!k', 'k.output>l.item', 'c.output>p.value', ...more],
    );

  /** Runs a graph of these; the late one begins when all others have done what they can. */
  const runLate = async (graph: unknown, watch: readonly NodeType[] = []): Promise<RunOutcome> => {
    const later = defineNodeType({
      ...base,
      type: 't.Later',
      properties: { a: any() },
      outputs: { output: 'any' },
      process: async ({ a }) => {
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return { output: a };
      },
    });
    return runGraph({
      graph: prepareGraph(graph, new Catalogue([...types, later, ...watch])),
      params: {},
      signal: AbortSignal.timeout(20_000),
      emit: () => {},
    });
  };

  it('go before their turn only when they wait for what comes of it', async () => {
    const order: unknown[] = [];
    const watch = defineNodeType({
      ...base,
      type: 't.Watch',
      properties: { n: any(), a: any() },
      outputs: { output: 'any' },
      isPure: false,
      process: ({ a }) => {
        order.push(a);
        return { output: a };
      },
    });
    expect(await runLate(late('Watch', 'Say', [{ a: 2 }]), [watch])).toMatchObject({ status: 'completed' });
    expect(order.splice(0)).toEqual([1, 2]);
    expect(await runLate(late('Watch', 'Call', [['k', { a: 2 }]]), [watch])).toMatchObject({
      outputs: { says: [[2]] },
    });
    expect(order).toEqual([2, 1]);
  });

  it('never go before their turn where a graph node remembers', async () => {
    const watch = defineNodeType({
      ...base,
      type: 't.Watch',
      properties: { n: any(), a: int() },
      outputs: { output: 'any' },
      scan: { start: () => ({ sum: 0 }), step: ({ a }, state) => ({ output: (state.sum += a) }) },
    });
    const { outputs } = await runLate(late('Watch', 'Call', [['k', { a: 2 }]], ['l.output>o.value']), [watch]);
    expect(outputs).toEqual({ all: [[1, 3]], says: [[3]] });
    const fold = defineNodeType({
      ...base,
      type: 't.Watch',
      properties: { n: any(), a: any() },
      outputs: { output: 'any' },
      reduce: {
        handle: 'a',
        start: (): unknown[] => [],
        add: (all, item) => [...all, item],
        finish: (output) => ({ output }),
      },
    });
    const graph = late('Watch', 'Call', [['k', { a: 2 }]], ['k.output>o.value']);
    expect((await runLate(graph, [fold])).outputs).toEqual({ all: [[1, 2]], says: [[undefined]] });
  });

  it('have what came of an order before its turn travel on in the graph’s order: streams, and firings without a value', async () => {
    const streaming = defineNodeType({
      ...base,
      type: 't.Watch',
      properties: { n: int(), a: any() },
      outputs: { output: 'int' },
      *generate({ n }) {
        for (let output = 0; output < n; output += 1) yield { output };
      },
    });
    const nested = late('Watch', 'Call', [['k', { n: 2 }]], ['l.output>m.item', 'm.output>o.value']);
    expect((await runLate(nested, [streaming])).outputs).toEqual({
      all: [
        [
          [0, 1, 2],
          [0, 1],
        ],
      ],
      says: [[1]],
    });
    const filtering = defineNodeType({
      ...base,
      type: 't.Watch',
      properties: { n: any(), a: int() },
      outputs: { odd: 'int', output: 'any' },
      process: ({ a }) => (a % 2 === 0 ? { output: a } : { odd: a }),
    });
    const entries = [
      ['k', { a: 2 }],
      ['k', { a: 5 }],
    ];
    const filtered = late('Watch', 'Call', entries, ['l.output>o.value', 'k.odd>m.item']);
    const { outputs } = await runLate(filtered, [filtering]);
    expect(outputs['all']).toEqual([[2]]);
    expect(outputs['says']).toEqual([[2, undefined]]);
  });

  it('may control one that controls others: what it orders then keeps to its firings', async () => {
    const graph = graphOf(
      {
        's:Later': {
          a: [
            {
              entries: [
                ['k', { a: 1 }],
                ['k', { a: 2 }],
              ],
            },
          ],
        },
        'b:Say': {},
        'c:Call': { entries: [['d', { entries: [['k', { a: 3 }]] }]] },
        'd:Call': {},
        'k:Add': { b: 0 },
        'l:Collect': {},
        'o:Out': { name: 'all' },
      },
      ['s.output>b.entries', 'b!d', 'c!d', 'd!k', 'k.output>l.item', 'l.output>o.value'],
    );
    expect((await runLate(graph)).outputs).toEqual({ all: [[3], [1, 2]] });
  });

  it('do not have the graph node run ahead of its readers', async () => {
    const abort = new AbortController();
    const graph = graphOf(
      {
        'b:Say': { entries: [{ n: 2000 }] },
        'c:Say': { entries: [{ n: 2000 }] },
        'k:Upto': {},
        'h:Stuck': {},
        'o:Out': { name: 'out' },
      },
      ['b!k', 'c!k', 'k.output>h.a', 'h.output>o.value'],
    );
    const stuck = defineNodeType({
      ...base,
      type: 't.Stuck',
      properties: { a: any() },
      outputs: { output: 'any' },
      process: () => new Promise(() => {}),
    });
    let sent = 0;
    const ending = runGraph({
      graph: prepareGraph(graph, new Catalogue([...types, stuck])),
      params: {},
      signal: abort.signal,
      emit: (update) => {
        if (update.type !== 'edge_update' || update.status !== 'message_sent') return;
        if (update.edge_id === 'k.output>h.a') sent += 1;
      },
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await ending;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(200);
  });

  it('do not wait for one another', async () => {
    const graph = graphOf(
      {
        'b:Slow': { a: [] },
        'c:Call': { entries: [['k', { a: 1 }]] },
        'd:Call': { entries: [['k', { a: 2 }]] },
        'k:Add': { b: 0 },
        'o:Out': { name: 'out' },
      },
      ['d.output>c.after', 'c!k', 'd!k', 'k.output>o.value'],
    );
    expect((await run(graph)).outputs['out']?.toSorted()).toEqual([1, 2]);
  });

  it('give the same results in every order of turns and at any speed', async () => {
    const entry = fc.record({ a: fc.integer({ min: 0, max: 9 }) });
    const entries = fc.array(entry, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        entries,
        entries,
        entries,
        fc.array(fc.integer(), { maxLength: 4 }),
        fc.nat(),
        async (x, y, z, items, seed) => {
          const graph = graphOf(
            {
              'i:Each': { items },
              's:Slow': {},
              'c:Say': { entries: x },
              'd:Call': { entries: y.map((one) => ['k', one]) },
              'e:CallOneByOne': { entries: z.map((one) => ['k', one]) },
              'k:Pair': { b: 'own' },
              't:Slow': {},
              'l:Collect': {},
              'o:Out': { name: 'out' },
              'p:Out': { name: 'all' },
            },
            [
              'i.output>s.a',
              's.output>k.b',
              'c!k',
              'd!k',
              'e!k',
              'k.output>t.a',
              't.output>o.value',
              'k.output>l.item',
              'l.output>p.value',
            ],
          );
          const expected = items.length === 0 ? [] : [...x, ...y, ...z].map(({ a }) => `${a}${items.at(-1)}`);
          const random = numbersFrom(seed);
          const { status, outputs } = await run(graph, { pick: pick(random), random });
          expect({ status, out: outputs['out'] ?? [], all: outputs['all'] }).toEqual({
            status: 'completed',
            out: expected,
            all: [expected],
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('control edges that make no sense', () => {
  const findings = (graph: unknown) =>
    prepareGraph(graph, catalogue).problems.map(({ severity, code, message }) => `${severity} ${code} ${message}`);

  it('are refused in a circle, alone or with data edges', () => {
    const circle = graphOf({ 'a:SayOnce': {}, 'b:SayOnce': {} }, ['a!b', 'b!a']);
    expect(findings(circle)).toContainEqual('error CYCLE Circular control dependency detected: a -> b -> a');
    expect(findings(graphOf({ 'a:SayOnce': {} }, ['a!a']))).toContainEqual(
      'error CYCLE Circular control dependency detected: a -> a',
    );
    const mixed = graphOf({ 'a:Call': {}, 'b:Add': {} }, ['a!b', 'b.output>a.after']);
    expect(findings(mixed)).toContainEqual('error CYCLE Circular control dependency detected: a -> b -> a');
  });

  it('are refused when they lead into a property, come twice, or from what can not control', () => {
    const [wrong] = graphOf({}, ['a!b']).edges;
    const graph = graphOf({ 'a:SayOnce': {}, 'b:Add': {}, 'c:Add': {} }, ['a!b', 'c!b']);
    expect(findings({ ...graph, edges: [{ ...wrong, id: 'w', targetHandle: 'a' }] })).toContainEqual(
      "error CONTROL_EDGE Control edge w must use '__control__' as targetHandle, got 'a'",
    );
    expect(findings({ ...graph, edges: [...graph.edges, { ...wrong, id: 'w' }] })).toEqual(
      expect.arrayContaining([
        'error CONTROL_EDGE Control edge w doubles another one from a to b: remove one of them.',
        expect.stringMatching(/^error CONTROL_EDGE Control edge c!b: Graph node c \(t.Add\) can not control others/),
      ]),
    );
  });

  it('are all right otherwise: nothing is said', () => {
    expect(findings(controlled('Say', { entries: [{ a: 1 }] }))).toEqual([]);
    const calling = controlled('Call', { entries: [] }, { 't:Try': {}, 'p:Out': { name: 'p' } }, [
      'c.output>t.other',
      't.output>p.value',
    ]);
    expect(findings(calling)).toEqual([]);
    const dynamic = graphOf({ 'a:Say': {}, 'b:Say': {}, 'k:Dynamic': {}, 'o:Out': { name: 'o' } }, [
      'a!k',
      'b!k',
      'k.output>o.value',
    ]);
    expect(findings(dynamic)).toEqual([]);
    // What an order may bring isn't missed, and what comes of one may be all that somebody wants.
    expect(findings(graphOf({ 'c:SayOnce': {}, 'k:Add': {} }, ['c!k']))).toEqual([]);
  });

  it('are refused into what reads whole iterations, and warned of where a failure would not be caught', () => {
    const reading = graphOf({ 'c:Say': {}, 'k:Read': {}, 'o:Out': { name: 'o' } }, ['c!k', 'k.output>o.value']);
    expect(findings(reading)).toEqual([
      expect.stringMatching(/^error CONTROL_EDGE Control edge c!k: Graph node k \(t.Read\) can not be controlled/),
    ]);
    const warning = expect.stringMatching(/^warning CONTROL_EDGE Graph node c \(t.Call\) controls others/);
    const caught = controlled('Call', {}, { 't:Try': {}, 'p:Out': { name: 'p' } }, [
      'c.output>t.value',
      't.output>p.value',
    ]);
    expect(findings(caught)).toEqual([warning]);
    const further = controlled('Call', {}, { 'x:Text': {}, 't:Try': {}, 'p:Out': { name: 'p' } }, [
      'c.output>x.a',
      'x.output>t.value',
      't.output>p.value',
    ]);
    expect(findings(further)).toEqual([warning]);
  });

  it('are each refused that comes once more than it should', () => {
    const graph = graphOf({ 'a:SayOnce': {}, 'b:Add': {} }, ['a!b']);
    const [wrong] = graph.edges;
    const edges = [...graph.edges, { ...wrong, id: 'w' }, { ...wrong, id: 'v' }];
    expect(prepareGraph({ ...graph, edges }, catalogue).problems).toEqual(
      ['w', 'v'].map((id) => ({
        code: 'CONTROL_EDGE',
        severity: 'error',
        edge_id: id,
        node_id: 'b',
        message: `Control edge ${id} doubles another one from a to b: remove one of them.`,
      })),
    );
  });

  it('are ignored with a warning when an end is missing: the graph node then fires by itself', async () => {
    const graph = graphOf({ 'k:Add': {}, 'o:Out': { name: 'out' } }, ['x!k', 'k.output>o.value']);
    expect(findings(graph)).toEqual(['warning MISSING_NODE Control edge x!k has invalid source x; it is ignored.']);
    expect((await run(graph)).outputs).toEqual({ out: [3] });
  });

  it.each([{ type: 'control' }, { data: { edge_type: 'control' } }, {}])(
    'are known by each spelling: %j',
    async (spelling) => {
      const graph = controlled('SayOnce', { entry: { a: 4 } });
      const edges = graph.edges.map((edge, index) => {
        const { edge_type: _, ...rest } = { edge_type: '', ...edge };
        return index === 0 ? { ...rest, ...spelling } : rest;
      });
      expect((await run({ ...graph, edges })).outputs).toEqual({ out: [14] });
    },
  );

  it('vanish with a bypassed controller', async () => {
    const graph = controlled('SayOnce', { entry: { a: 4 } });
    const nodes = graph.nodes.map((node) => (node.id === 'c' ? { ...node, ui_properties: { bypassed: true } } : node));
    expect((await run({ ...graph, nodes })).outputs).toEqual({ out: [11] });
  });
});
