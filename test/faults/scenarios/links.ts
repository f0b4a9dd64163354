import type { Ledger, WorkOrder } from '../ledger.js';
import type { Weather } from '../proxy.js';
import type { Scenario } from '../scenario.js';
import { SlowReaders } from '../slow-readers.js';
import type { Stage } from '../stage.js';
import { pause, until } from '../stage.js';

const ALL_ONCE = { statuses: ['completed'], isOnce: true } as const;
const RUNS = 6;
const SESSION_DEADLINE_MS = 20_000;

const someWork =
  (stage: Stage) =>
  (index: number): WorkOrder => ({
    retry: index % 2 === 0 ? 'never' : 'safe',
    steps: stage.random.between(3, 12),
    stepMs: stage.random.between(10, 60),
  });

/** Lets both directions of every node have a weather while runs are worked on. */
const underWeather =
  (weather: Weather, runs = RUNS): Scenario['play'] =>
  async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      for (const { proxy } of stage.nodes) proxy.set({ up: weather, down: weather });
      const ids = await ledger.submitAll(runs, someWork(stage));
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
    }
    for (const { proxy } of stage.nodes) proxy.set({});
  };

const cutInFrames: Scenario = {
  name: 'cut-in-frame',
  faults: 'sockets cut after a random number of bytes, mostly within a frame',
  times: 40,
  promises: ALL_ONCE,
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      const work = ledger.submitAll(RUNS, someWork(stage));
      for (const { proxy } of stage.nodes) proxy.cutAfter(stage.random.between(1, 900));
      await work;
      await stage.untilReady();
    }
  },
};

const halfOpen: Scenario = {
  name: 'half-open',
  faults: 'connections let go without a word, both ends believe in them',
  times: 10,
  promises: ALL_ONCE,
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      const ids = await ledger.submitAll(RUNS, someWork(stage));
      for (const { proxy } of stage.nodes) proxy.strand();
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
      for (const { proxy } of stage.nodes) proxy.endStranded('hub');
    }
  },
};

const sessionOf = async (stage: Stage, nodeId: string): Promise<string | null> =>
  (await stage.ask<{ readonly session_id: string | null }>('GET', `/nodes/${nodeId}`))?.session_id ?? null;

const takeOver: Scenario = {
  name: 'take-over',
  faults: "a node comes back while its old socket looks alive; the old one's close comes later",
  times: 20,
  promises: ALL_ONCE,
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) await takeOverOnce(stage, ledger);
  },
};

const takeOverOnce = async (stage: Stage, ledger: Ledger): Promise<void> => {
  const { proxy } = stage.node('a');
  const before = await sessionOf(stage, 'a');
  await ledger.submit({ nodeId: 'a', steps: 10, stepMs: 50 });
  proxy.strand();
  proxy.endStranded('node');
  const isNew = async (): Promise<boolean> => ![null, before].includes(await sessionOf(stage, 'a'));
  await until('node a has a new session', isNew, SESSION_DEADLINE_MS);
  proxy.endStranded('hub');
  await ledger.untilOver(await ledger.submit({ nodeId: 'a' }));
};

const BLINDED_MS = 6000;
const MAX_GROWTH_MIB = 96;

const slowNode: Scenario = {
  name: 'slow-node',
  faults: 'a node that reads 1 byte/s, beside a healthy one',
  times: 3,
  promises: ALL_ONCE,
  play: async (stage, ledger, times) => {
    const beforeMib = stage.hubMib();
    for (let round = 0; round < times; round += 1) {
      stage.node('a').proxy.set({ down: { bytesPerSecond: 1 } });
      await ledger.submitAll(RUNS, (index) => ({ steps: 3, nodeId: index % 2 === 0 ? 'a' : 'b' }));
      await pause(BLINDED_MS);
      stage.node('a').proxy.set({});
      stage.node('a').proxy.cut();
      await stage.untilReady();
    }
    noteGrowth(stage, ledger, beforeMib);
  },
};

const slowCaller: Scenario = {
  name: 'slow-caller',
  faults: 'readers of events that take 1 byte/s',
  times: 8,
  promises: ALL_ONCE,
  stage: { hub: { hubSettings: { streamStallMs: 2000 } } },
  play: async (stage, ledger, times) => {
    const beforeMib = stage.hubMib();
    const id = await ledger.submit({ steps: 1500, stepMs: 1, padding: 8192 });
    await ledger.untilOver(id);
    const readers = await SlowReaders.open(stage, id, times);
    await until('the hub serves the readers', () => readers.servedCount() === times, SESSION_DEADLINE_MS);
    await ledger.submitAll(RUNS, someWork(stage));
    await until('the hub lets the slow readers go', () => readers.servedCount() === 0, 60_000);
    await readers.close();
    noteGrowth(stage, ledger, beforeMib);
  },
};

const noteGrowth = (stage: Stage, ledger: Ledger, beforeMib: number): void => {
  const growth = Math.round(stage.hubMib() - beforeMib);
  ledger.notes.push(`memory of the hub ${growth < 0 ? '' : '+'}${growth} MiB`);
  if (growth > MAX_GROWTH_MIB) ledger.violations.push(`the hub grew by ${growth} MiB`);
};

const corrupted: Scenario = {
  name: 'corrupted',
  faults: 'one bit of every fiftieth piece turned over',
  times: 10,
  // A turned bit can be another valid message: nothing is promised about contents, only that everything ends once.
  promises: { statuses: ['completed', 'failed', 'timed_out', 'outcome_unknown'], mayTruncate: true, isForeign: true },
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      for (const { proxy } of stage.nodes) proxy.set({ up: { corruptShare: 0.02 }, down: { corruptShare: 0.02 } });
      const ids = await ledger.submitAll(RUNS, (index) => ({
        ...someWork(stage)(index),
        retry: 'never',
        timeoutMs: 15_000,
      }));
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
      for (const { proxy } of stage.nodes) proxy.set({});
      for (const { proxy } of stage.nodes) proxy.cut();
    }
  },
};

/** Faults of the network between nodes and their hub. */
export const links: readonly Scenario[] = [
  cutInFrames,
  halfOpen,
  takeOver,
  {
    name: 'latency',
    faults: '200 ms ± 200 ms in both directions',
    times: 5,
    promises: ALL_ONCE,
    play: underWeather({ delayMs: { base: 200, spread: 200 } }),
  },
  {
    name: 'doubled-frames',
    faults: 'every frame arrives twice, in both directions',
    times: 10,
    promises: ALL_ONCE,
    play: underWeather({ isDoubled: true }),
  },
  slowNode,
  slowCaller,
  corrupted,
];
