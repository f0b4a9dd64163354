import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../../../engine/catalogue.js';
import type { RunGraphOptions } from '../../../engine/engine.js';
import { prepareGraph, runGraph } from '../../../engine/engine.js';
import { TransientError } from '../../../engine/firing-rules.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, list } from '../../../engine/property.js';
import { ResultCache } from '../../../engine/result-cache.js';
import { builtinTypes } from '../../catalogue.js';

const base = { title: '', description: '', outputs: { output: 'any' } } as const;
const control = { ...base, outputs: { output: 'any', __control_output__: 'any' } } as const;

/** What firings of the types below did, for types that do more than give outputs. */
let seen: unknown[] = [];

const catalogue = new Catalogue([
  ...builtinTypes,
  defineNodeType({
    ...base,
    type: 't.Add',
    properties: { a: int(), b: int() },
    process: ({ a, b }) => ({ output: a + b }),
  }),
  defineNodeType({
    ...base,
    type: 't.Inverse',
    properties: { a: int() },
    process: ({ a }) => {
      if (a === 0) throw new Error('there is no inverse of 0');
      return { output: 1 / a };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Total',
    properties: { a: int() },
    scan: {
      start: () => ({ total: 0 }),
      step: ({ a }, state) => {
        state.total += a;
        return { output: state.total };
      },
    },
  }),
  defineNodeType({
    ...base,
    type: 't.SecondTry',
    properties: { a: int() },
    isPure: false,
    isRetrySafe: true,
    retry: { attempts: 2, baseMs: 0 },
    process: ({ a }) => {
      seen.push(a);
      if (seen.length % 2 === 1) throw new TransientError('busy');
      return { output: a };
    },
  }),
  // Controllers: the first orders and goes on, the second waits for each result.
  defineNodeType({
    ...control,
    type: 't.Say',
    properties: { entries: list('any') },
    *generate({ entries }) {
      for (const entry of entries) yield { output: 'said', __control_output__: entry };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Ask',
    properties: { values: list('int') },
    isPure: false,
    process: async ({ values }, { runs }) => {
      const ask = async (a: unknown): Promise<unknown> => {
        try {
          return (await runs.control('k', { a }))['output'];
        } catch (error) {
          return String(error);
        }
      };
      const output: unknown[] = [];
      for (const a of values) output.push(await ask(a));
      return { output };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.AskOnce',
    properties: { a: int() },
    isPure: false,
    process: async ({ a }, { runs }) => ({ output: (await runs.control('k', { a }))['output'] }),
  }),
  defineNodeType({
    ...control,
    type: 't.Flaky',
    isRetrySafe: true,
    isCacheable: true,
    retry: { attempts: 3, baseMs: 0 },
    process: () => {
      seen.push('tried');
      throw new TransientError('busy');
    },
  }),
  defineNodeType({
    ...control,
    type: 't.Known',
    isCacheable: true,
    process: () => {
      seen.push('ordered');
      return { __control_output__: { a: 5 } };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Endless',
    process: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          seen.push('ended');
          reject(new Error('ended'));
        });
      }),
  }),
  defineNodeType({
    ...base,
    type: 't.Impatient',
    isPure: false,
    timeoutMs: 10,
    process: async (_, { runs }) => ({ output: await runs.runNode('t.Endless', {}) }),
  }),
]);

type Data = Readonly<Record<string, unknown>>;

/** `{ 'id:Type': data }`, types without a dot being of `nodetool.control`; `a.output>b.value` edges and `a!b` control edges. */
const prepare = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) =>
  prepareGraph(
    {
      nodes: Object.entries(nodes).map(([key, data]) => {
        const [id, type = ''] = key.split(':');
        if (type === 'Out') return { id, type: 'nodetool.output.Output', data: { name: id } };
        return { id, type: type.includes('.') ? type : `nodetool.control.${type}`, data };
      }),
      edges: edges.map((edge) => {
        const [source, target] = edge.split('!');
        if (target)
          return { source, sourceHandle: '__control__', target, targetHandle: '__control__', edge_type: 'control' };
        const [from, sourceHandle, to, targetHandle] = edge.split(/[.>]/);
        return { source: from, sourceHandle, target: to, targetHandle };
      }),
    },
    catalogue,
  );

const run = (
  nodes: Readonly<Record<string, Data>>,
  edges: readonly string[],
  options: Partial<RunGraphOptions> = {},
) => {
  seen = [];
  const graph = prepare(nodes, edges);
  return runGraph({ graph, params: {}, signal: AbortSignal.timeout(20_000), emit: () => {}, ...options });
};

const errorsOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]): readonly string[] =>
  prepare(nodes, edges)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

describe('a controlled graph node before a TryCatch', () => {
  const caught = { 't:TryCatch': { fallback: -1 }, 'g:Collect': {}, 'o:Out': {} };
  const nodes = { 'k:t.Inverse': {}, ...caught };
  const edges = ['c!k', 'k.output>t.value', 't.output>g.input_item', 'g.output>o.value'];

  it('has the failure of an order caught that nobody waits for', async () => {
    const { status, outputs } = await run({ 'c:t.Say': { entries: [{ a: 2 }, { a: 0 }, { a: 4 }] }, ...nodes }, edges);
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { o: [[0.5, -1, 0.25]] } });
  });

  it('gives the failure to a controller that waits, and nothing onwards', async () => {
    const { status, outputs } = await run({ 'c:t.Ask': { values: [2, 0, 4] }, ...nodes, 'p:Out': {} }, [
      ...edges,
      'c.output>p.value',
    ]);
    expect(status).toBe('completed');
    expect(outputs['o']).toEqual([[0.5, 0.25]]);
    expect(outputs['p']).toEqual([[0.5, expect.stringMatching(/k \(t.Inverse\).*there is no inverse of 0/), 0.25]]);
  });

  const broken = { 'i:t.Inverse': { a: 0 }, 'k:t.Add': {}, ...caught };
  const brokenEdges = ['i.output>k.b', ...edges];

  it('gives on what failed before it, once for each order', async () => {
    const { status, outputs } = await run({ 'c:t.Say': { entries: [{ a: 1 }, { a: 2 }] }, ...broken }, brokenEdges);
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { o: [[-1, -1]] } });
  });

  it('tells a controller that waits what failed before it', async () => {
    const { status, outputs } = await run({ 'c:t.Ask': { values: [1] }, ...broken, 'p:Out': {} }, [
      ...brokenEdges,
      'c.output>p.value',
    ]);
    expect(status).toBe('completed');
    expect(outputs['p']).toEqual([[expect.stringMatching(/there is no inverse of 0/)]]);
  });
});

describe('a controller before a TryCatch', () => {
  it('fails the run, because orders can not be taken back, and a warning says so', async () => {
    const nodes = { 'c:t.Say': { entries: [5] }, 'k:t.Add': {}, 't:TryCatch': { fallback: -1 }, 'o:Out': {} };
    const edges = ['c!k', 'c.output>t.value', 't.output>o.value'];
    const warnings = prepare(nodes, edges).problems.filter(({ severity }) => severity === 'warning');
    expect(warnings.map(({ message }) => message)).toEqual([
      'Graph node c (t.Say) controls others: when it fails, the run fails, although a graph node after it takes failures.',
    ]);
    const { status, error } = await run(nodes, edges);
    expect(status).toBe('failed');
    expect(error?.message).toMatch(/takes a dictionary/);
  });
});

describe('control edges and loops', () => {
  const loop = { 'p:Loop': { initial: 0, max_iterations: 4 }, 'k:t.Add': { b: 3 }, 'o:Out': {} };

  it('may have a controller in each lap that waits for what comes of its order', async () => {
    const { status, outputs } = await run({ ...loop, 'c:t.AskOnce': {}, 'g:Collect': {}, 'q:Out': {} }, [
      'p.value>c.a',
      'c!k',
      'c.output>p.next',
      'p.done>o.value',
      'k.output>g.input_item',
      'g.output>q.value',
    ]);
    expect({ status, outputs }).toEqual({ status: 'completed', outputs: { o: [12], q: [[3], [6], [9], [12]] } });
  });

  it('refuse to lead back what comes of orders one by one', () => {
    const edges = ['p.value>c.a', 'c!k', 'k.output>p.next', 'p.done>o.value', 'c.output>q.value'];
    expect(errorsOf({ ...loop, 'c:t.AskOnce': {}, 'q:Out': {} }, edges)).toEqual([
      expect.stringMatching(/'next' takes exactly one value of each lap.*gather its items first/),
    ]);
  });

  it('refuse to control a loop', () => {
    const nodes = { ...loop, 'c:t.Say': { entries: [{}] } };
    expect(errorsOf(nodes, ['p.value>k.a', 'k.output>p.next', 'p.done>o.value', 'c!p'])).toEqual([
      expect.stringMatching(/p \(nodetool.control.Loop\) can not be controlled, because it reads whole iterations/),
    ]);
  });
});

describe('control edges and rules of firings', () => {
  const nodes = { 'k:t.Add': {}, 'o:Out': {} };
  const edges = ['c!k', 'k.output>o.value'];

  it('never try a controller again', async () => {
    const { status } = await run({ 'c:t.Flaky': {}, ...nodes }, edges);
    expect({ status, seen }).toEqual({ status: 'failed', seen: ['tried'] });
  });

  it('never keep the result of a controller', async () => {
    const cache = new ResultCache();
    await run({ 'c:t.Known': {}, ...nodes }, edges, { cache });
    const { outputs } = await run({ 'c:t.Known': {}, ...nodes }, edges, { cache });
    expect({ outputs, seen }).toEqual({ outputs: { o: [5] }, seen: ['ordered'] });
  });

  it('try again what is controlled, before anybody hears of the failure', async () => {
    const { outputs } = await run({ 'c:t.Ask': { values: [7, 8] }, 'k:t.SecondTry': {}, 'o:Out': {} }, [
      'c!k',
      'c.output>o.value',
    ]);
    expect({ outputs, seen }).toEqual({ outputs: { o: [[7, 8]] }, seen: [7, 7, 8, 8] });
  });

  it('let a memory last for the orders of one firing', async () => {
    const { outputs } = await run(
      { 'c:t.Say': { entries: [{ a: 1 }, { a: 2 }, { a: 3 }] }, 'k:t.Total': {}, 'o:Out': {} },
      edges,
    );
    expect(outputs).toEqual({ o: [1, 3, 6] });
  });

  it('end a run inside of a firing with the time of the firing', async () => {
    const { status, error } = await run({ 'c:t.Impatient': {}, 'o:Out': {} }, ['c.output>o.value']);
    expect(status).toBe('failed');
    expect(error?.message).toMatch(/timed out after 0.01 s/);
    expect(seen).toEqual(['ended']);
  });
});
