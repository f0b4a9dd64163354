import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import type { RunOutcome } from '../engine.js';
import { prepareGraph, runGraph } from '../engine.js';
import type { NodeContext } from '../node-context.js';
import { defineNodeType } from '../node-type.js';
import { any, int, list, str } from '../property.js';
import type { Checkpoint } from './checkpoint.js';

const base = { title: '', description: '' };

/** Side effects so far, each with the number of checkpoints that were made before it. */
type Effects = { readonly value: unknown; readonly after: number }[];

const callEach = async (orders: readonly unknown[], { runs }: NodeContext) => {
  const results: unknown[] = [];
  for (const a of orders) results.push((await runs.control('k', { a }))['output']);
  return { output: results };
};

const catalogueOf = (effect: (value: unknown) => void) =>
  new Catalogue([
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
      type: 't.Say',
      properties: { orders: list('any') },
      outputs: { __control_output__: 'any' },
      *generate({ orders }) {
        for (const a of orders) yield { __control_output__: { a } };
      },
    }),
    ...[
      { type: 't.Call', isPure: false },
      { type: 't.CallAgain', isPure: false, isRetrySafe: true },
    ].map((kind) =>
      defineNodeType({
        ...base,
        ...kind,
        properties: { orders: list('any') },
        outputs: { output: 'list[any]' },
        process: ({ orders }, context) => callEach(orders, context),
      }),
    ),
    defineNodeType({
      ...base,
      type: 't.Send',
      properties: { a: any(), b: int() },
      outputs: { output: 'str' },
      isPure: false,
      process: async ({ a, b }) => {
        await Promise.resolve();
        effect(a);
        return { output: `${String(a)}${b}` };
      },
    }),
    defineNodeType({
      ...base,
      type: 't.Text',
      properties: { a: any(), b: int() },
      outputs: { output: 'str' },
      process: ({ a, b }) => ({ output: `${String(a)}${b}` }),
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
      type: 't.Ask',
      properties: { a: any() },
      outputs: { output: 'any' },
      isPure: false,
      isRetrySafe: true,
      process: ({ a }, context) => {
        if (!context.resumption) context.suspend({ reason: 'a word is needed' });
        return { output: `${String(a)}: ${String(context.resumption?.values?.['word'])}` };
      },
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

interface Execution extends RunOutcome {
  readonly checkpoints: readonly Checkpoint[];
  readonly effects: Effects;
}

const run = async (graph: unknown, restored: readonly Checkpoint[] = []): Promise<Execution> => {
  const made: Checkpoint[] = [];
  const effects: Effects = [];
  const catalogue = catalogueOf((value) => effects.push({ value, after: made.length }));
  const outcome = await runGraph({
    graph: prepareGraph(graph, catalogue),
    params: {},
    signal: AbortSignal.timeout(10_000),
    emit: () => {},
    checkpoints: {
      restored,
      keep: (checkpoint) => made.push(checkpoint),
      commit: async (checkpoint) => void made.push(checkpoint),
    },
  });
  return { ...outcome, checkpoints: [...restored, ...made], effects };
};

/** Each list of orders is one firing of the controller, which gives them to `k`; both results are collected. */
const graphOf = (controller: string, controlled: string) => ({
  nodes: [
    { id: 'e', type: 't.Each', data: { items: [['x', 'y'], ['z']] } },
    { id: 'c', type: `t.${controller}` },
    { id: 'k', type: `t.${controlled}`, data: { b: 7 } },
    { id: 'l', type: 't.Collect' },
    { id: 'o', type: 't.Out', data: { name: 'out' } },
    { id: 'p', type: 't.Out', data: { name: 'says' } },
  ],
  edges: [
    { source: 'e', sourceHandle: 'output', target: 'c', targetHandle: 'orders' },
    { source: 'c', sourceHandle: '__control__', target: 'k', targetHandle: '__control__' },
    { source: 'k', sourceHandle: 'output', target: 'l', targetHandle: 'item' },
    { source: 'l', sourceHandle: 'output', target: 'o', targetHandle: 'value' },
    ...(controller === 'Say' ? [] : [{ source: 'c', sourceHandle: 'output', target: 'p', targetHandle: 'value' }]),
  ],
});

describe('an interrupted run with control edges', () => {
  it.each([
    ['Say', 'Text'],
    ['CallAgain', 'Text'],
  ])('ends as if it had never been interrupted: %s controls %s', async (controller, controlled) => {
    const graph = graphOf(controller, controlled);
    const whole = await run(graph);
    expect(whole.outputs['out']).toEqual([['x7', 'y7'], ['z7']]);
    for (let kept = 0; kept <= whole.checkpoints.length; kept++) {
      const resumed = await run(graph, whole.checkpoints.slice(0, kept));
      expect({ kept, status: resumed.status, outputs: resumed.outputs }).toEqual({
        kept,
        status: 'completed',
        outputs: whole.outputs,
      });
    }
  });

  it.each([
    ['Say', 'Send'],
    ['Call', 'Text'],
    ['Call', 'Send'],
    ['CallAgain', 'Send'],
  ])(
    'neither loses nor doubles a firing, or says that it can not go on: %s controls %s',
    async (controller, controlled) => {
      const graph = graphOf(controller, controlled);
      const whole = await run(graph);
      const all = whole.effects.map(({ value }) => value);
      let completed = 0;
      for (let kept = 0; kept <= whole.checkpoints.length; kept++) {
        const before = whole.effects.filter(({ after }) => after <= kept).map(({ value }) => value);
        const resumed = await run(graph, whole.checkpoints.slice(0, kept));
        const since = resumed.effects.map(({ value }) => value);
        if (resumed.status === 'completed') {
          completed += 1;
          expect({ kept, outputs: resumed.outputs }).toEqual({ kept, outputs: whole.outputs });
          expect([...before, ...since]).toEqual(all);
        } else {
          expect(resumed.error?.message).toMatch(/must not run twice/);
          expect(since).toEqual([]);
        }
      }
      expect(completed).toBeGreaterThanOrEqual(2);
    },
  );

  it('does not give a controller that begins again what came of other orders', async () => {
    const graph = graphOf('CallAgain', 'Send');
    const whole = await run(graph);
    const first = whole.checkpoints.findIndex(({ nodeId, kind }) => nodeId === 'k' && kind === 'step');
    const resumed = await run(graph, whole.checkpoints.slice(0, first + 1));
    expect(resumed.status).toBe('failed');
    expect(resumed.error?.message).toMatch(/^Graph node k .* has run already.* must not run twice$/);
  });

  it('waits for a person in a firing that was ordered, and goes on with the answer', async () => {
    const graph = graphOf('Say', 'Ask');
    const first = await run(graph);
    expect(first).toMatchObject({ status: 'suspended', waiting: [{ nodeId: 'k', firing: 0 }] });
    const answer = (firing: number): Checkpoint => ({
      kind: 'resumed',
      nodeId: 'k',
      firing,
      data: JSON.stringify({ values: { word: `w${firing}` }, suspendedAt: 0, resumedAt: 1 }),
    });
    let last = first;
    for (let firing = 0; firing < 3; firing++) {
      expect(last.waiting).toMatchObject([{ nodeId: 'k', firing }]);
      last = await run(graph, [...last.checkpoints, answer(firing)]);
    }
    expect(last).toMatchObject({ status: 'completed', outputs: { out: [['x: w0', 'y: w1'], ['z: w2']] } });
  });
});
