import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../../../engine/catalogue.js';
import type { RunOutcome } from '../../../engine/engine.js';
import { prepareGraph, runGraph } from '../../../engine/engine.js';
import type { EngineUpdate } from '../../../engine/engine-update.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, int, list } from '../../../engine/property.js';
import { builtinTypes } from '../../catalogue.js';

const CONTROL = 'nodetool.control';

const testTypes = [
  defineNodeType({
    type: 't.List',
    title: 'List',
    description: '',
    properties: { value: list('any') },
    outputs: { output: 'list[any]' },
    process: ({ value }) => ({ output: value }),
  }),
  defineNodeType({
    type: 't.Add',
    title: 'Add',
    description: '',
    properties: { a: int(), b: int() },
    outputs: { output: 'int' },
    process: ({ a, b }) => ({ output: a + b }),
  }),
  defineNodeType({
    type: 't.Less',
    title: 'Less',
    description: '',
    properties: { a: int(), limit: int() },
    outputs: { output: 'bool' },
    process: ({ a, limit }) => ({ output: a < limit }),
  }),
  defineNodeType({
    type: 't.Inverse',
    title: 'Inverse',
    description: '',
    properties: { a: any() },
    outputs: { output: 'any' },
    process: ({ a }) => {
      if (a === 0) throw new Error('there is no inverse of 0');
      return { output: 1 / Number(a) };
    },
  }),
  defineNodeType({
    type: 't.Broken',
    title: 'Broken',
    description: '',
    properties: { a: any() },
    outputs: { output: 'int' },
    *generate() {
      yield { output: 1 };
      throw new Error('the source broke off');
    },
  }),
];
const catalogue = new Catalogue([...builtinTypes, ...testTypes]);

type Data = Readonly<Record<string, unknown>>;

/** `{ 'id:Type': data }`, types without a dot being of `nodetool.control`, and edges as `a.output>b.value`. */
const prepare = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) =>
  prepareGraph(
    {
      nodes: Object.entries(nodes).map(([key, data]) => {
        const [id, type = ''] = key.split(':');
        if (type === 'Out') return { id, type: 'nodetool.output.Output', data: { name: id } };
        return { id, type: type.includes('.') ? type : `${CONTROL}.${type}`, data };
      }),
      edges: edges.map((edge) => {
        const [source, sourceHandle, target, targetHandle] = edge.split(/[.>]/);
        return { source, sourceHandle, target, targetHandle };
      }),
    },
    catalogue,
  );

interface Watched extends RunOutcome {
  readonly updates: readonly EngineUpdate[];
  readonly logs: readonly string[];
}

const run = async (
  nodes: Readonly<Record<string, Data>>,
  edges: readonly string[],
  signal = new AbortController().signal,
): Promise<Watched> => {
  const updates: EngineUpdate[] = [];
  const graph = prepare(nodes, edges);
  const outcome = await runGraph({ graph, params: {}, signal, emit: (update) => updates.push(update) });
  const logs = updates.flatMap((update) => (update.type === 'log_update' ? [update.content] : []));
  return { ...outcome, updates, logs };
};

/** Feeds a list item by item into one graph node and gathers what comes out of an output. */
const through = async (
  items: readonly unknown[],
  type: string,
  data: Data = {},
  output = 'output',
  input = 'input_item',
) =>
  (
    await run({ 'l:t.List': { value: items }, 'e:ForEach': {}, [`n:${type}`]: data, 'c:Collect': {}, 'o:Out': {} }, [
      'l.output>e.input_list',
      `e.output>n.${input}`,
      `n.${output}>c.input_item`,
      'c.output>o.value',
    ])
  ).outputs['o'];

describe('what happens to streams', () => {
  const five = [1, 2, 3, 4, 5];

  it.each([
    ['Take', { n: 2 }, [1, 2]],
    ['Take', { n: 0 }, []],
    ['Take', { n: 9 }, five],
    ['Drop', { n: 3 }, [4, 5]],
    ['Drop', { n: -1 }, five],
    ['TakeWhile', { predicate: 'item < 3' }, [1, 2]],
    ['DropWhile', { predicate: 'item < 3' }, [3, 4, 5]],
    ['DropWhile', {}, five],
    ['FilterEqual', { value: 3 }, [3]],
    ['FilterEqual', { value: 3, invert: true }, [1, 2, 4, 5]],
    ['FilterCode', { predicate: 'item % 2 === 1' }, [1, 3, 5]],
    ['Tap', {}, five],
    ['Chunk', { size: 2 }, [[1, 2], [3, 4], [5]]],
    ['Chunk', { size: 5 }, [five]],
  ])('%s with %j gives %j', async (type, data, expected) => {
    expect(await through(five, type, data)).toEqual([expected]);
  });

  it('Take and Drop number what they pass on', async () => {
    expect(await through(five, 'Take', { n: 2 }, 'index')).toEqual([[0, 1]]);
    expect(await through(five, 'Drop', { n: 3 }, 'index')).toEqual([[0, 1]]);
  });

  it('Distinct tells 1 from true and compares lists by content', async () => {
    expect(await through([1, 1, true, [1], [1], '1'], 'Distinct')).toEqual([[1, true, [1], '1']]);
    expect(await through([{ id: 1, x: 1 }, { id: 1 }, { id: 2 }], 'Distinct', { key: 'item.id' })).toEqual([
      [{ id: 1, x: 1 }, { id: 2 }],
    ]);
  });

  it.each([
    ['item.', /the expression `item\.` can not be evaluated/],
    ['item.missing.field', /the expression `item\.missing\.field` can not be evaluated/],
    ['(() => { for (;;); })()', /interrupted/],
  ])('FilterCode fails on the expression %s', async (predicate, text) => {
    const { status, error } = await run(
      { 'l:t.List': { value: [1] }, 'e:ForEach': {}, 'n:FilterCode': { predicate } },
      ['l.output>e.input_list', 'e.output>n.input_item'],
    );
    expect(status).toBe('failed');
    expect(error?.message).toMatch(text);
  });

  it('Tap writes each item to the log', async () => {
    const { logs } = await run({ 'r:RepeatValue': { value: 'a', count: 2 }, 't:Tap': { label: 'seen' } }, [
      'r.output>t.input_item',
    ]);
    expect(logs).toEqual(["[seen] 'a'", "[seen] 'a'"]);
  });

  const closing = async (value: readonly unknown[], type: string): Promise<unknown> =>
    (
      await run({ 'l:t.List': { value }, 'e:ForEach': {}, [`n:${type}`]: {}, 'o:Out': {} }, [
        'l.output>e.input_list',
        'e.output>n.input_item',
        'n.output>o.value',
      ])
    ).outputs['o'];

  it('Last and Count close an iteration; an empty one has no last item', async () => {
    expect(await closing(['a', 'b', null], 'Last')).toEqual([null]);
    expect(await closing(['a', 'b', 'c'], 'Count')).toEqual([3]);
    expect(await closing([], 'Last')).toBeUndefined();
    expect(await closing([], 'Count')).toEqual([0]);
  });

  it('starts anew in each inner iteration', async () => {
    const { outputs } = await run(
      {
        'l:t.List': { value: [[1, 2, 3], [4], [], [5, 6]] },
        'e:ForEach': {},
        'f:ForEach': {},
        't:Take': { n: 2 },
        'k:Chunk': { size: 2 },
        'c:Collect': {},
        'd:Collect': {},
        'o:Out': {},
        'p:Out': {},
      },
      [
        'l.output>e.input_list',
        'e.output>f.input_list',
        'f.output>t.input_item',
        'f.output>k.input_item',
        't.output>c.input_item',
        'k.output>d.input_item',
        'c.output>o.value',
        'd.output>p.value',
      ],
    );
    expect(outputs['o']).toEqual([[1, 2], [4], [], [5, 6]]);
    expect(outputs['p']).toEqual([[[1, 2], [3]], [[4]], [], [[5, 6]]]);
  });

  it('ForEach takes at most limit items', async () => {
    const { outputs } = await run({ 'l:t.List': { value: five }, 'e:ForEach': { limit: 2 }, 'o:Out': {} }, [
      'l.output>e.input_list',
      'e.output>o.value',
    ]);
    expect(outputs['o']).toEqual([1, 2]);
  });

  it('RepeatCount counts from 0', async () => {
    const { outputs } = await run({ 'r:RepeatCount': { count: 3 }, 'o:Out': {} }, ['r.output>o.value']);
    expect(outputs['o']).toEqual([0, 1, 2]);
  });
});

describe('Zip and Cross', () => {
  const pairs = async (left: readonly unknown[], right: readonly unknown[], type: string, data: Data = {}) =>
    run(
      {
        'l:t.List': { value: left },
        'r:t.List': { value: right },
        'e:ForEach': {},
        'f:ForEach': {},
        [`z:${type}`]: data,
        'a:Out': {},
        'b:Out': {},
      },
      [
        'l.output>e.input_list',
        'r.output>f.input_list',
        'e.output>z.left',
        'f.output>z.right',
        'z.left>a.value',
        'z.right>b.value',
      ],
    );

  it('Zip pairs by index, up to the shorter side, and says what was left out', async () => {
    const { outputs, logs } = await pairs(['A0', 'A1', 'A2'], ['B0', 'B1'], 'Zip');
    expect(outputs).toEqual({ a: ['A0', 'A1'], b: ['B0', 'B1'] });
    expect(logs).toEqual(['1 items had no partner and were left out.']);
  });

  it('Zip gives up at too many items without a partner', async () => {
    const { error } = await pairs([1, 2, 3], [], 'Zip', { max_unmatched_pairs: 2 });
    expect(error?.message).toMatch(/more than 2 items have no partner/);
  });

  it('Zip pairs a value from outside with each item', async () => {
    const { outputs } = await run(
      { 'l:t.List': { value: ['x', 'y'] }, 'e:ForEach': {}, 'z:Zip': { right: 'one' }, 'a:Out': {}, 'b:Out': {} },
      ['l.output>e.input_list', 'e.output>z.left', 'z.left>a.value', 'z.right>b.value'],
    );
    expect(outputs).toEqual({ a: ['x', 'y'], b: ['one', 'one'] });
  });

  it('Zip keeps the index of items that a filter let through', async () => {
    const { outputs } = await run(
      {
        'l:t.List': { value: [0, 1, 2, 3] },
        'e:ForEach': {},
        'k:FilterCode': { predicate: 'item % 2 === 1' },
        'r:RepeatCount': { count: 4 },
        'z:Zip': {},
        'b:Out': {},
        'i:Out': {},
      },
      [
        'l.output>e.input_list',
        'e.output>k.input_item',
        'k.output>z.left',
        'r.output>z.right',
        'z.right>b.value',
        'z.index>i.value',
      ],
    );
    expect(outputs).toEqual({ b: [1, 3], i: [1, 3] });
  });

  it('Cross gives all pairs', async () => {
    const { outputs } = await pairs([1, 2], ['a', 'b', 'c'], 'Cross');
    expect(outputs).toEqual({ a: [1, 1, 1, 2, 2, 2], b: ['a', 'b', 'c', 'a', 'b', 'c'] });
  });

  it('Cross refuses more pairs than it may give', async () => {
    const { status, error } = await pairs([1, 2], ['a', 'b', 'c'], 'Cross', { max_output_count: 5 });
    expect(status).toBe('failed');
    expect(error?.message).toMatch(/more than 5 pairs; raise max_output_count/);
  });

  it('Cross takes more items than buffers hold, from one source too', async () => {
    const { outputs } = await run(
      { 'r:RepeatCount': { count: 200 }, 'z:Cross': { max_output_count: 40_000 }, 'n:Count': {}, 'o:Out': {} },
      ['r.output>z.left', 'r.index>z.right', 'z.left>n.input_item', 'n.output>o.value'],
    );
    expect(outputs['o']).toEqual([40_000]);
  });

  it('works once for each step of an iteration that both sides share', async () => {
    const { outputs } = await run(
      {
        'l:t.List': { value: [[1, 2], [], [3]] },
        'e:ForEach': {},
        'f:ForEach': {},
        'g:ForEach': {},
        'z:Cross': {},
        'c:Collect': {},
        'o:Out': {},
      },
      [
        'l.output>e.input_list',
        'e.output>f.input_list',
        'e.output>g.input_list',
        'f.output>z.left',
        'g.output>z.right',
        'z.right>c.input_item',
        'c.output>o.value',
      ],
    );
    expect(outputs['o']).toEqual([[1, 2, 1, 2], [], [3]]);
  });

  it('fails when one side breaks off', async () => {
    const { status, error } = await run({ 'b:t.Broken': {}, 'r:RepeatCount': { count: 3 }, 'z:Zip': {}, 'o:Out': {} }, [
      'b.output>z.left',
      'r.output>z.right',
      'z.left>o.value',
    ]);
    expect(status).toBe('failed');
    expect(error?.message).toMatch(/the source broke off/);
  });

  it('refuses a limit that changes inside of what is read', () => {
    const { problems } = prepare({ 'r:RepeatCount': { count: 3 }, 'z:Chunk': {} }, [
      'r.output>z.input_item',
      'r.index>z.size',
    ]);
    expect(problems).toContainEqual(expect.objectContaining({ code: 'LOOP', node_id: 'z', handle: 'size' }));
  });
});

describe('Switch', () => {
  it('sends the input on by the first case that fits, numbers as texts too', async () => {
    const { outputs } = await run(
      { 's:Switch': { value: 2, cases: ['1', '2', 2], input: 'x' }, 'm:Out': {}, 'd:Out': {}, 'i:Out': {} },
      ['s.matched>m.value', 's.default>d.value', 's.index>i.value'],
    );
    expect(outputs).toEqual({ m: ['x'], i: [1] });
  });

  it('sends it on as default with index -1 when none fits', async () => {
    const { outputs } = await run({ 's:Switch': { value: 'z', cases: ['a'], input: 'x' }, 'd:Out': {}, 'i:Out': {} }, [
      's.default>d.value',
      's.index>i.value',
    ]);
    expect(outputs).toEqual({ d: ['x'], i: [-1] });
  });
});

describe('TryCatch', () => {
  it('passes a value on and takes the fallback for null', async () => {
    expect(await through([1, null], 'TryCatch', { fallback: 'none' }, 'output', 'value')).toEqual([[1, 'none']]);
    expect(await through([1, null], 'TryCatch', {}, 'has_error', 'value')).toEqual([[false, true]]);
  });

  const guarded = {
    'l:t.List': { value: [2, 0, 4] },
    'e:ForEach': {},
    'i:t.Inverse': {},
    't:TryCatch': { fallback: -1 },
    'c:Collect': {},
    'o:Out': {},
  };
  const guardedEdges = [
    'l.output>e.input_list',
    'e.output>i.a',
    'i.output>t.value',
    't.output>c.input_item',
    'c.output>o.value',
  ];

  it('catches the failure of one item; the others are made', async () => {
    const { status, outputs, logs, updates } = await run(guarded, guardedEdges);
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { o: [[0.5, -1, 0.25]] } });
    expect(logs).toEqual([expect.stringMatching(/no inverse of 0 The run goes on|no inverse of 0.*The run goes on/)]);
    const ends = updates.filter((one) => one.type === 'node_update' && one.node_id === 'i' && one.status !== 'running');
    expect(ends).toEqual([expect.objectContaining({ status: 'error', error: 'there is no inverse of 0' })]);
  });

  it('fails the run when the value is used past it as well', async () => {
    const { status } = await run({ ...guarded, 'p:Out': {} }, [...guardedEdges, 'i.output>p.value']);
    expect(status).toBe('failed');
  });

  it('still completes when a preview looks at the value', async () => {
    const { status } = await run({ ...guarded, 'p:nodetool.workflows.base_node.Preview': {} }, [
      ...guardedEdges,
      'i.output>p.value',
    ]);
    expect(status).toBe('completed');
  });

  it('catches what happens several graph nodes before it, and in what closes an iteration', async () => {
    const { status, outputs } = await run(
      {
        'l:t.List': { value: [1, 0] },
        'e:ForEach': {},
        'i:t.Inverse': {},
        'r:Reroute': {},
        'c:Collect': {},
        't:TryCatch': { fallback: 'no list' },
        'o:Out': {},
        'x:Out': {},
      },
      [
        'l.output>e.input_list',
        'e.output>i.a',
        'i.output>r.input_value',
        'r.output>c.input_item',
        'c.output>t.value',
        't.output>o.value',
        't.error>x.value',
      ],
    );
    expect(status).toBe('completed');
    expect(outputs).toEqual({
      o: ['no list'],
      x: ['Graph node i (t.Inverse) "Inverse" failed: there is no inverse of 0'],
    });
  });

  it('takes a stream that breaks off up to there, and the fallback for the rest', async () => {
    const { status, outputs } = await run({ 'b:t.Broken': {}, 't:TryCatch': { fallback: 'rest' }, 'o:Out': {} }, [
      'b.output>t.value',
      't.output>o.value',
    ]);
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { o: [1, 'rest'] } });
  });
});

describe('Loop', () => {
  const counting = {
    'p:Loop': { initial: 0, max_iterations: 100 },
    'a:t.Add': { b: 1 },
    'c:t.Less': { limit: 3 },
    'o:Out': {},
  };
  const countingEdges = ['p.value>a.a', 'a.output>p.next', 'a.output>c.a', 'c.output>p.condition', 'p.done>o.value'];

  it('repeats until the condition is false', async () => {
    const { status, outputs, logs } = await run({ ...counting, 'v:Collect': {}, 'q:Out': {} }, [
      ...countingEdges,
      'p.value>v.input_item',
      'v.output>q.value',
    ]);
    expect({ status, outputs, logs }).toEqual({ status: 'completed', outputs: { o: [3], q: [[0, 1, 2]] }, logs: [] });
  });

  it('runs exactly max_iterations laps without a condition', async () => {
    const { outputs, logs } = await run(
      { 'p:Loop': { initial: 5, max_iterations: 4 }, 'a:t.Add': { b: 2 }, 'o:Out': {} },
      ['p.value>a.a', 'a.output>p.next', 'p.done>o.value'],
    );
    expect({ outputs, logs }).toEqual({ outputs: { o: [13] }, logs: [] });
  });

  it('stops at the limit with a warning', async () => {
    const { status, outputs, logs } = await run(
      { ...counting, 'p:Loop': { initial: 0, max_iterations: 2 } },
      countingEdges,
    );
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { o: [2] } });
    expect(logs).toEqual([expect.stringContaining('max_iterations (2)')]);
  });

  it('fails the run when its body fails', async () => {
    const { status, error } = await run({ 'p:Loop': { initial: 0 }, 'i:t.Inverse': {}, 'o:Out': {} }, [
      'p.value>i.a',
      'i.output>p.next',
      'p.done>o.value',
    ]);
    expect(status).toBe('failed');
    expect(error?.message).toMatch(/no inverse of 0/);
  });

  it('runs once for each item, and takes values from outside in every lap', async () => {
    const { outputs } = await run(
      { 'l:t.List': { value: [0, 1, 5] }, 'e:ForEach': {}, 'k:t.Add': { a: 2, b: 0 }, ...counting },
      ['l.output>e.input_list', 'e.output>p.initial', 'k.output>a.b', ...countingEdges],
    );
    expect(outputs['o']).toEqual([4, 3, 7]);
  });

  it('ends without a result when a lap takes a way out', async () => {
    const { status, outputs } = await run(
      {
        'p:Loop': { initial: 0, max_iterations: 9 },
        'a:t.Add': { b: 1 },
        'c:t.Less': { limit: 3 },
        'f:If': {},
        'o:Out': {},
        'x:Out': {},
      },
      [
        'p.value>a.a',
        'a.output>c.a',
        'c.output>f.condition',
        'a.output>f.value',
        'f.if_true>p.next',
        'f.if_false>x.value',
        'p.done>o.value',
      ],
    );
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { x: [3] } });
  });

  it('holds another loop, and iterations whose items are gathered', async () => {
    const { outputs } = await run(
      {
        'p:Loop': { initial: 1, max_iterations: 3 },
        'q:Loop': { max_iterations: 2 },
        'a:t.Add': { b: 10 },
        'r:RepeatCount': {},
        'n:Count': {},
        's:t.Add': {},
        'o:Out': {},
      },
      [
        'p.value>q.initial',
        'q.value>a.a',
        'a.output>q.next',
        'q.done>s.a',
        'p.index>r.count',
        'r.output>n.input_item',
        'n.output>s.b',
        's.output>p.next',
        'p.done>o.value',
      ],
    );
    expect(outputs['o']).toEqual([1 + 3 * 20 + 0 + 1 + 2]);
  });

  it('is cancelled in the middle of an endless round', async () => {
    const controller = new AbortController();
    const running = run(
      { ...counting, 'p:Loop': { initial: 0, max_iterations: 1e12 }, 'c:t.Less': { limit: 1e12 } },
      countingEdges,
      controller.signal,
    );
    setImmediate(() => controller.abort());
    expect((await running).status).toBe('cancelled');
  });

  it.each([
    ['an open end', ['p.value>a.a'], /connect the end of the loop's body to property 'next'/],
    ['a value from outside', ['k.output>p.next'], /outside of the lap/],
    ['items of an inner iteration', ['p.value>r.count', 'r.output>p.next'], /a further iteration inside of the lap/],
    ['its own end', ['p.done>p.next'], /outside of the lap/],
  ])('refuses %s', (_, edges, text) => {
    const { problems } = prepare({ 'p:Loop': {}, 'a:t.Add': {}, 'k:t.Add': {}, 'r:RepeatCount': {} }, edges);
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'LOOP', severity: 'error', message: expect.stringMatching(text) }),
    );
  });

  it('is the only way round: other cycles stay refused', () => {
    const { problems } = prepare({ 'p:Loop': {}, 'a:t.Add': {} }, [
      'p.done>a.a',
      'a.output>p.initial',
      'a.output>p.next',
    ]);
    expect(problems).toContainEqual(expect.objectContaining({ code: 'CYCLE' }));
  });
});
