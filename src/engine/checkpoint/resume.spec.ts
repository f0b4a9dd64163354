import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import { prepareGraph, runGraph } from '../engine.js';
import type { RunOutcome } from '../engine.js';
import type { EngineUpdate } from '../engine-update.js';
import { defineNodeType } from '../node-type.js';
import { any, int, list, str } from '../property.js';
import type { Actor } from '../run/actor.js';
import type { Checkpoint } from './checkpoint.js';

/** Firings of the type that must not happen twice, by graph node id and value. */
const sent: string[] = [];

const base = { title: '', description: '' };
const catalogue = new Catalogue([
  defineNodeType({
    ...base,
    type: 't.Range',
    properties: { n: int(), a: any(0) },
    outputs: { output: 'int' },
    *generate({ n }) {
      for (let i = 0; i < n; i++) yield { output: i };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Cat',
    properties: { a: any(''), b: any('') },
    outputs: { output: 'str' },
    process: ({ a, b }) => ({ output: `(${JSON.stringify(a)}${JSON.stringify(b)})` }),
  }),
  defineNodeType({
    ...base,
    type: 't.Keep',
    properties: { a: any(''), name: str('kept') },
    outputs: { output: 'any' },
    process: ({ a, name }, context) => {
      context.save(name, a);
      return { output: a };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Slow',
    properties: { a: any('') },
    outputs: { output: 'any' },
    process: async ({ a }) => {
      await Promise.resolve();
      return { output: a };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Even',
    properties: { a: any() },
    outputs: { yes: 'any', no: 'any' },
    process: ({ a }) => (JSON.stringify(a).length % 2 === 0 ? { yes: a } : { no: a }),
  }),
  defineNodeType({
    ...base,
    type: 't.Collect',
    properties: { item: any() },
    outputs: { output: 'list[any]' },
    reduce: {
      handle: 'item',
      start: (): unknown[] => [],
      add: (all, item) => [...all, item],
      finish: (output) => ({ output }),
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Join',
    properties: { parts: list('any') },
    outputs: { output: 'str' },
    process: ({ parts }) => ({ output: JSON.stringify(parts) }),
  }),
  defineNodeType({
    ...base,
    type: 't.Dice',
    isPure: false,
    isRetrySafe: true,
    properties: { a: any('') },
    outputs: { output: 'float' },
    process: (_inputs, context) => ({ output: context.random() }),
  }),
  defineNodeType({
    ...base,
    type: 't.DiceStream',
    isPure: false,
    isRetrySafe: true,
    properties: { n: int() },
    outputs: { output: 'float' },
    *generate({ n }, context) {
      for (let i = 0; i < n; i++) yield { output: context.random() };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Send',
    isPure: false,
    properties: { a: any('') },
    outputs: { output: 'any' },
    process: async ({ a }, context) => {
      await Promise.resolve();
      sent.push(`${context.graphNodeId} ${JSON.stringify(a)}`);
      return { output: a };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Ask',
    isPure: false,
    isRetrySafe: true,
    properties: { a: any('') },
    outputs: { output: 'any' },
    process: ({ a }, context) => {
      if (context.resumption) return { output: [a, context.resumption.values] };
      return context.suspend({ reason: `is ${JSON.stringify(a)} right?` });
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Huge',
    properties: { n: int() },
    outputs: { output: 'str' },
    process: ({ n }) => ({ output: 'x'.repeat(n) }),
  }),
  defineNodeType({
    ...base,
    type: 't.HugeDice',
    isPure: false,
    isRetrySafe: true,
    outputs: { output: 'str' },
    process: (_inputs, context) => ({ output: String(context.random()).padEnd(2_000_000) }),
  }),
  defineNodeType({
    ...base,
    type: 't.Trim',
    properties: { a: str() },
    outputs: { output: 'str' },
    process: ({ a }) => ({ output: a.trim() }),
  }),
  defineNodeType({
    ...base,
    type: 't.Look',
    role: 'preview',
    properties: { value: any(null) },
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
]);

type Data = Readonly<Record<string, unknown>>;

const graphOf = (nodes: Readonly<Record<string, Data>>, edges: readonly string[]) => ({
  nodes: Object.entries(nodes).map(([key, data]) => {
    const [id, type] = key.split(':');
    return { id, type: `t.${type}`, data };
  }),
  edges: edges.map((text, index) => {
    const [, source, sourceHandle, target, targetHandle] = /^(\w+)\.(\w+)>(\w+)\.(\w+)$/.exec(text) ?? [];
    return { id: `e${index}`, source, sourceHandle, target, targetHandle };
  }),
});

interface Execution extends RunOutcome {
  /** Restored and new checkpoints. */
  readonly checkpoints: readonly Checkpoint[];
  readonly updates: readonly EngineUpdate[];
}

interface Options {
  readonly restored?: readonly Checkpoint[];
  readonly random?: () => number;
  readonly pick?: (queue: Actor[]) => Actor | undefined;
}

const run = async (graph: unknown, { restored = [], ...options }: Options = {}): Promise<Execution> => {
  const made: Checkpoint[] = [];
  const updates: EngineUpdate[] = [];
  const outcome = await runGraph({
    graph: prepareGraph(graph, catalogue),
    params: {},
    signal: new AbortController().signal,
    emit: (update) => updates.push(update),
    checkpoints: {
      restored,
      keep: (checkpoint) => made.push(checkpoint),
      commit: async (checkpoint) => void made.push(checkpoint),
    },
    ...options,
  });
  return { ...outcome, checkpoints: [...restored, ...made], updates };
};

/** Numbers that look random and are the same for the same seed. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
};

const pickFrom =
  (random: () => number) =>
  (queue: Actor[]): Actor | undefined =>
    queue.splice(Math.floor(random() * queue.length), 1)[0];

/** Handles that take a value, by type. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  Range: ['a'],
  Cat: ['a', 'b'],
  Slow: ['a'],
  Even: ['a'],
  Collect: ['item'],
  Join: ['parts', 'parts'],
  Dice: ['a'],
  Send: ['a'],
  Look: ['value'],
  Out: ['value'],
};
const outputsOf = (type: string): readonly string[] => (type === 'Even' ? ['yes', 'no'] : ['output']);

/** A graph of `size` graph nodes of the given types, each fed by earlier ones; every end leads to an output. */
const randomGraph = (random: () => number, size: number, types: readonly string[]) => {
  const nodes: Record<string, Data> = { 'n0:Range': { n: 3 } };
  const edges: string[] = [];
  const sources = ['n0.output'];
  const oneOf = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  for (let index = 1; index < size; index++) {
    const type = oneOf(types) ?? 'Cat';
    nodes[`n${index}:${type}`] = type === 'Range' ? { n: 1 + Math.floor(random() * 3) } : {};
    for (const handle of INPUTS[type] ?? []) {
      if (random() < 0.85) edges.push(`${oneOf(sources) ?? 'n0.output'}>n${index}.${handle}`);
    }
    for (const output of outputsOf(type)) sources.push(`n${index}.${output}`);
  }
  for (const [index, source] of sources.entries()) {
    nodes[`o${index}:Out`] = { name: `out${index % 3}` };
    nodes[`p${index}:Look`] = {};
    edges.push(`${source}>o${index}.value`, `${source}>p${index}.value`);
  }
  return graphOf(nodes, [...new Set(edges)]);
};

describe('a run that goes on from checkpoints', () => {
  const PURE = ['Range', 'Cat', 'Slow', 'Even', 'Collect', 'Join'];

  it('ends as if it had never been interrupted, wherever that happened', async () => {
    let resumedCount = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const random = numbersFrom(seed);
      const graph = randomGraph(random, 3 + Math.floor(random() * 9), PURE);
      if (prepareGraph(graph, catalogue).hasErrors) continue;
      const whole = await run(graph, { pick: pickFrom(random) });
      expect(whole.status).toBe('completed');
      for (let round = 0; round < 4; round++) {
        const kept = whole.checkpoints.slice(0, Math.floor(random() * (whole.checkpoints.length + 1)));
        const resumed = await run(graph, { restored: kept, pick: pickFrom(random) });
        expect(resumed.outputs).toEqual(whole.outputs);
        expect(Object.keys(resumed.outputs)).toEqual(Object.keys(whole.outputs));
        expect(resumed.preview).toEqual(whole.preview);
        const doneIds = new Set(kept.map(({ nodeId }) => nodeId));
        const ranAgain = resumed.updates.filter((one) => one.type === 'node_update' && doneIds.has(one.node_id));
        expect(ranAgain).toEqual([]);
        resumedCount += 1;
      }
    }
    expect(resumedCount).toBeGreaterThan(200);
  });

  it('still has what was kept for the user before the interruption', async () => {
    const graph = graphOf({ 'a:Keep': { a: 1, name: 'one' }, 'b:Keep': { name: 'two' }, 'c:Out': {} }, [
      'a.output>b.a',
      'b.output>c.value',
    ]);
    const whole = await run(graph);
    expect(whole.save).toEqual({ one: 1, two: 1 });
    for (let length = 0; length <= whole.checkpoints.length; length++) {
      const resumed = await run(graph, { restored: whole.checkpoints.slice(0, length) });
      expect(resumed.save).toEqual(whole.save);
    }
  });

  it('bears a second interruption of the resumed run', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = numbersFrom(seed * 31);
      const graph = randomGraph(random, 8, PURE);
      if (prepareGraph(graph, catalogue).hasErrors) continue;
      const whole = await run(graph);
      const first = whole.checkpoints.slice(0, Math.floor(random() * whole.checkpoints.length));
      const { checkpoints } = await run(graph, { restored: first });
      const second = checkpoints.slice(0, first.length + Math.floor(random() * (checkpoints.length - first.length)));
      expect((await run(graph, { restored: second })).outputs).toEqual(whole.outputs);
    }
  });

  it('never mixes a value with another one in its place: what was thrown once stays thrown', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = numbersFrom(seed * 7);
      const graph = graphOf(
        {
          'r:Range': { n: 4 },
          'd:Dice': {},
          's:Slow': {},
          't:Slow': {},
          'c:Collect': {},
          'q:DiceStream': { n: 3 },
          'k:Collect': {},
          'l:Slow': {},
          'm:Collect': {},
          'o:Out': { name: 'near' },
          'f:Out': { name: 'far' },
          'g:Out': { name: 'streamNear' },
          'h:Out': { name: 'streamFar' },
        },
        [
          'r.output>d.a',
          'd.output>o.value',
          'd.output>s.a',
          's.output>t.a',
          't.output>c.item',
          'c.output>f.value',
          'q.output>k.item',
          'k.output>g.value',
          'q.output>l.a',
          'l.output>m.item',
          'm.output>h.value',
        ],
      );
      const whole = await run(graph, { random, pick: pickFrom(numbersFrom(seed)) });
      const kept = whole.checkpoints.slice(0, Math.floor(random() * whole.checkpoints.length));
      const { outputs } = await run(graph, { restored: kept, random, pick: pickFrom(numbersFrom(seed + 1)) });
      expect(outputs['far']).toEqual([outputs['near']]);
      expect(outputs['streamFar']).toEqual(outputs['streamNear']);
      const thrown = kept.filter(({ kind, nodeId }) => kind === 'step' && nodeId === 'd').length;
      expect(outputs['near']?.slice(0, thrown)).toEqual(whole.outputs['near']?.slice(0, thrown));
    }
  });

  it('does nothing twice that must not happen twice: it goes on after it, or ends with that reason', async () => {
    const endings = new Set<string>();
    for (let seed = 1; seed <= 200; seed++) {
      const random = numbersFrom(seed * 13);
      const graph = randomGraph(random, 7, [...PURE, 'Send', 'Dice']);
      if (prepareGraph(graph, catalogue).hasErrors) continue;
      sent.length = 0;
      const whole = await run(graph, { random });
      const allSent = sent.length;
      const length = Math.floor(random() * (whole.checkpoints.length + 1));
      const kept = whole.checkpoints.slice(0, length);
      const begun = kept.filter(({ kind }) => kind === 'begun').length;
      sent.length = 0;
      const resumed = await run(graph, { restored: kept, random });
      endings.add(resumed.status);
      if (resumed.status === 'completed') expect(begun + sent.length).toBe(allSent);
      else {
        expect(resumed.error?.message).toMatch(/^Graph node n\d+ \(t\.Send\) .*must not run twice/);
        expect(sent).toEqual([]);
      }
    }
    expect([...endings].toSorted()).toEqual(['completed', 'failed']);
  });

  it('names the graph node whose side effect is in doubt', async () => {
    const graph = graphOf({ 's:Send': { a: 1 }, 'o:Out': { name: 'out' } }, ['s.output>o.value']);
    const { error } = await run(graph, { restored: [{ kind: 'begun', nodeId: 's', firing: 0, data: null }] });
    expect(error).toMatchObject({ node_id: 's', node_type: 't.Send' });
    expect(error?.message).toContain('had begun when the job was interrupted');
  });

  it('runs again what was too large to keep, and says so when that happens', async () => {
    const graph = graphOf({ 'h:Huge': { n: 2_000_000 }, 's:Slow': {}, 'o:Out': { name: 'out' } }, [
      'h.output>s.a',
      's.output>o.value',
    ]);
    const whole = await run(graph);
    expect(whole.checkpoints).toEqual([]);
    expect(whole.updates).toContainEqual(expect.objectContaining({ type: 'log_update', node_id: 'h' }));
    expect((await run(graph, { restored: whole.checkpoints })).outputs).toEqual(whole.outputs);
  });

  it('runs readers again, too, when what they read was not kept and comes out differently', async () => {
    const nodes = { 'h:HugeDice': {}, 't:Trim': {}, 'u:Trim': {}, 'o:Out': { name: 'one' }, 'p:Out': { name: 'two' } };
    const edges = ['h.output>t.a', 'h.output>u.a', 't.output>o.value', 'u.output>p.value'];
    const random = numbersFrom(5);
    const { checkpoints } = await run(graphOf(nodes, edges), { random });
    const restored = checkpoints.filter(({ nodeId }) => ['h', 't', 'o'].includes(nodeId));
    expect(restored.map(({ kind, nodeId }) => `${kind} ${nodeId}`).toSorted()).toEqual(['done o', 'done t', 'step h']);
    const { outputs } = await run(graphOf(nodes, edges), { restored, random });
    expect(outputs['one']).toEqual(outputs['two']);
    const effect = graphOf({ ...nodes, 's:Send': {} }, [...edges, 't.output>s.a']);
    const sender = await run(effect, { random });
    const again = await run(effect, { restored: sender.checkpoints.filter(({ nodeId }) => nodeId !== 'u'), random });
    expect(again.error?.message).toMatch(/^Graph node s .* has run already, but on values that were not kept/);
  });

  it('keeps at most 64 MiB of a run', async () => {
    const heads = Array.from({ length: 70 }, (_, index) => `h${index}`);
    const graph = graphOf(
      Object.fromEntries(
        heads.flatMap((id) => [
          [`${id}:Huge`, { n: 1_000_000 }],
          [`o${id}:Out`, { name: id }],
        ]),
      ),
      heads.map((id) => `${id}.output>o${id}.value`),
    );
    const { checkpoints } = await run(graph);
    const total = checkpoints.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
    expect(total).toBeGreaterThan(32 * 1_048_576);
    expect(total).toBeLessThanOrEqual(64 * 1_048_576);
  });
});

describe('a run that waits', () => {
  const resumption = (nodeId: string, firing: number, values: unknown): Checkpoint => ({
    kind: 'resumed',
    nodeId,
    firing,
    data: JSON.stringify({ values, suspendedAt: 0, resumedAt: 1 }),
  });

  it('finishes everything that can go on, says who waits, and goes on with what it is given', async () => {
    const graph = graphOf(
      {
        'r:Range': { n: 5 },
        'c:Collect': {},
        'o:Out': { name: 'numbers' },
        'q:Ask': { a: 7 },
        'p:Out': { name: 'answer' },
      },
      ['r.output>c.item', 'c.output>o.value', 'q.output>p.value'],
    );
    const waiting = await run(graph);
    expect(waiting.status).toBe('suspended');
    expect(waiting.outputs).toEqual({ numbers: [[0, 1, 2, 3, 4]] });
    expect(waiting.waiting).toEqual([
      { nodeId: 'q', nodeName: '', firing: 0, reason: 'is 7 right?', resumeAfterMs: null },
    ]);
    expect(waiting.updates.at(-1)).toMatchObject({ type: 'job_update', status: 'suspended' });
    expect(waiting.updates).toContainEqual(
      expect.objectContaining({ type: 'node_update', node_id: 'q', status: 'suspended' }),
    );
    const restored = [...waiting.checkpoints, resumption('q', 0, { ok: true })];
    const ended = await run(graph, { restored });
    expect(ended).toMatchObject({
      status: 'completed',
      outputs: { numbers: [[0, 1, 2, 3, 4]], answer: [[7, { ok: true }]] },
    });
    expect(ended.updates.filter((one) => one.type === 'node_update' && one.node_id === 'c')).toEqual([]);
  });

  it('waits at each item of a stream and never repeats the side effects behind it', async () => {
    const graph = graphOf(
      { 'r:Range': { n: 3 }, 'q:Ask': {}, 's:Send': {}, 'c:Collect': {}, 'o:Out': { name: 'all' } },
      ['r.output>q.a', 'q.output>s.a', 's.output>c.item', 'c.output>o.value'],
    );
    sent.length = 0;
    let outcome = await run(graph);
    for (let firing = 0; firing < 3; firing++) {
      expect(outcome).toMatchObject({ status: 'suspended', waiting: [{ nodeId: 'q', firing }] });
      const { waiting, checkpoints } = outcome;
      const parked = waiting.map((one): Checkpoint => ({ kind: 'waiting', ...one, data: null }));
      outcome = await run(graph, { restored: [...checkpoints, ...parked, resumption('q', firing, { n: firing })] });
    }
    expect(outcome.outputs).toEqual({ all: [[0, 1, 2].map((n) => [n, { n }])] });
    expect(sent).toHaveLength(3);
  });

  it('does not fill buffers while it waits', async () => {
    const graph = graphOf({ 'r:Range': { n: 100_000 }, 'q:Ask': {}, 'o:Out': { name: 'out' } }, [
      'r.output>q.a',
      'q.output>o.value',
    ]);
    const { status, updates } = await run(graph);
    expect(status).toBe('suspended');
    expect(updates.length).toBeLessThan(500);
  });

  it('can not wait where nothing is kept', async () => {
    const graph = graphOf({ 'q:Ask': {}, 'o:Out': { name: 'out' } }, ['q.output>o.value']);
    const outcome = await runGraph({
      graph: prepareGraph(graph, catalogue),
      params: {},
      signal: new AbortController().signal,
      emit: () => undefined,
    });
    expect(outcome.status).toBe('failed');
    expect(outcome.error?.message).toContain('can not wait');
  });
});
