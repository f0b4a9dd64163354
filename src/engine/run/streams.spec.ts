import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import type { RunOutcome } from '../engine.js';
import { prepareGraph, runGraph } from '../engine.js';
import type { InputStream } from '../input-stream.js';
import type { NodeContext } from '../node-context.js';
import type { NodeType } from '../node-type.js';
import { defineNodeType } from '../node-type.js';
import { any, int, list, str } from '../property.js';

const base = { title: '', description: '' };

const types: readonly NodeType[] = [
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
    type: 't.Upto',
    properties: { n: int() },
    outputs: { output: 'int' },
    *generate({ n }) {
      for (let output = 0; output < n; output += 1) yield { output };
    },
  }),
  // What comes of an item is left to the item: an output by name, several of them, or none.
  defineNodeType({
    ...base,
    type: 't.Split',
    properties: { items: list('any') },
    outputs: { a: 'any', b: 'any', x: { type: 'any', kind: 'single' }, y: { type: 'any', kind: 'single' } },
    *generate({ items }) {
      for (const item of items) yield item as Readonly<Record<string, unknown>>; // the graphs below write it so
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
    type: 't.Pair',
    properties: { a: any('-'), b: any('-') },
    outputs: { output: 'str' },
    process: ({ a, b }) => ({ output: `${String(a)}${String(b)}` }),
  }),
  defineNodeType({
    ...base,
    type: 't.Even',
    properties: { a: any() },
    outputs: { output: 'any' },
    process: ({ a }) => (Number(a) % 2 === 0 ? { output: a } : {}),
  }),
  defineNodeType({
    ...base,
    type: 't.Sum',
    properties: { a: int() },
    outputs: { output: 'int' },
    scan: { start: () => ({ sum: 0 }), step: ({ a }, state) => ({ output: (state.sum += a) }) },
  }),
  defineNodeType({
    ...base,
    type: 't.List',
    properties: { parts: list('any') },
    outputs: { output: 'list[any]' },
    process: ({ parts }) => ({ output: parts }),
  }),
  defineNodeType({
    ...base,
    type: 't.Positive',
    properties: { a: int() },
    outputs: { output: 'int' },
    process: ({ a }) => {
      if (a < 0) throw new RangeError('below zero');
      return { output: a };
    },
  }),
];

type Data = Readonly<Record<string, unknown>>;

/** Writes a graph as `id:Type` nodes with their data and `a.output>b.handle` edges. */
const graphOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) => ({
  nodes: Object.entries(nodes).map(([key, { sync_mode, ...data }]) => {
    const [id, type] = key.split(':');
    return { id, type: `t.${type}`, data, sync_mode };
  }),
  edges: edges.map((id) => {
    const [source, sourceHandle, target, targetHandle] = id.split(/[.>]/);
    return { id, source, sourceHandle, target, targetHandle };
  }),
});

const run = (
  nodes: Readonly<Record<string, Data>>,
  edges: readonly string[],
  more: readonly NodeType[] = [],
): Promise<RunOutcome> =>
  runGraph({
    graph: prepareGraph(graphOf(nodes, edges), new Catalogue([...types, ...more])),
    params: {},
    signal: AbortSignal.timeout(20_000),
    emit: () => {},
  });

describe('a generator', () => {
  const split = (items: readonly unknown[]) =>
    run(
      {
        'g:Split': { items },
        'l:Collect': {},
        'm:Collect': {},
        'p:Pair': {},
        'q:Pair': {},
        'a:Out': { name: 'a' },
        'b:Out': { name: 'b' },
        'ab:Out': { name: 'ab' },
        'x:Out': { name: 'x' },
        'xy:Out': { name: 'xy' },
      },
      [
        'g.a>l.item',
        'l.output>a.value',
        'g.b>m.item',
        'm.output>b.value',
        'g.a>p.a',
        'g.b>p.b',
        'p.output>ab.value',
        'g.x>x.value',
        'g.x>q.a',
        'g.y>q.b',
        'q.output>xy.value',
      ],
    );

  it('leaves out what an item does not give, and pairs what one item gives', async () => {
    const { outputs } = await split([{ a: 1 }, { b: 2 }, { a: 3, b: 4 }, { a: undefined }, {}, { a: null, b: 5 }]);
    expect(outputs).toEqual({ a: [[1, 3, null]], b: [[2, 4, 5]], ab: ['34', 'null5'] });
  });

  it('gives its single values once, at the end: the last of each', async () => {
    const { outputs } = await split([{ x: 1 }, { a: 1, x: 2, y: 3 }, { x: undefined, y: 4 }]);
    expect(outputs).toMatchObject({ a: [[1]], b: [[]], x: [2], xy: ['24'] });
  });

  it('has no single value left over from the firing before', async () => {
    const { outputs } = await run(
      { 'e:Each': { items: [[{ x: 1 }], [{ a: 2 }], [{ x: 3 }]] }, 'g:Split': {}, 'o:Out': { name: 'x' } },
      ['e.output>g.items', 'g.x>o.value'],
    );
    expect(outputs).toEqual({ x: [1, 3] });
  });

  it('that does not fire opens no iteration', async () => {
    const { outputs } = await run(
      {
        'e:Each': { items: [2, 3, 0] },
        'f:Even': {},
        'g:Upto': {},
        'l:Collect': {},
        'm:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>f.a', 'f.output>g.n', 'g.output>l.item', 'l.output>m.item', 'm.output>o.value'],
    );
    expect(outputs).toEqual({ out: [[[0, 1], []]] });
  });

  it('fails at an output that it does not have', async () => {
    const { error } = await run({ 'g:Split': { items: [{ z: 1 }] }, 'o:Out': {} }, ['g.a>o.value']);
    expect(error?.message).toContain("tried to emit to unknown output 'z'");
  });
});

describe('what remembers from one item to the next', () => {
  it('begins anew with each iteration', async () => {
    const { outputs } = await run(
      {
        'e:Each': { items: [[1, 2], [], [3, 4]] },
        'f:Each': {},
        's:Sum': {},
        'l:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>f.items', 'f.output>s.a', 's.output>l.item', 'l.output>o.value'],
    );
    expect(outputs).toEqual({ out: [[1, 3], [], [3, 7]] });
  });
});

describe('what folds', () => {
  it('folds one value outside of any iteration, and nothing into an empty result', async () => {
    const single = { 'p:Pair': { a: 'x' }, 'l:Collect': {}, 'o:Out': { name: 'out' } };
    expect((await run(single, ['p.output>l.item', 'l.output>o.value'])).outputs).toEqual({ out: [['x-']] });
    const none = { 'f:Even': { a: 3 }, 'l:Collect': {}, 'o:Out': { name: 'out' } };
    expect((await run(none, ['f.output>l.item', 'l.output>o.value'])).outputs).toEqual({ out: [[]] });
  });

  it('gives nothing at all when an item could not be made', async () => {
    const { outputs, error } = await run(
      {
        'e:Each': { items: [1, -1, 2] },
        'p:Positive': {},
        'l:Collect': {},
        'o:Out': { name: 'out' },
        'q:Out': { name: 'one' },
      },
      ['e.output>p.a', 'p.output>l.item', 'l.output>o.value', 'p.output>q.value'],
    );
    expect(outputs).toEqual({ one: [1] });
    expect(error?.message).toContain('below zero');
  });

  it('may take its time over each item', async () => {
    const slow = defineNodeType({
      ...base,
      type: 't.Slow',
      properties: { item: any() },
      outputs: { output: 'str' },
      reduce: {
        handle: 'item',
        start: () => '',
        add: async (all, item) => `${all}${String(item)}`,
        finish: async (output) => ({ output }),
      },
    });
    const { outputs } = await run(
      { 'e:Each': { items: [[1, 2], [3]] }, 'f:Each': {}, 's:Slow': {}, 'o:Out': { name: 'out' } },
      ['e.output>f.items', 'f.output>s.item', 's.output>o.value'],
      [slow],
    );
    expect(outputs).toEqual({ out: ['12', '3'] });
  });
});

describe('several edges into a list', () => {
  it('alternate where they carry the same iteration, and follow one another where not', async () => {
    const same = await run(
      { 'e:Each': { items: [1, 2] }, 'p:Pair': { b: '!' }, 'l:List': {}, 'o:Out': { name: 'out' } },
      ['e.output>p.a', 'e.output>l.parts', 'p.output>l.parts', 'l.output>o.value'],
    );
    expect(same.outputs).toEqual({ out: [[1, '1!', 2, '2!']] });
    const other = await run(
      { 'e:Each': { items: [1, 2] }, 'f:Each': { items: [8, 9, 7] }, 'l:List': {}, 'o:Out': { name: 'out' } },
      ['f.output>l.parts', 'e.output>l.parts', 'l.output>o.value'],
    );
    expect(other.outputs).toEqual({ out: [[8, 9, 7, 1, 2]] });
  });

  it('leave out what was filtered; there is no list only where nothing was and nothing ran', async () => {
    const lists = (a: number, items: readonly number[]) =>
      run({ 'f:Even': { a }, 'e:Each': { items }, 'g:Even': {}, 'l:List': {}, 'o:Out': { name: 'out' } }, [
        'f.output>l.parts',
        'e.output>g.a',
        'g.output>l.parts',
        'l.output>o.value',
      ]);
    expect((await lists(4, [1, 2])).outputs).toEqual({ out: [[4, 2]] });
    expect((await lists(3, [1])).outputs).toEqual({ out: [[]] });
    const nothing = await run({ 'f:Even': { a: 3 }, 'g:Even': { a: 5 }, 'l:List': {}, 'o:Out': { name: 'out' } }, [
      'f.output>l.parts',
      'g.output>l.parts',
      'l.output>o.value',
    ]);
    expect(nothing).toMatchObject({ status: 'completed', outputs: {} });
  });

  it('make one list for each step that is around them', async () => {
    const { outputs } = await run(
      {
        'e:Each': { items: [[1, 2], [], [3]] },
        'f:Each': {},
        'p:Pair': {},
        'l:List': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>f.items', 'e.output>p.a', 'f.output>l.parts', 'p.output>l.parts', 'l.output>o.value'],
    );
    expect(outputs).toEqual({ out: [[1, 2, '1,2-'], ['-'], [3, '3-']] });
  });
});

describe('independent iterations', () => {
  const mixed = (syncMode: string, a: readonly unknown[], b: readonly unknown[]) =>
    run(
      {
        'e:Each': { items: a },
        'f:Each': { items: b },
        'g:Even': {},
        'p:Pair': { sync_mode: syncMode },
        'l:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>g.a', 'g.output>p.a', 'f.output>p.b', 'p.output>l.item', 'l.output>o.value'],
    );

  it('skip what was filtered on one side', async () => {
    expect((await mixed('on_any', [0, 1, 2], [7, 8])).outputs).toEqual({ out: [['07', '27', '28']] });
    expect((await mixed('zip_all', [0, 1, 2], [7, 8, 9])).outputs).toEqual({ out: [['07', '28']] });
  });

  it('go on with the longer one, up to the shorter where they are paired by index', async () => {
    expect((await mixed('on_any', [0, 2, 4, 6], [7])).outputs).toEqual({ out: [['07', '27', '47', '67']] });
    expect((await mixed('on_any', [0], [7, 8, 9])).outputs).toEqual({ out: [['07', '08', '09']] });
    expect((await mixed('zip_all', [0, 2, 4, 6], [7])).outputs).toEqual({ out: [['07']] });
    expect((await mixed('zip_all', [0], [7, 8, 9])).outputs).toEqual({ out: [['07']] });
  });

  it('give nothing where one of them has nothing', async () => {
    for (const mode of ['on_any', 'zip_all']) {
      expect((await mixed(mode, [], [7, 8])).outputs).toEqual({ out: [[]] });
      expect((await mixed(mode, [1, 3], [7])).outputs).toEqual({ out: [[]] });
      expect((await mixed(mode, [0, 2], [])).outputs).toEqual({ out: [[]] });
    }
  });

  it.each([
    ['on_any', [['1a', '2a', '2b'], [], ['3c']]],
    ['zip_all', [['1a', '2b'], [], ['3c']]],
  ])('meet anew in each step of what they share (%s)', async (mode, expected) => {
    const { outputs } = await run(
      {
        'e:Each': {
          items: [
            [
              [1, 2],
              ['a', 'b'],
            ],
            [[], ['z']],
            [[3], ['c']],
          ],
        },
        's:Halves': {},
        'f:Each': {},
        'g:Each': {},
        'p:Pair': { sync_mode: mode },
        'l:Collect': {},
        'm:Collect': {},
        'o:Out': { name: 'out' },
      },
      [
        'e.output>s.both',
        's.a>f.items',
        's.b>g.items',
        'f.output>p.a',
        'g.output>p.b',
        'p.output>l.item',
        'l.output>m.item',
        'm.output>o.value',
      ],
      [
        defineNodeType({
          ...base,
          type: 't.Halves',
          properties: { both: list('any') },
          outputs: { a: 'list[any]', b: 'list[any]' },
          process: ({ both: [a, b] }) => ({ a, b }),
        }),
      ],
    );
    expect(outputs).toEqual({ out: [expected] });
  });

  it('fail together with one of them', async () => {
    const { outputs, error } = await run(
      {
        'e:Each': { items: [1, -1] },
        'q:Positive': {},
        'f:Each': { items: [7] },
        'p:Pair': {},
        'l:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>q.a', 'q.output>p.a', 'f.output>p.b', 'p.output>l.item', 'l.output>o.value'],
    );
    expect(outputs).toEqual({});
    expect(error?.message).toContain('below zero');
  });
});

describe('what reads iterations at its own pace', () => {
  /** A graph node with two streams; what it is to do with them is given. */
  const reading = (
    read: (a: InputStream, b: InputStream, context: NodeContext) => AsyncGenerator<{ output: unknown }, void, void>,
  ) =>
    defineNodeType({
      ...base,
      type: 't.Read',
      properties: { a: any('own'), b: int(7), label: str('') },
      outputs: { output: 'any' },
      streams: ['a', 'b'],
      consume: ({ a, b }, context) => read(a, b, context),
    });

  const stepsOf = async (stream: InputStream): Promise<readonly unknown[]> => {
    const steps: unknown[] = [];
    for (let step = await stream.step(); step; step = await stream.step()) steps.push(step);
    return [stream.isIterated, steps, await stream.step()];
  };

  it('gets each step with its number, also one without a value; the end stays the end', async () => {
    const { outputs } = await run(
      { 'e:Each': { items: [2, 3, 4] }, 'f:Even': {}, 'r:Read': {}, 'o:Out': { name: 'out' } },
      ['e.output>f.a', 'f.output>r.a', 'r.output>o.value'],
      [
        reading(async function* (a, b) {
          yield { output: await stepsOf(a) };
          yield { output: await stepsOf(b) };
        }),
      ],
    );
    const steps = [
      { position: 0, isPresent: true, value: 2 },
      { position: 1, isPresent: false, value: null },
      { position: 2, isPresent: true, value: 4 },
    ];
    expect(outputs).toEqual({
      out: [
        [true, steps, null],
        [false, [{ position: 0, isPresent: true, value: 7 }], null],
      ],
    });
  });

  it('gets what is there when it goes through them, once', async () => {
    const { outputs } = await run(
      { 'e:Each': { items: [2, 3, 4] }, 'f:Even': {}, 'r:Read': {}, 'o:Out': { name: 'out' } },
      ['e.output>f.a', 'f.output>r.a', 'r.output>o.value'],
      [
        reading(async function* (a, b) {
          for await (const output of a) yield { output };
          for await (const output of b) yield { output };
          for await (const output of b) yield { output };
        }),
      ],
    );
    expect(outputs).toEqual({ out: [2, 4, 7] });
  });

  it('gets a single value as a stream of one', async () => {
    const { outputs } = await run(
      { 'p:Pair': { a: 'x' }, 'r:Read': {}, 'o:Out': { name: 'out' } },
      ['p.output>r.a', 'r.output>o.value'],
      [
        reading(async function* (a) {
          yield { output: await stepsOf(a) };
        }),
      ],
    );
    expect(outputs).toEqual({ out: [[false, [{ position: 0, isPresent: true, value: 'x-' }], null]] });
  });

  it('may leave the rest: the next step around it begins with its own', async () => {
    const { outputs } = await run(
      {
        'e:Each': { items: [[1, 2, 3], [], [4, 5]] },
        'f:Each': {},
        'r:Read': {},
        'l:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>f.items', 'f.output>r.a', 'r.output>l.item', 'l.output>o.value'],
      [
        reading(async function* (a) {
          const first = await a.step();
          if (first) yield { output: first.value };
        }),
      ],
    );
    expect(outputs).toEqual({ out: [[1], [], [4]] });
  });

  it.each([
    [
      'may leave a rest that is still to come',
      [
        [1, 2, 3],
        [4, 5],
      ],
      { status: 'completed', outputs: { out: [[1], [4]] } },
    ],
    [
      'fails with a rest that breaks off, also when it has left it',
      [[1, -1], [4]],
      { status: 'failed', outputs: { out: [[1]] } },
    ],
  ])('%s', async (_, items, expected) => {
    const later = defineNodeType({
      ...base,
      type: 't.Later',
      properties: { items: list('any') },
      outputs: { output: 'any' },
      async *generate({ items: given }) {
        for (const output of given) {
          yield { output };
          await new Promise((resolve) => setImmediate(resolve));
          if (Number(output) < 0) throw new RangeError('below zero');
        }
      },
    });
    const { status, outputs } = await run(
      { 'e:Each': { items }, 'g:Later': {}, 'r:Read': {}, 'l:Collect': {}, 'o:Out': { name: 'out' } },
      ['e.output>g.items', 'g.output>r.a', 'r.output>l.item', 'l.output>o.value'],
      [
        later,
        reading(async function* (a) {
          const first = await a.step();
          if (first) yield { output: first.value };
        }),
      ],
    );
    expect({ status, outputs }).toEqual(expected);
  });

  it('does not read an iteration that never began', async () => {
    const { outputs } = await run(
      {
        'e:Each': { items: [2, 3] },
        'g:Even': {},
        'f:Upto': {},
        'r:Read': {},
        'l:Collect': {},
        'm:Collect': {},
        'o:Out': { name: 'out' },
      },
      ['e.output>g.a', 'g.output>f.n', 'f.output>r.a', 'r.output>l.item', 'l.output>m.item', 'm.output>o.value'],
      [
        reading(async function* (a) {
          for await (const output of a) yield { output };
        }),
      ],
    );
    expect(outputs).toEqual({ out: [[[0, 1]]] });
  });

  it('meets a value that does not fit where it takes it, and may go on', async () => {
    const { outputs } = await run(
      { 'e:Each': { items: [1, 'x', 3] }, 'r:Read': {}, 'o:Out': { name: 'out' } },
      ['e.output>r.b', 'r.output>o.value'],
      [
        reading(async function* (_, b) {
          for (let turn = 0; turn < 3; turn += 1) {
            const step = b.step().then(
              (given) => given?.value,
              (error: unknown) => String(error),
            );
            yield { output: await step };
          }
        }),
      ],
    );
    expect(outputs).toEqual({ out: [1, "TypeError: property 'b' takes int, but a value of type str arrived", 3] });
  });

  it('ends where what it reads breaks off', async () => {
    const { outputs, error } = await run(
      { 'e:Each': { items: [1, -1, 2] }, 'p:Positive': {}, 'r:Read': {}, 'l:Collect': {}, 'o:Out': { name: 'out' } },
      ['e.output>p.a', 'p.output>r.a', 'r.output>l.item', 'l.output>o.value'],
      [
        reading(async function* (a) {
          for await (const output of a) yield { output };
        }),
      ],
    );
    expect(outputs).toEqual({});
    expect(error?.message).toContain('below zero');
  });

  it('may ask for several steps before the first is there, and gets them in order', async () => {
    const { outputs } = await run(
      { 'e:Each': { items: [1, 2, 3] }, 'r:Read': {}, 'o:Out': { name: 'out' } },
      ['e.output>r.a', 'r.output>o.value'],
      [
        reading(async function* (a) {
          const steps = await Promise.all([a.step(), a.step(), a.step(), a.step()]);
          yield { output: steps.map((step) => step?.value) };
        }),
      ],
    );
    expect(outputs).toEqual({ out: [[1, 2, 3, undefined]] });
  });

  it('holds many items of one side while it reads the other', async () => {
    const { outputs } = await run(
      { 'e:Upto': { n: 300 }, 'r:Read': {}, 'o:Out': { name: 'out' } },
      ['e.output>r.a', 'e.output>r.b', 'r.output>o.value'],
      [
        reading(async function* (a, b) {
          let count = 0;
          for await (const _ of a) count += 1;
          for await (const _ of b) count += 1;
          yield { output: count };
        }),
      ],
    );
    expect(outputs).toEqual({ out: [600] });
  });
});
