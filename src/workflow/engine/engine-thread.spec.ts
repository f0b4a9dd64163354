import { afterEach, describe, expect, it } from '@jest/globals';

import { burnGraph, edge, sumGraph, vertex } from '../../../test/support/graphs.js';
import { EngineThread } from './engine-thread.js';
import { engineWorkerUrl } from './engine-worker-url.js';

/** Doubles a list of 100,000 numbers `steps` times. */
const doublingGraph = (steps: number) => {
  const sources = ['start', ...Array.from({ length: steps }, (_, index) => `e${index}`)];
  return {
    nodes: [
      vertex('start', 'nodetool.list.ListRange', { start: 0, stop: 100_000, step: 1 }),
      ...sources.slice(1).map((id) => vertex(id, 'nodetool.list.Extend')),
      vertex('out', 'nodetool.output.Output', { name: 'list' }),
    ],
    edges: [
      ...sources
        .slice(1)
        .flatMap((id, index) => [
          edge(`${sources[index]}.output -> ${id}.values`),
          edge(`${sources[index]}.output -> ${id}.other_values`),
        ]),
      edge(`${sources.at(-1)}.output -> out.value`),
    ],
  };
};

describe('EngineThread', () => {
  const threads: EngineThread[] = [];

  const makeThread = (maxHeapMb = 100) => {
    let reportGone: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (reportGone = resolve));
    const thread = new EngineThread({ url: engineWorkerUrl(), maxHeapMb }, () => reportGone());
    threads.push(thread);
    return { thread, gone };
  };

  const run = (thread: EngineThread, graph: unknown) => thread.start({ graph, params: {}, onUpdates: () => undefined });

  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.stop()));
  });

  it('runs one graph after the other', async () => {
    const { thread } = makeThread();
    for (let round = 0; round < 3; round++) {
      expect((await run(thread, sumGraph).done).outputs).toEqual({ sum: [5] });
      expect(thread.isIdle).toBe(true);
    }
  });

  it('fails a run that fills its memory, and goes away with what it holds', async () => {
    const { thread, gone } = makeThread();
    const ending = await run(thread, doublingGraph(12)).done;
    expect(ending).toMatchObject({ status: 'failed', error: { code: 'TOO_LARGE' } });
    expect(ending.error?.message).toContain('100 MiB');
    expect(thread.isIdle).toBe(false);
    await gone;
  });

  it('is taken away from a run that does not stop within its grace, also when the grace is shortened later', async () => {
    const { thread, gone } = makeThread();
    const burning = run(thread, burnGraph);
    burning.cancel(600_000);
    burning.cancel(20);
    expect((await burning.done).status).toBe('cancelled');
    await gone;
    expect(thread.isIdle).toBe(false);
  });

  it('fails its run with the reason when its program breaks', async () => {
    const url = new URL('data:text/javascript,throw new Error("no such program")');
    const thread = new EngineThread({ url, maxHeapMb: 100 }, () => undefined);
    const ending = await run(thread, sumGraph).done;
    expect(ending).toMatchObject({ status: 'failed', error: { code: 'INTERNAL' } });
    expect(ending.error?.message).toContain('no such program');
  });
});
