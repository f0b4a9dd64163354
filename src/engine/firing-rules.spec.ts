import { describe, expect, it } from '@jest/globals';

import { Catalogue } from './catalogue.js';
import type { RunGraphOptions, RunOutcome } from './engine.js';
import { prepareGraph, runGraph } from './engine.js';
import type { EngineUpdate } from './engine-update.js';
import { TransientError } from './firing-rules.js';
import type { NodeType } from './node-type.js';
import { defineNodeType } from './node-type.js';
import { any, int, str } from './property.js';
import { ResultCache } from './result-cache.js';

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));

const out = defineNodeType({
  type: 't.Out',
  title: 'Out',
  description: '',
  role: 'output',
  properties: { name: str('out'), value: any(null) },
  outputs: { output: 'any' },
  process: ({ value }) => ({ output: value }),
});

interface Trial extends RunOutcome {
  readonly logs: readonly string[];
}

/** Runs a node type before an output, twice as often as asked. */
const run = async (
  nodeType: NodeType,
  node: Readonly<Record<string, unknown>> = {},
  options: Partial<RunGraphOptions> = {},
): Promise<Trial> => {
  const graph = prepareGraph(
    {
      nodes: [
        { id: 'n', type: nodeType.type, ...node },
        { id: 'o', type: 't.Out' },
      ],
      edges: [{ source: 'n', sourceHandle: 'output', target: 'o', targetHandle: 'value' }],
    },
    new Catalogue([nodeType, out]),
  );
  const logs: string[] = [];
  const emit = (update: EngineUpdate): void => {
    if (update.type === 'log_update') logs.push(update.content);
  };
  const outcome = await runGraph({
    graph,
    params: {},
    signal: new AbortController().signal,
    emit,
    random: () => 0,
    ...options,
  });
  return { ...outcome, logs };
};

const base = { type: 't.Tried', title: 'Tried', description: '', outputs: { output: 'any' } } as const;

describe('a limit of time', () => {
  it('fails a firing that goes on too long, and aborts its signal', async () => {
    let reason: unknown;
    const slow = defineNodeType({
      ...base,
      timeoutMs: 20,
      process: async (_, { signal }) => {
        signal.addEventListener('abort', () => (reason = signal.reason), { once: true });
        return never(signal);
      },
    });
    const { status, error } = await run(slow);
    expect(status).toBe('failed');
    expect(error?.message).toBe('Graph node n (t.Tried) "Tried" failed: timed out after 0.02 s');
    expect(reason).toEqual(new Error('timed out after 0.02 s'));
  });

  it('can be set by the author of the graph, who goes before the type', async () => {
    const slow = defineNodeType({ ...base, timeoutMs: 600_000, process: (_, { signal }) => never(signal) });
    const { error } = await run(slow, { ui_properties: { timeout_seconds: 0.01 } });
    expect(error?.message).toMatch(/timed out after 0.01 s$/);
  });

  it('counts for each item of a stream', async () => {
    const stream = defineNodeType({
      ...base,
      timeoutMs: 20,
      async *generate(_, { signal }) {
        yield { output: 1 };
        await never(signal);
      },
    });
    const { outputs, error } = await run(stream);
    expect(outputs).toEqual({ out: [1] });
    expect(error?.message).toMatch(/timed out/);
  });

  it('leaves a firing alone that ends in time', async () => {
    const quick = defineNodeType({ ...base, timeoutMs: 60_000, process: async () => ({ output: 1 }) });
    expect((await run(quick)).outputs).toEqual({ out: [1] });
  });
});

describe('further tries', () => {
  const failing = (failures: number, error: Error, extra: { readonly isPure?: boolean } = {}) => {
    const seen = { tries: 0 };
    const type = defineNodeType({
      ...base,
      ...extra,
      retry: { attempts: 3, baseMs: 1 },
      process: () => {
        seen.tries += 1;
        if (seen.tries <= failures) throw error;
        return { output: seen.tries };
      },
    });
    return { seen, type };
  };

  it('are made after an error that may be gone the next time', async () => {
    const { outputs, logs } = await run(failing(2, new TransientError('busy')).type);
    expect(outputs).toEqual({ out: [3] });
    expect(logs).toEqual([
      'Try 1 of 3 failed: busy. The next one begins in 0 ms.',
      'Try 2 of 3 failed: busy. The next one begins in 0 ms.',
    ]);
  });

  it('end with the last error', async () => {
    const { seen, type } = failing(9, new TransientError('busy'));
    const { status, error } = await run(type);
    expect({ status, tries: seen.tries }).toEqual({ status: 'failed', tries: 3 });
    expect(error?.message).toMatch(/failed: busy$/);
  });

  it('are not made after other errors, or where doing it twice would harm', async () => {
    const wrong = failing(1, new Error('wrong'));
    expect((await run(wrong.type)).status).toBe('failed');
    const harmful = failing(1, new TransientError('busy'), { isPure: false });
    expect((await run(harmful.type)).status).toBe('failed');
    expect([wrong.seen.tries, harmful.seen.tries]).toEqual([1, 1]);
  });

  it('end with the run', async () => {
    const controller = new AbortController();
    const type = defineNodeType({
      ...base,
      retry: { attempts: 5, baseMs: 3_600_000 },
      process: () => {
        queueMicrotask(() => controller.abort());
        throw new TransientError('busy');
      },
    });
    expect((await run(type, {}, { signal: controller.signal, random: () => 1 })).status).toBe('cancelled');
  });
});

describe('results that are kept', () => {
  const counting = (isPure = true) => {
    const seen = { firings: 0 };
    const type = defineNodeType({
      ...base,
      properties: { a: int() },
      isPure,
      isCacheable: true,
      process: ({ a }) => {
        seen.firings += 1;
        return { output: [a] };
      },
    });
    return { seen, type };
  };

  it('are given again for equal inputs, as values of their own', async () => {
    const cache = new ResultCache();
    const { seen, type } = counting();
    const first = await run(type, { data: { a: 1 } }, { cache });
    const second = await run(type, { data: { a: 1 } }, { cache });
    await run(type, { data: { a: 2 } }, { cache });
    expect(seen.firings).toBe(2);
    expect(second.outputs).toEqual(first.outputs);
    expect(second.outputs['out']?.[0]).not.toBe(first.outputs['out']?.[0]);
  });

  it('are not kept for types that may give something else', async () => {
    const cache = new ResultCache();
    const { seen, type } = counting(false);
    for (let round = 0; round < 2; round += 1) await run(type, { data: { a: 1 } }, { cache });
    expect(seen.firings).toBe(2);
  });

  it('make room for newer ones, the one not asked for longest first', () => {
    const cache = new ResultCache({ maxLength: 60, maxEntryLength: 40 });
    const keys = ['a', 'b', 'c', 'd'].map((name) => cache.keyOf('t', { name }) ?? '');
    const [a = '', b = '', c = '', d = ''] = keys;
    for (const key of [a, b]) cache.keep(key, { v: 1 });
    cache.find(a);
    cache.keep(c, { v: 1 });
    expect([a, b, c].map((key) => cache.find(key) !== null)).toEqual([true, false, true]);
    cache.keep(d, { v: 'x'.repeat(100) });
    expect(cache.find(d)).toBeNull();
    expect(cache.keyOf('t', { x: new WeakMap() })).toBeNull();
  });
});
