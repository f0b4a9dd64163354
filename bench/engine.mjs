/** The engine's own cost per graph node, beside the same work in a plain loop, a least runner of graphs, and LangGraph. */
import v8 from 'node:v8';
import vm from 'node:vm';

import { prepareGraph, runGraph } from '../dist/engine/engine.js';
import { startChild } from './support/child.mjs';
import { dagChain, dagFanOut, dagGrid, runDag } from './support/dag-runner.mjs';
import { benchCatalogue, chainGraph, fanOutGraph, gridGraph, streamGraph } from './support/graphs.mjs';
import { assertSame, measureInTurn, times } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';

const NODES = 1000;
const ITEMS = 100_000;
const STAGES = 10;
const GRID = 100;
/** Items for which the memory is looked at, and how often. */
const LONG_STREAM = 1_000_000;
const LOOKS = 20;
/** Highest cost in µs of a graph node, and of an item in one. */
const TARGET_MICROS = 3;
const STREAM_TARGET_MICROS = 1;
/** Most that a long stream may hold on to, in MiB. */
const TARGET_MIB = 8;

const addOne = async (value = 0) => value + 1;
const add = async (value = 0, other = 0) => (value + other + 1) % 1000;

const prepare = (raw) => {
  const graph = prepareGraph(raw, benchCatalogue);
  if (graph.hasErrors) throw new Error(graph.problems[0].message);
  return graph;
};

/** Counts updates and drops them. */
const counted = () => 1;
/** Turns updates into text, as a node does for its hub. */
const written = (update) => JSON.stringify(update).length;

/** Takes checkpoints and drops them: what making them costs. */
const makeCheckpoints = () => ({ restored: [], keep: () => {}, commit: async () => {} });

const runOurs = async (graph, takeUpdate, checkpoints) => {
  let completed = 0;
  let taken = 0;
  const { status, outputs, error } = await runGraph({
    graph,
    params: {},
    signal: new AbortController().signal,
    checkpoints,
    emit: (update) => {
      taken += takeUpdate(update);
      if (update.type === 'node_update' && update.status === 'completed') completed += 1;
    },
  });
  if (status !== 'completed' || taken === 0) throw new Error(`the run ended ${status}: ${error?.message}`);
  return { completed, result: outputs.result?.[0] };
};

const ourChain = (graph, takeUpdate, checkpoints) => async () => {
  assertSame('chain', (await runOurs(graph, takeUpdate, checkpoints?.())).result, NODES);
};

const ourFanOut = (graph, takeUpdate, checkpoints) => async () => {
  assertSame('fan-out', (await runOurs(graph, takeUpdate, checkpoints?.())).completed, NODES + 1);
};

const ourStream = (graph, takeUpdate, checkpoints) => async () => {
  assertSame('stream', (await runOurs(graph, takeUpdate, checkpoints?.())).result, sumOfStream);
};

const ourGrid = (graph, takeUpdate, checkpoints) => async () => {
  assertSame('grid', (await runOurs(graph, takeUpdate, checkpoints?.())).completed, GRID * GRID + 1);
};

const sumOfStream = (ITEMS * (ITEMS - 1)) / 2 + ITEMS * STAGES;

const plainChain = async () => {
  let value = 0;
  for (let index = 0; index < NODES; index += 1) value = await addOne(value);
  assertSame('plain chain', value, NODES);
};

const plainFanOut = async () => {
  const value = await addOne(0);
  const values = await Promise.all(Array.from({ length: NODES }, () => addOne(value)));
  assertSame('plain fan-out', values.length, NODES);
};

async function* plainCount() {
  for (let value = 0; value < ITEMS; value += 1) yield value;
}

async function* plainStage(values) {
  for await (const value of values) yield value + 1;
}

const plainStream = async () => {
  let values = plainCount();
  for (let stage = 0; stage < STAGES; stage += 1) values = plainStage(values);
  let total = 0;
  for await (const value of values) total += value;
  assertSame('plain stream', total, sumOfStream);
};

const plainGrid = async () => {
  const values = [];
  for (let index = 0; index < GRID * GRID; index += 1) {
    values.push(await add(values[index - GRID], index % GRID > 0 ? values[index - 1] : 0));
  }
  assertSame('plain grid', values.length, GRID * GRID);
};

/** Measures a shape of graph in every way and reports what each of its firings costs. */
const measureShape = async ({ what, target = TARGET_MICROS, firings, runs, rounds, ours, plain, dag, peer }) => {
  say(what);
  const subjects = {
    counted: times(runs, ours(counted)),
    written: times(runs, ours(written)),
    kept: times(runs, ours(counted, makeCheckpoints)),
    plain: times(runs, plain),
    ...(dag && { dag: times(runs, () => runDag(dag)) }),
  };
  const measured = await measureInTurn(subjects, { rounds, warmUps: 2 });
  const microsOf = (name) => measured[name].cpuMicros / firings / runs;
  const row = (name, limitName, limitText) => ({
    ours: `${digits(microsOf(name))} µs`,
    target: `≤ ${target} µs`,
    isReached: microsOf(name) <= target,
    limit: `${digits(microsOf(limitName))} µs ${limitText}`,
    ratio: microsOf(limitName) / microsOf(name),
  });
  report({ what, ...row('counted', 'plain', 'plain async loop') });
  if (dag) report({ what, ...row('counted', 'dag', 'least runner') });
  report({ what: `${what}, updates as JSON`, ...row('written', 'plain', 'plain async loop') });
  report({ what: `${what}, with checkpoints`, ...row('kept', 'counted', 'without') });
  if (!peer) return;
  const { cpuMicros } = await langGraph.ask({ kind: peer, nodes: NODES });
  const peerMicros = cpuMicros / firings;
  const peerRow = { limit: `${digits(peerMicros)} µs LangGraph`, ratio: peerMicros / microsOf('counted') };
  report({ what, ...row('counted', 'plain', ''), ...peerRow });
};

/** What a run holds on to, looked at after collections in the middle of it. */
const measureMemory = async () => {
  const what = `engine: heap while ${digits(LONG_STREAM)} items go through ${STAGES}`;
  say(what);
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const graph = prepare(streamGraph(LONG_STREAM, STAGES));
  collect();
  const before = process.memoryUsage().heapUsed;
  const every = Math.floor((LONG_STREAM * STAGES) / LOOKS);
  let seen = 0;
  let most = 0;
  await runOurs(graph, () => {
    seen += 1;
    if (seen % every === 0) {
      collect();
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    return 1;
  });
  const mib = most / 1_048_576;
  report({ what, ours: `${digits(mib)} MiB`, target: `≤ ${TARGET_MIB} MiB`, isReached: mib <= TARGET_MIB });
};

// In a process of its own: where its packages are loaded, everything else runs three times as slowly.
const langGraph = await startChild('langgraph');

const chain = prepare(chainGraph(NODES));
await measureShape({
  what: `engine: chain of ${NODES}, CPU per graph node`,
  firings: NODES,
  runs: 10,
  rounds: 9,
  ours: (takeUpdate, checkpoints) => ourChain(chain, takeUpdate, checkpoints),
  plain: plainChain,
  dag: dagChain(NODES, addOne),
  peer: 'chain',
});

const fanOut = prepare(fanOutGraph(NODES));
await measureShape({
  what: `engine: fan-out to ${NODES}, CPU per graph node`,
  firings: NODES,
  runs: 10,
  rounds: 9,
  ours: (takeUpdate, checkpoints) => ourFanOut(fanOut, takeUpdate, checkpoints),
  plain: plainFanOut,
  dag: dagFanOut(NODES, addOne),
  peer: 'fanOut',
});

const grid = prepare(gridGraph(GRID));
await measureShape({
  what: `engine: grid of ${GRID} × ${GRID}, CPU per graph node`,
  firings: GRID * GRID,
  runs: 1,
  rounds: 9,
  ours: (takeUpdate, checkpoints) => ourGrid(grid, takeUpdate, checkpoints),
  plain: plainGrid,
  dag: dagGrid(GRID, add),
});

const stream = prepare(streamGraph(ITEMS, STAGES));
await measureShape({
  what: `engine: ${digits(ITEMS)} items through ${STAGES}, CPU per item and graph node`,
  target: STREAM_TARGET_MICROS,
  firings: ITEMS * STAGES,
  runs: 1,
  rounds: 5,
  ours: (takeUpdate, checkpoints) => ourStream(stream, takeUpdate, checkpoints),
  plain: plainStream,
});

await langGraph.stop();
await measureMemory();
