import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import type { RunGraphOptions, RunOutcome } from '../engine.js';
import { prepareGraph, runGraph } from '../engine.js';
import type { EngineUpdate } from '../engine-update.js';
import { Failure } from '../failure.js';
import { TransientError } from '../firing-rules.js';
import type { NodeContext } from '../node-context.js';
import type { NodeType } from '../node-type.js';
import { defineNodeType } from '../node-type.js';
import { any, int, list, str } from '../property.js';
import { ResultCache } from '../result-cache.js';

const base = { title: '', description: '' };
const valued = { ...base, properties: { name: str(), value: any(null) }, outputs: { output: 'any' } } as const;

const types: readonly NodeType[] = [
  defineNodeType({ ...valued, type: 't.In', role: 'input', process: ({ value }) => ({ output: value }) }),
  defineNodeType({ ...valued, type: 't.Out', role: 'output', process: ({ value }) => ({ output: value }) }),
  defineNodeType({ ...valued, type: 't.Look', role: 'preview', process: ({ value }) => ({ output: value }) }),
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
    type: 't.Inc',
    title: 'Inc',
    properties: { a: int() },
    outputs: { output: 'int' },
    process: ({ a }) => ({ output: a + 1 }),
  }),
  defineNodeType({
    ...base,
    type: 't.Throw',
    title: 'Throw',
    properties: { a: any() },
    outputs: { output: 'any' },
    process: ({ a }) => {
      throw typeof a === 'string' ? new Error(a) : a;
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Try',
    properties: { value: any(null) },
    outputs: { output: 'any' },
    catches: 'value',
    process: ({ value }) => ({ output: value instanceof Failure ? 'caught' : value }),
  }),
];

type Data = Readonly<Record<string, unknown>>;

/** Writes a graph as `id:Type` nodes with their data and `a.output>b.handle` edges. */
const graphOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[] = []) => ({
  nodes: Object.entries(nodes).map(([key, { dynamic_outputs, ...data }]) => {
    const [id, type] = key.split(':');
    return { id, type: `t.${type}`, data, dynamic_outputs };
  }),
  edges: edges.map((id) => {
    const [source, sourceHandle, target, targetHandle] = id.split(/[.>]/);
    return { id, source, sourceHandle, target, targetHandle };
  }),
});

type Options = Partial<RunGraphOptions> & { readonly updates?: EngineUpdate[]; readonly more?: readonly NodeType[] };

const run = (graph: unknown, { updates = [], more = [], ...options }: Options = {}): Promise<RunOutcome> =>
  runGraph({
    graph: prepareGraph(graph, new Catalogue([...types, ...more])),
    params: {},
    signal: AbortSignal.timeout(20_000),
    emit: (update) => updates.push(update),
    ...options,
  });

/** A graph node that does what it is given; each firing's value is its output. */
const working = (work: (context: NodeContext, a: unknown) => unknown, more: { readonly timeoutMs?: number } = {}) =>
  defineNodeType({
    ...base,
    ...more,
    type: 't.Work',
    title: 'Work',
    isPure: false,
    properties: { a: any(null) },
    outputs: { output: 'any' },
    supportsDynamicOutputs: true,
    process: async ({ a }, context) => ({ output: await work(context, a) }),
  });

describe('what a run tells', () => {
  it('is each step, in order', async () => {
    const updates: EngineUpdate[] = [];
    const graph = graphOf({ 'i:In': { name: 'x', value: 1 }, 'n:Inc': {}, 'o:Out': { name: 'out' }, 'p:Look': {} }, [
      'i.output>n.a',
      'n.output>o.value',
      'n.output>p.value',
    ]);
    const outcome = await run(graph, { updates });
    expect(outcome).toEqual({
      status: 'completed',
      outputs: { out: [2] },
      preview: { p: 2 },
      save: {},
      error: null,
      waiting: [],
    });
    const of = (...keys: readonly string[]) =>
      updates.filter((update) => keys.some((key) => key === ('node_id' in update ? update.node_id : update.type)));
    expect(of('n')).toEqual([
      {
        type: 'node_update',
        node_id: 'n',
        node_name: 'Inc',
        node_type: 't.Inc',
        status: 'running',
        properties: { a: 1 },
      },
      {
        type: 'node_update',
        node_id: 'n',
        node_name: 'Inc',
        node_type: 't.Inc',
        status: 'completed',
        result: { output: 2 },
      },
    ]);
    expect(of('i')).toEqual([]);
    expect(of('o').map(({ type }) => type)).toEqual(['node_update', 'output_update', 'node_update']);
    expect(of('o')[1]).toEqual({
      type: 'output_update',
      node_id: 'o',
      node_name: 'out',
      output_name: 'out',
      value: 2,
      output_type: 'int',
      metadata: {},
    });
    expect(of('p')[1]).toEqual({ type: 'preview_update', node_id: 'p', value: 2 });
    expect(of('edge_update').filter((update) => 'edge_id' in update && update.edge_id === 'i.output>n.a')).toEqual([
      { type: 'edge_update', edge_id: 'i.output>n.a', status: 'message_sent', counter: 1 },
      { type: 'edge_update', edge_id: 'i.output>n.a', status: 'drained', counter: 1 },
    ]);
    expect(updates[0]).toEqual({ type: 'job_update', status: 'running' });
    expect(updates.at(-1)).toEqual({
      type: 'job_update',
      status: 'completed',
      result: { out: [2] },
      duration: expect.any(Number),
    });
  });

  it('is an end also where there is nothing to do, or the end had come before', async () => {
    expect(await run({ nodes: [], edges: [] })).toMatchObject({ status: 'completed', outputs: {} });
    const updates: EngineUpdate[] = [];
    const signal = AbortSignal.abort(new Error('no'));
    expect((await run(graphOf({ 'n:Inc': {} }), { signal, updates })).status).toBe('cancelled');
    expect(updates.map(({ type }) => type)).toEqual(['job_update', 'job_update']);
  });

  it('shortens what a graph node says of its failure, but not why the run failed', async () => {
    const updates: EngineUpdate[] = [];
    const long = 'x'.repeat(1500);
    const { error } = await run(graphOf({ 't:Throw': { a: long } }), { updates });
    expect(error).toEqual({
      message: `Graph node t (t.Throw) "Throw" failed: ${long}`,
      node_id: 't',
      node_type: 't.Throw',
    });
    expect(updates.find((update) => update.type === 'node_update' && update.status === 'error')).toEqual({
      type: 'node_update',
      node_id: 't',
      node_name: 'Throw',
      node_type: 't.Throw',
      status: 'error',
      error: 'x'.repeat(1000),
    });
  });

  it('names the first failure of several, and each in its place; what is thrown need not be an error', async () => {
    const updates: EngineUpdate[] = [];
    const outcome = await run(graphOf({ 'a:Throw': { a: 7 }, 'b:Throw': { a: 'second' } }), { updates });
    expect(outcome.error).toMatchObject({ node_id: 'a', message: 'Graph node a (t.Throw) "Throw" failed: 7' });
    const errors = updates.flatMap((update) =>
      update.type === 'node_update' && update.status !== 'running'
        ? [[update.node_id, update.status, update.error]]
        : [],
    );
    expect(errors).toEqual([
      ['a', 'error', '7'],
      ['b', 'error', 'second'],
    ]);
  });

  it('says of a caught failure that the run goes on; the first of a graph node counts', async () => {
    const updates: EngineUpdate[] = [];
    const graph = graphOf(
      { 'e:Each': { items: ['one', 'two'] }, 't:Throw': {}, 'c:Try': {}, 'o:Out': { name: 'out' } },
      ['e.output>t.a', 't.output>c.value', 'c.output>o.value'],
    );
    expect(await run(graph, { updates })).toMatchObject({
      status: 'completed',
      outputs: { out: ['caught', 'caught'] },
    });
    const said = (text: string) => ({
      type: 'log_update',
      node_id: 't',
      node_name: 'Throw',
      content: `Graph node t (t.Throw) "Throw" failed: ${text} The run goes on: a graph node after it takes failures.`,
      severity: 'warning',
    });
    expect(updates.filter(({ type }) => type === 'log_update')).toEqual([said('one'), said('two')]);
    expect(updates.filter((update) => update.type === 'node_update' && update.node_id === 't').at(-1)).toMatchObject({
      status: 'error',
      error: 'one',
    });
    const long = graphOf({ 't:Throw': { a: 'x'.repeat(1500) }, 'c:Try': {}, 'o:Out': {} }, [
      't.output>c.value',
      'c.output>o.value',
    ]);
    updates.length = 0;
    await run(long, { updates });
    expect(updates.find((update) => update.type === 'node_update' && update.status === 'error')).toMatchObject({
      error: 'x'.repeat(1000),
    });
  });
});

describe('the results of a run', () => {
  it('have the id of an output without a name, and nothing of one that nothing leads to', async () => {
    expect((await run(graphOf({ 'o:Out': { value: 1 }, 'p:Out': { name: 'p' }, 'q:Look': {} }))).outputs).toEqual({
      o: [1],
    });
    expect((await run(graphOf({ 'q:Look': {}, 'r:Look': { value: 2 } }))).preview).toEqual({ r: 2 });
  });

  it('hold a null that arrives', async () => {
    const graph = graphOf({ 'e:Each': { items: [null] }, 'o:Out': { name: 'out' }, 'p:Look': {} }, [
      'e.output>o.value',
      'e.output>p.value',
    ]);
    expect(await run(graph)).toMatchObject({ outputs: { out: [null] }, preview: { p: null } });
  });

  it('join outputs of one name in the order of the graph, whoever was first', async () => {
    const waiting = working(async (_, a) => {
      await new Promise((resolve) => setImmediate(resolve));
      return a;
    });
    const graph = graphOf({ 'o:Out': { name: 'x' }, 'p:Out': { name: 'x', value: 'quick' }, 'w:Work': { a: 'slow' } }, [
      'w.output>o.value',
    ]);
    expect((await run(graph, { more: [waiting] })).outputs).toEqual({ x: ['slow', 'quick'] });
  });
});

describe('a run', () => {
  /** Works of which each waits until nothing else can begin, and the most that went on at one time. */
  const counting = async (maxConcurrent?: number): Promise<number> => {
    let current = 0;
    let most = 0;
    const work = working(async () => {
      current += 1;
      most = Math.max(most, current);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      current -= 1;
      return 1;
    });
    const nodes = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`w${index}:Work`, {}]));
    await run(graphOf(nodes), { more: [work], ...(maxConcurrent !== undefined && { maxConcurrent }) });
    return most;
  };

  it('has at most as many firings in progress as it may, 16 unless it is told', async () => {
    expect(await counting(1)).toBe(1);
    expect(await counting(3)).toBe(3);
    expect(await counting()).toBe(16);
  });

  it('lets timers and messages have their turn while it works on and on', async () => {
    let hasTurned = false;
    const slow = defineNodeType({
      ...base,
      type: 't.Many',
      outputs: { output: 'int' },
      *generate() {
        const end = performance.now() + 10;
        while (performance.now() < end);
        setImmediate(() => (hasTurned = true));
        for (let output = 0; output < 5000; output += 1) yield { output };
      },
    });
    const seen: boolean[] = [];
    const last = defineNodeType({
      ...base,
      type: 't.Last',
      properties: { a: any() },
      outputs: { output: 'any' },
      isPure: false,
      process: ({ a }) => {
        if (a === 4999) seen.push(hasTurned);
        return {};
      },
    });
    await run(graphOf({ 'm:Many': {}, 'l:Last': {} }, ['m.output>l.a']), { more: [slow, last] });
    expect(seen).toEqual([true]);
  });

  it('begins nothing of which it could note only after its end that it begins', async () => {
    const abort = new AbortController();
    const fired: unknown[] = [];
    const work = working((_, a) => fired.push(a));
    const commit = async (): Promise<void> => abort.abort();
    const checkpoints = { restored: [], keep: () => {}, commit };
    const outcome = await run(graphOf({ 'w:Work': {} }), { more: [work], signal: abort.signal, checkpoints });
    expect(outcome.status).toBe('cancelled');
    await new Promise((resolve) => setImmediate(resolve));
    expect(fired).toEqual([]);
  });

  it('fires nothing after an input that has no value', async () => {
    const fired: unknown[] = [];
    const work = working((_, a) => fired.push(a));
    const graph = graphOf({ 'i:In': { name: 'x' }, 'w:Work': {}, 'c:Collect': {}, 'o:Out': { name: 'out' } }, [
      'i.output>w.a',
      'w.output>c.item',
      'c.output>o.value',
    ]);
    expect((await run(graph, { more: [work] })).outputs).toEqual({ out: [[]] });
    expect(fired).toEqual([]);
    expect((await run(graph, { more: [work], params: { x: 0 } })).outputs).toEqual({ out: [[1]] });
  });

  it('begins nothing more once it is cancelled', async () => {
    const abort = new AbortController();
    const fired: unknown[] = [];
    const work = working((_, a) => {
      fired.push(a);
      if (a === 1) abort.abort();
      return a;
    });
    const graph = graphOf({ 'e:Each': { items: [1, 2, 3] }, 'w:Work': {}, 'x:Work': { a: 9 } }, ['e.output>w.a']);
    const outcome = await run(graph, { more: [work], signal: abort.signal, maxConcurrent: 1 });
    expect(outcome).toMatchObject({ status: 'cancelled', error: { message: 'The run was cancelled.' } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(fired.filter((a) => a !== 9)).toEqual([1]);
  });
});

describe('what a firing gets of its run', () => {
  it('is the time, chance, services and what is known of the graph node', async () => {
    const services = Object.fromEntries(
      ['assets', 'http', 'workspace', 'secrets', 'models', 'collections', 'programs', 'workflows'].map((name) => [
        name,
        { name },
      ]),
    );
    let context: NodeContext | undefined;
    const work = working((given) => {
      context = given;
      return [
        given.graphNodeId,
        given.now().getTime(),
        given.random(),
        [...given.randomBytes(2)],
        given.dynamicOutputs,
        given.dynamicOutputTypes,
        given.outputKinds,
        given.resumption,
        given.signal.aborted,
      ];
    });
    const graph = graphOf({ 'w:Work': { dynamic_outputs: { more: { type: 'str' } } }, 'o:Out': { name: 'out' } }, [
      'w.output>o.value',
    ]);
    const { outputs, error } = await run(graph, {
      more: [work],
      services,
      now: () => new Date(5),
      random: () => 0.25,
      randomBytes: (count) => new Uint8Array(count).fill(7),
    });
    expect(error).toBeNull();
    expect(outputs['out']?.[0]).toEqual([
      'w',
      5,
      0.25,
      [7, 7],
      ['more'],
      { more: expect.objectContaining({ type: 'str' }) },
      { output: 'forward', more: 'forward' },
      null,
      false,
    ]);
    for (const name of Object.keys(services)) expect(Reflect.get(context ?? {}, name)).toBe(services[name]);
  });

  it('is a way to speak', async () => {
    const updates: EngineUpdate[] = [];
    const work = working((context) => {
      context.progress(1, 4);
      context.progress(2, 4, 'half');
      context.log('plain');
      context.log('loud', 'error');
      context.post({ type: 'notification', content: 'look', severity: 'info' });
      context.save('a', 1);
      context.save('b', 'x');
      context.save('a', 2);
      return null;
    });
    const { save } = await run(graphOf({ 'w:Work': {} }), { more: [work], updates });
    expect(save).toEqual({ a: 2, b: 'x' });
    const saved = { type: 'save_update', node_id: 'w', metadata: {} };
    const logged = { type: 'log_update', node_id: 'w', node_name: 'Work' };
    expect(updates.filter(({ type }) => !['job_update', 'node_update'].includes(type))).toEqual([
      { type: 'node_progress', node_id: 'w', progress: 1, total: 4, chunk: '' },
      { type: 'node_progress', node_id: 'w', progress: 2, total: 4, chunk: 'half' },
      { ...logged, content: 'plain', severity: 'info' },
      { ...logged, content: 'loud', severity: 'error' },
      { type: 'notification', node_id: 'w', content: 'look', severity: 'info' },
      { ...saved, name: 'a', value: 1, output_type: 'int' },
      { ...saved, name: 'b', value: 'x', output_type: 'str' },
      { ...saved, name: 'a', value: 2, output_type: 'int' },
    ]);
  });

  it.each<[string, unknown, Error]>([
    ['the reason of the end', new Error('enough'), new Error('enough')],
    ['an error where the reason is none', 'enough', new Error('the run was cancelled')],
  ])('wakes a sleeper with %s', async (_, reason, expected) => {
    const abort = new AbortController();
    const heard: unknown[] = [];
    let slept: Promise<unknown> = Promise.resolve();
    const work = working((context) => {
      slept = context.sleep(3_600_000).catch((error: unknown) => heard.push(error));
      queueMicrotask(() => abort.abort(reason));
      return slept;
    });
    expect((await run(graphOf({ 'w:Work': {} }), { more: [work], signal: abort.signal })).status).toBe('cancelled');
    await slept;
    expect(heard).toEqual([expected]);
  });

  it('never lets one fall asleep after the end', async () => {
    const abort = new AbortController();
    let heard: unknown;
    let slept: Promise<unknown> = Promise.resolve();
    const work = working((context) => {
      abort.abort(new Error('enough'));
      slept = (async () => context.sleep(3_600_000))().catch((error: unknown) => (heard = error));
      return slept;
    });
    expect((await run(graphOf({ 'w:Work': {} }), { more: [work], signal: abort.signal })).status).toBe('cancelled');
    await slept;
    expect(heard).toEqual(new Error('enough'));
  });

  it('has no limit of time left over from the firing before', async () => {
    const signals: AbortSignal[] = [];
    const work = working(
      async ({ signal }, a) => {
        signals.push(signal);
        await Promise.resolve();
        return a;
      },
      { timeoutMs: 60_000 },
    );
    const graph = graphOf({ 'e:Each': { items: [1, 2] }, 'w:Work': {} }, ['e.output>w.a']);
    expect((await run(graph, { more: [work] })).status).toBe('completed');
    expect(new Set(signals).size).toBe(2);
  });
});

describe('results that are known already', () => {
  const cached = (process: (a: number) => unknown) => {
    const seen = { firings: 0 };
    const type = defineNodeType({
      ...base,
      type: 't.Known',
      properties: { a: int() },
      isDynamic: true,
      isCacheable: true,
      outputs: { output: 'any' },
      process: ({ a }) => {
        seen.firings += 1;
        return process(a) as Promise<{ output: unknown }> | null;
      },
    });
    return { seen, type };
  };
  const graph = graphOf({ 'k:Known': { a: 3 }, 'o:Out': { name: 'out' } }, ['k.output>o.value']);

  it('are kept of firings that take time, and of those that give nothing', async () => {
    const later = cached(async (a) => ({ output: a }));
    const cache = new ResultCache();
    for (let round = 0; round < 2; round += 1) {
      expect((await run(graph, { more: [later.type], cache })).outputs).toEqual({ out: [3] });
    }
    expect(later.seen.firings).toBe(1);
    const nothing = cached(() => null);
    const other = new ResultCache();
    for (let round = 0; round < 2; round += 1) {
      expect((await run(graph, { more: [nothing.type], cache: other })).outputs).toEqual({});
    }
    expect(nothing.seen.firings).toBe(1);
  });

  it('belong to all that arrived, handles of the author too', async () => {
    const { seen, type } = cached((a) => ({ output: a }));
    const cache = new ResultCache();
    for (const x of ['1', '2', '1']) {
      const nodes = graph.nodes.map((node) => (node.id === 'k' ? { ...node, dynamic_properties: { x } } : node));
      await run({ ...graph, nodes }, { more: [type], cache });
    }
    expect(seen.firings).toBe(2);
  });

  it('are not made of a failure', async () => {
    const { seen, type } = cached(() => Promise.reject(new Error('no')));
    const cache = new ResultCache();
    for (let round = 0; round < 2; round += 1) await run(graph, { more: [type], cache });
    expect(seen.firings).toBe(2);
  });
});

describe('further tries of a firing', () => {
  it('have the limit of time each, and wait longer each time', async () => {
    let tries = 0;
    const logs: string[] = [];
    const type = defineNodeType({
      ...base,
      type: 't.Retried',
      timeoutMs: 60_000,
      retry: { attempts: 4, baseMs: 4, capMs: 8 },
      outputs: { output: 'any' },
      process: () => {
        tries += 1;
        throw new TransientError('busy');
      },
    });
    const { error } = await run(graphOf({ 'r:Retried': {} }), {
      more: [type],
      random: () => 0.5,
      emit: (update) => {
        if (update.type === 'log_update') logs.push(`${update.severity} ${update.content}`);
      },
    });
    expect(tries).toBe(4);
    expect(error?.message).toMatch(/failed: busy$/);
    expect(logs).toEqual([
      'warning Try 1 of 4 failed: busy. The next one begins in 2 ms.',
      'warning Try 2 of 4 failed: busy. The next one begins in 4 ms.',
      'warning Try 3 of 4 failed: busy. The next one begins in 4 ms.',
    ]);
  });
});
