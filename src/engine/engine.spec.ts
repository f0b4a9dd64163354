import { describe, expect, it } from '@jest/globals';

import { Catalogue } from './catalogue.js';
import { prepareGraph, runGraph } from './engine.js';
import type { RunOutcome } from './engine.js';
import type { EngineUpdate } from './engine-update.js';
import type { NodeType } from './node-type.js';
import { defineNodeType } from './node-type.js';
import { any, int, list, str } from './property.js';
import type { Actor } from './run/actor.js';

/** The smallest set of node types that shows each rule of the engine. */
const types: readonly NodeType[] = [
  defineNodeType({
    type: 't.In',
    title: 'In',
    description: '',
    role: 'input',
    properties: { name: str(), value: any(null) },
    outputs: { output: 'any' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    type: 't.Int',
    title: 'Int',
    description: '',
    role: 'input',
    properties: { name: str(), value: int() },
    outputs: { output: 'int' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    type: 't.Out',
    title: 'Out',
    description: '',
    role: 'output',
    properties: { name: str(), value: any(null) },
    outputs: { output: 'any' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    type: 't.Look',
    title: 'Look',
    description: '',
    role: 'preview',
    properties: { value: any(null) },
    outputs: { output: 'any' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({ type: 't.Note', title: 'Note', description: '', role: 'annotation', process: () => null }),
  defineNodeType({
    type: 't.List',
    title: 'List',
    description: '',
    properties: { value: list('any') },
    outputs: { output: 'list[any]' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    type: 't.Each',
    title: 'Each',
    description: '',
    properties: { items: list('any') },
    outputs: { output: 'any', index: 'int' },
    *generate({ items }) {
      let index = 0;
      for (const output of items) yield { output, index: index++ };
    },
  }),
  defineNodeType({
    type: 't.Collect',
    title: 'Collect',
    description: '',
    properties: { item: any() },
    outputs: { output: 'list[any]' },
    reduce: {
      handle: 'item',
      start: (): unknown[] => [],
      add: (all, item) => {
        all.push(item);
        return all;
      },
      finish: (output) => ({ output }),
    },
  }),
  defineNodeType({
    type: 't.Cat',
    title: 'Cat',
    description: '',
    properties: { a: any(''), b: any('') },
    outputs: { output: 'str' },
    process: ({ a, b }) => ({ output: `${String(a)}${String(b)}` }),
  }),
  defineNodeType({
    type: 't.Slow',
    title: 'Slow',
    description: '',
    properties: { a: any('') },
    outputs: { output: 'any' },
    process: async ({ a }, context) => {
      await context.sleep(context.random() * 3);
      return { output: a };
    },
  }),
  defineNodeType({
    type: 't.Even',
    title: 'Even',
    description: '',
    properties: { a: any() },
    outputs: { yes: 'any', no: 'any' },
    process: ({ a }) => (Number(a) % 2 === 0 ? { yes: a } : { no: a }),
  }),
  defineNodeType({
    type: 't.Join',
    title: 'Join',
    description: '',
    properties: { parts: list('any') },
    outputs: { output: 'str' },
    process: ({ parts }) => ({ output: parts.map(String).join(',') }),
  }),
  defineNodeType({
    type: 't.Range',
    title: 'Range',
    description: '',
    properties: { n: int() },
    outputs: { output: 'int' },
    *generate({ n }) {
      for (let i = 0; i < n; i++) yield { output: i };
    },
  }),
  defineNodeType({
    type: 't.Fail',
    title: 'Fail',
    description: '',
    properties: { a: any() },
    outputs: { output: 'any' },
    process: () => {
      throw new Error('boom');
    },
  }),
  defineNodeType({
    type: 't.Inc',
    title: 'Inc',
    description: '',
    properties: { a: int() },
    outputs: { output: 'int' },
    process: ({ a }) => ({ output: a + 1 }),
  }),
  defineNodeType({
    type: 't.Hang',
    title: 'Hang',
    description: '',
    properties: { a: any() },
    outputs: { output: 'any' },
    process: () => new Promise(() => {}),
  }),
  defineNodeType({
    type: 't.Format',
    title: 'Format',
    description: '',
    isDynamic: true,
    outputs: { output: 'str' },
    process: (_, { dynamicInputs }) => ({ output: JSON.stringify(dynamicInputs) }),
  }),
  defineNodeType({
    type: 't.Both',
    title: 'Both',
    description: '',
    properties: { n: int() },
    outputs: { item: 'int', total: { type: 'int', kind: 'single' } },
    *generate({ n }) {
      for (let i = 0; i < n; i++) yield { item: i };
      yield { total: n };
    },
  }),
  defineNodeType({
    type: 't.Odd',
    title: 'Odd',
    description: '',
    properties: {},
    outputs: { output: 'int' },
    process: () => ({ nope: 1 }),
  }),
];
const catalogue = new Catalogue(types);

type Data = Readonly<Record<string, unknown>>;

/** Writes a graph as `id:Type` nodes with their data and `a.output>b.handle` edges. */
const graphOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) => ({
  nodes: Object.entries(nodes).map(([key, data]) => {
    const [id, type] = key.split(':');
    const { sync_mode, dynamic_properties, ui_properties, ...rest } = data;
    return { id, type: `t.${type}`, data: rest, sync_mode, dynamic_properties, ui_properties };
  }),
  edges: edges.map((text, index) => {
    const [source = '', target = ''] = text.split('>');
    const [from, sourceHandle] = source.split('.');
    const [to, targetHandle] = target.split('.');
    return { id: `e${index}`, source: from, sourceHandle, target: to, targetHandle };
  }),
});

interface RunOptions {
  readonly params?: Data;
  readonly signal?: AbortSignal;
  readonly pick?: (queue: Actor[]) => Actor | undefined;
  readonly updates?: EngineUpdate[];
}

const run = (
  graph: unknown,
  { params = {}, signal = new AbortController().signal, updates = [], ...options }: RunOptions = {},
): Promise<RunOutcome> =>
  runGraph({
    graph: prepareGraph(graph, catalogue),
    params,
    signal,
    emit: (update) => updates.push(update),
    ...options,
  });

describe('values and parameters', () => {
  const graph = graphOf({ 'i:In': { name: 'x', value: 'own' }, 'o:Out': { name: 'out' } }, ['i.output>o.value']);

  it('takes a parameter by the name of its input', async () => {
    expect(await run(graph, { params: { x: 'given' } })).toMatchObject({
      status: 'completed',
      outputs: { out: ['given'] },
    });
  });

  it('uses the own value of an input without a parameter, also when the parameter is null', async () => {
    expect((await run(graph)).outputs).toEqual({ out: ['own'] });
    expect((await run(graph, { params: { x: null } })).outputs).toEqual({ out: ['own'] });
  });

  it('lets what arrives replace the own value, also an empty list', async () => {
    const outcome = await run(
      graphOf({ 'l:List': {}, 'j:Join': { parts: ['own'] }, 'o:Out': { name: 'out' } }, [
        'l.output>j.parts',
        'j.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: [''] });
  });

  it('keeps equal values that follow one another', async () => {
    const outcome = await run(
      graphOf({ 'l:List': { value: [1, 1, null, 2] }, 'f:Each': {}, 'o:Out': { name: 'out' } }, [
        'l.output>f.items',
        'f.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: [1, 1, null, 2] });
  });

  it('refuses a parameter of a wrong type by name, before anything runs', async () => {
    const updates: EngineUpdate[] = [];
    const typed = graphOf({ 'i:Int': { name: 'n', value: 1, max: 9 }, 'o:Out': { name: 'out' } }, ['i.output>o.value']);
    await expect(run(typed, { params: { n: '7' }, updates })).rejects.toThrow(
      "Parameter 'n' takes int, but its value is of type str",
    );
    await expect(run(typed, { params: { n: 12 }, updates })).rejects.toThrow(
      "Parameter 'n' is 12, but its largest value is 9",
    );
    expect(updates).toEqual([]);
  });

  it('fails a graph node that gets a value of a wrong type, instead of using a default', async () => {
    const outcome = await run(
      graphOf({ 'i:In': { name: 'x', value: 'seven' }, 'n:Inc': {}, 'o:Out': { name: 'out' } }, [
        'i.output>n.a',
        'n.output>o.value',
      ]),
    );
    expect(outcome.status).toBe('failed');
    expect(outcome.error?.message).toContain(
      'Graph node n (t.Inc) "Inc" failed: property \'a\' takes int, but a value of type str arrived',
    );
  });

  it('gives author-made handles to dynamic graph nodes, edges over own values', async () => {
    const outcome = await run(
      graphOf(
        {
          'i:In': { name: 'x', value: 'q' },
          'f:Format': { dynamic_properties: { a: 1, z: 2 } },
          'o:Out': { name: 'out' },
        },
        ['i.output>f.z', 'f.output>o.value'],
      ),
    );
    expect(outcome.outputs).toEqual({ out: ['{"a":1,"z":"q"}'] });
  });
});

describe('iterations', () => {
  const each = { 'l:List': { value: ['a', 'b'] }, 'f:Each': {} };

  it('pairs what descends from the same item, whatever the timing', async () => {
    const outcome = await run(
      graphOf({ ...each, 's:Slow': {}, 't:Cat': {}, 'c:Collect': {}, 'o:Out': { name: 'out' } }, [
        'l.output>f.items',
        'f.output>s.a',
        's.output>t.b',
        'f.index>t.a',
        't.output>c.item',
        'c.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: [['0a', '1b']] });
  });

  it('holds a value from outside for every item', async () => {
    const outcome = await run(
      graphOf({ ...each, 'i:In': { name: 'x', value: '-' }, 's:Slow': {}, 't:Cat': {}, 'o:Out': { name: 'out' } }, [
        'l.output>f.items',
        'i.output>s.a',
        's.output>t.a',
        'f.output>t.b',
        't.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: ['-a', '-b'] });
  });

  it('closes only the inner iteration when iterations are nested', async () => {
    const outcome = await run(
      graphOf(
        {
          'l:List': { value: [[1, 2], [], [3]] },
          'f:Each': {},
          'g:Each': {},
          'c:Collect': {},
          'd:Collect': {},
          'o:Out': { name: 'out' },
        },
        ['l.output>f.items', 'f.output>g.items', 'g.output>c.item', 'c.output>d.item', 'd.output>o.value'],
      ),
    );
    expect(outcome.outputs).toEqual({ out: [[[1, 2], [], [3]]] });
  });

  it('pairs an outer item with each of its inner items', async () => {
    const outcome = await run(
      graphOf(
        {
          'l:List': { value: [[1, 2], [], [3]] },
          'f:Each': {},
          'g:Each': {},
          't:Cat': {},
          'c:Collect': {},
          'o:Out': { name: 'out' },
        },
        ['l.output>f.items', 'f.output>g.items', 'f.index>t.a', 'g.output>t.b', 't.output>c.item', 'c.output>o.value'],
      ),
    );
    expect(outcome.outputs).toEqual({ out: [['01', '02'], [], ['23']] });
  });

  it('collects an empty list from an empty iteration, and nothing that was filtered', async () => {
    const outcome = await run(
      graphOf(
        {
          'l:List': { value: [1, 2, 3] },
          'm:List': {},
          'f:Each': {},
          'g:Each': {},
          'e:Even': {},
          'c:Collect': {},
          'd:Collect': {},
          'o:Out': { name: 'even' },
          'p:Out': { name: 'none' },
        },
        [
          'l.output>f.items',
          'f.output>e.a',
          'e.yes>c.item',
          'c.output>o.value',
          'm.output>g.items',
          'g.output>d.item',
          'd.output>p.value',
        ],
      ),
    );
    expect(outcome.outputs).toEqual({ even: [[2]], none: [[]] });
  });

  it('skips a pair of which one side was filtered', async () => {
    const outcome = await run(
      graphOf({ 'r:Range': { n: 5 }, 'e:Even': {}, 't:Cat': {}, 'c:Collect': {}, 'o:Out': { name: 'out' } }, [
        'r.output>e.a',
        'e.yes>t.a',
        'r.output>t.b',
        't.output>c.item',
        'c.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: [['00', '22', '44']] });
  });

  const independent = (syncMode: string) =>
    graphOf(
      {
        'x:Range': { n: 3 },
        'l:List': { value: ['a', 'b'] },
        'y:Each': {},
        't:Cat': { sync_mode: syncMode },
        'c:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['l.output>y.items', 'x.output>t.a', 'y.output>t.b', 't.output>c.item', 'c.output>o.value'],
    );

  it('combines independent iterations with the latest of the other', async () => {
    expect((await run(independent('on_any'))).outputs).toEqual({ out: [['0a', '1a', '1b', '2b']] });
  });

  it('pairs independent iterations by index with zip_all', async () => {
    expect((await run(independent('zip_all'))).outputs).toEqual({ out: [['0a', '1b']] });
  });

  it('gives a generator one value per single output, after its items', async () => {
    const outcome = await run(
      graphOf({ 'b:Both': { n: 3 }, 'c:Collect': {}, 't:Cat': {}, 'o:Out': { name: 'out' } }, [
        'b.item>c.item',
        'c.output>t.a',
        'b.total>t.b',
        't.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: ['0,1,23'] });
  });
});

describe('lists', () => {
  it('wraps a single value into a list', async () => {
    const outcome = await run(
      graphOf({ 'i:In': { name: 'x', value: 'a' }, 'j:Join': {}, 'o:Out': { name: 'out' } }, [
        'i.output>j.parts',
        'j.output>o.value',
      ]),
    );
    expect(outcome.outputs).toEqual({ out: ['a'] });
  });

  it('gathers several edges into one list, laid flat, in the order of the graph', async () => {
    const outcome = await run(
      graphOf(
        {
          'l:List': { value: [1, 2] },
          'i:In': { name: 'x', value: 'z' },
          's:Slow': {},
          'f:Each': {},
          'j:Join': {},
          'o:Out': { name: 'out' },
        },
        [
          'l.output>s.a',
          's.output>j.parts',
          'i.output>j.parts',
          'l.output>f.items',
          'f.output>j.parts',
          'j.output>o.value',
        ],
      ),
    );
    expect(outcome.outputs).toEqual({ out: ['1,2,z,1,2'] });
  });
});

describe('branches, previews and failures', () => {
  it('says nothing about an untaken branch', async () => {
    const updates: EngineUpdate[] = [];
    const outcome = await run(
      graphOf({ 'i:In': { name: 'x', value: 3 }, 'e:Even': {}, 'a:Out': { name: 'yes' }, 'b:Out': { name: 'no' } }, [
        'i.output>e.a',
        'e.yes>a.value',
        'e.no>b.value',
      ]),
      { updates },
    );
    expect(outcome.outputs).toEqual({ no: [3] });
    expect(updates.filter(({ type }) => type === 'output_update')).toHaveLength(1);
    expect(updates.some((update) => update.type === 'node_update' && update.node_id === 'a')).toBe(false);
  });

  it('shows previews by graph node and leaves notes alone', async () => {
    const outcome = await run(
      graphOf({ 'i:In': { name: 'x', value: 3 }, 'p:Look': {}, 'n:Note': {} }, ['i.output>p.value']),
    );
    expect(outcome).toMatchObject({ status: 'completed', outputs: {}, preview: { p: 3 } });
  });

  it('runs siblings of a failed graph node to the end and nothing behind it', async () => {
    const updates: EngineUpdate[] = [];
    const outcome = await run(
      graphOf(
        {
          'i:In': { name: 'x', value: 3 },
          'f:Fail': {},
          'c:Cat': {},
          's:Slow': {},
          'a:Out': { name: 'bad' },
          'b:Out': { name: 'good' },
        },
        ['i.output>f.a', 'f.output>c.a', 'c.output>a.value', 'i.output>s.a', 's.output>b.value'],
      ),
      { updates },
    );
    expect(outcome).toMatchObject({
      status: 'failed',
      outputs: { good: [3] },
      error: { node_id: 'f', node_type: 't.Fail', message: 'Graph node f (t.Fail) "Fail" failed: boom' },
    });
    const statuses = updates.flatMap((update) =>
      update.type === 'node_update' ? `${update.node_id} ${update.status}` : [],
    );
    expect(statuses.toSorted()).toEqual([
      'b completed',
      'b running',
      'f error',
      'f running',
      's completed',
      's running',
    ]);
    expect(updates.filter((update) => update.type === 'job_update').map(({ status }) => status)).toEqual([
      'running',
      'failed',
    ]);
  });

  it('fails a graph node that emits to an output which it does not have', async () => {
    const outcome = await run(graphOf({ 'x:Odd': {}, 'o:Out': { name: 'out' } }, ['x.output>o.value']));
    expect(outcome.error?.message).toContain("tried to emit to unknown output 'nope'");
  });

  it('settles as cancelled at once, though a graph node never answers', async () => {
    const abort = new AbortController();
    const updates: EngineUpdate[] = [];
    const ending = run(graphOf({ 'h:Hang': {}, 'o:Out': { name: 'out' } }, ['h.output>o.value']), {
      signal: abort.signal,
      updates,
    });
    abort.abort();
    expect((await ending).status).toBe('cancelled');
    expect(updates.at(-1)).toMatchObject({ type: 'job_update', status: 'cancelled' });
  });

  it('routes around a bypassed graph node', async () => {
    const outcome = await run(
      graphOf(
        { 'i:In': { name: 'x', value: 3 }, 'f:Fail': { ui_properties: { bypassed: true } }, 'o:Out': { name: 'out' } },
        ['i.output>f.a', 'f.output>o.value'],
      ),
    );
    expect(outcome.outputs).toEqual({ out: [3] });
  });
});

describe('flow', () => {
  it('gets through buffers that hold each other up', async () => {
    const outcome = await run(
      graphOf(
        {
          'r:Range': { n: 1000 },
          'c:Collect': {},
          'j:Join': {},
          't:Cat': {},
          'd:Collect': {},
          'o:Out': { name: 'out' },
        },
        ['r.output>c.item', 'c.output>j.parts', 'j.output>t.a', 'r.output>t.b', 't.output>d.item', 'd.output>o.value'],
      ),
    );
    expect(outcome.outputs['out']?.[0]).toHaveLength(1000);
  });

  it('keeps a fast producer from running ahead of a slow reader', async () => {
    let ahead = 0;
    const updates: EngineUpdate[] = [];
    const watch = (update: EngineUpdate): void => {
      updates.push(update);
      if (update.type !== 'edge_update' || update.status !== 'message_sent') return;
      ahead = update.edge_id === 'e0' ? ahead + 1 : ahead;
    };
    const prepared = prepareGraph(
      graphOf({ 'r:Range': { n: 100_000 }, 'h:Hang': {}, 'o:Out': { name: 'out' } }, [
        'r.output>h.a',
        'h.output>o.value',
      ]),
      catalogue,
    );
    const abort = new AbortController();
    const ending = runGraph({ graph: prepared, params: {}, signal: abort.signal, emit: watch });
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await ending;
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThan(200);
  });

  it('gives the same results in every order of turns', async () => {
    const graph = graphOf(
      {
        'x:Range': { n: 7 },
        'y:Range': { n: 5 },
        's:Slow': {},
        't:Cat': {},
        'u:Cat': {},
        'e:Even': {},
        'c:Collect': {},
        'd:Collect': {},
        'j:Join': {},
        'o:Out': { name: 'out' },
        'p:Out': { name: 'out' },
        'q:Out': { name: 'all' },
      },
      [
        'x.output>s.a',
        's.output>t.a',
        'y.output>t.b',
        't.output>c.item',
        'c.output>o.value',
        'x.output>e.a',
        'e.yes>u.a',
        'x.output>u.b',
        'u.output>p.value',
        'e.no>d.item',
        'd.output>j.parts',
        'y.output>j.parts',
        'j.output>q.value',
      ],
    );
    const expected = (await run(graph)).outputs;
    for (let seed = 1; seed <= 30; seed++) {
      let state = seed;
      const pick = (queue: Actor[]): Actor | undefined => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return queue.splice(state % Math.max(queue.length, 1), 1)[0];
      };
      expect((await run(graph, { pick })).outputs).toEqual(expected);
    }
  });
});
