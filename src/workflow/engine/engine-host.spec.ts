import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { burnGraph, countGraph, doublingGraph, sumGraph } from '../../../test/support/graphs.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { CarrierEvents, EngineCarrier } from './engine-carrier.js';
import type { EngineRun } from './engine-host.js';
import { EngineHost } from './engine-host.js';
import type { EngineEnding } from './engine-messages.js';
import { engineWorkerUrl } from './engine-worker-url.js';
import { ProcessCarrier } from './process-carrier.js';
import { ThreadCarrier } from './thread-carrier.js';

type Carry = (events: CarrierEvents, maxHeapMb: number, url?: URL) => EngineCarrier;

const carriers: Readonly<Record<string, Carry>> = {
  'a thread': (events, maxHeapMb, url = engineWorkerUrl()) =>
    new ThreadCarrier({ url, maxHeapMb, hardLimitMb: maxHeapMb * 3, nodePackages: [] }, events),
  'a process': (events, maxHeapMb, url = new URL('engine.process.js', engineWorkerUrl())) =>
    new ProcessCarrier({ url, maxHeapMb, nodePackages: [] }, events),
};

/** The end of a run that waits for nothing. */
const endOf = async ({ done }: EngineRun): Promise<EngineEnding> => {
  const halt = await done;
  if (halt.status === 'suspended') throw new Error('the run was suspended');
  return halt;
};

describe.each(Object.entries(carriers))('EngineHost on %s', (_name, carry) => {
  const hosts: EngineHost[] = [];
  let folder = '';

  const makeHost = ({ maxHeapMb = 100, url }: { maxHeapMb?: number; url?: URL } = {}) => {
    let reportGone: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (reportGone = resolve));
    const options = { maxHeapMb, carry: (events: CarrierEvents) => carry(events, maxHeapMb, url) };
    const host = new EngineHost(options, () => reportGone());
    hosts.push(host);
    return { host, gone };
  };

  const run = (
    host: EngineHost,
    graph: unknown,
    onUpdates: (updates: readonly EngineUpdate[]) => void = () => undefined,
  ) => host.start({ graph, params: {}, onUpdates });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nodetool-host-'));
  });

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('runs a graph and gives its values', async () => {
    const { host } = makeHost();
    expect(await run(host, sumGraph).done).toMatchObject({ status: 'completed', outputs: { sum: [5] } });
  });

  it('carries every update of a long stream, in order, and waits for whoever takes them', async () => {
    const { host } = makeHost();
    const values: unknown[] = [];
    let mostAtOnce = 0;
    const ending = await endOf(
      run(host, countGraph(20_000), (updates) => {
        mostAtOnce = Math.max(mostAtOnce, updates.length);
        values.push(...updates.flatMap((update) => (update.type === 'output_update' ? [update.value] : [])));
      }),
    );
    expect(ending.outputs['n']).toHaveLength(20_000);
    expect(values).toEqual(ending.outputs['n']);
    expect(mostAtOnce).toBeLessThanOrEqual(512);
  });

  it('fails a run that fills its memory, and goes away with what it holds', async () => {
    const { host, gone } = makeHost();
    const ending = await endOf(run(host, doublingGraph(12)));
    expect(ending).toMatchObject({ status: 'failed', error: { code: 'TOO_LARGE' } });
    expect(ending.error?.message).toContain('100 MiB');
    expect(host.isIdle).toBe(false);
    await gone;
  });

  it('is taken away from a run that does not stop within its grace, also when the grace is shortened later', async () => {
    const { host, gone } = makeHost();
    const burning = run(host, burnGraph);
    burning.cancel(600_000);
    burning.cancel(20);
    expect((await burning.done).status).toBe('cancelled');
    await gone;
    expect(host.isIdle).toBe(false);
  });

  it('stops a stream politely', async () => {
    const { host } = makeHost();
    let cancel: () => void = () => undefined;
    const streaming = run(host, countGraph(50_000_000), () => cancel());
    cancel = () => streaming.cancel(600_000);
    expect((await streaming.done).status).toBe('cancelled');
  });

  it('fails its run with a reason when its program breaks', async () => {
    const url = pathToFileURL(join(folder, 'broken.mjs'));
    await writeFile(url, 'throw new Error("no such program")');
    const { host, gone } = makeHost({ url });
    const ending = await endOf(run(host, sumGraph));
    expect(ending).toMatchObject({ status: 'failed', error: { code: 'INTERNAL' } });
    expect(ending.error?.message).toContain('ended unexpectedly');
    await gone;
  });

  it('refuses what can not be copied, and is of no use then', () => {
    const { host } = makeHost();
    expect(() => run(host, { nodes: [() => undefined] })).toThrow('could not be cloned');
    expect(host.isIdle).toBe(false);
  });
});

describe('EngineHost on a thread', () => {
  it('runs one graph after the other', async () => {
    const url = engineWorkerUrl();
    const carry = (events: CarrierEvents) =>
      new ThreadCarrier({ url, maxHeapMb: 100, hardLimitMb: 300, nodePackages: [] }, events);
    const host = new EngineHost({ maxHeapMb: 100, carry }, () => undefined);
    for (let round = 0; round < 3; round++) {
      const { outputs } = await endOf(host.start({ graph: sumGraph, params: {}, onUpdates: () => undefined }));
      expect(outputs).toEqual({ sum: [5] });
      expect(host.isIdle).toBe(true);
    }
    await host.stop();
  });
});
