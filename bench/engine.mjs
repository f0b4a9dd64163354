/** The engine's own cost per graph node, beside the same work in a plain asynchronous loop and in LangGraph. */
import { prepareGraph, runGraph } from '../dist/engine/engine.js';
import { startChild } from './support/child.mjs';
import { benchCatalogue, chainGraph, fanOutGraph, streamGraph } from './support/graphs.mjs';
import { assertSame, measureInTurn, times } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';

const NODES = 1000;
const ITEMS = 100_000;
const STAGES = 10;
/** Highest cost of a graph node in µs. */
const TARGET_MICROS = 10;

const addOne = async (value) => value + 1;

const prepare = (raw) => {
  const graph = prepareGraph(raw, benchCatalogue);
  if (graph.hasErrors) throw new Error(graph.problems[0].message);
  return graph;
};

/** Counts updates and drops them. */
const counted = () => 1;
/** Turns updates into text, as a node does for its hub. */
const written = (update) => JSON.stringify(update).length;

const runOurs = async (graph, takeUpdate) => {
  let completed = 0;
  let taken = 0;
  const { status, outputs, error } = await runGraph({
    graph,
    params: {},
    signal: new AbortController().signal,
    emit: (update) => {
      taken += takeUpdate(update);
      if (update.type === 'node_update' && update.status === 'completed') completed += 1;
    },
  });
  if (status !== 'completed' || taken === 0) throw new Error(`the run ended ${status}: ${error?.message}`);
  return { completed, result: outputs.result?.[0] };
};

const ourChain = (graph, takeUpdate) => async () => {
  assertSame('chain', (await runOurs(graph, takeUpdate)).result, NODES);
};

const ourFanOut = (graph, takeUpdate) => async () => {
  assertSame('fan-out', (await runOurs(graph, takeUpdate)).completed, NODES + 1);
};

const ourStream = (graph, takeUpdate) => async () => {
  assertSame('stream', (await runOurs(graph, takeUpdate)).result, sumOfStream);
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

/** Measures a shape of graph in every way and reports what each of its firings costs. */
const measureShape = async ({ what, firings, runs, rounds, ours, plain, peer }) => {
  say(what);
  const subjects = {
    counted: times(runs, ours(counted)),
    written: times(runs, ours(written)),
    plain: times(runs, plain),
  };
  const measured = await measureInTurn(subjects, { rounds, warmUps: 2 });
  const microsOf = (name) => measured[name].cpuMicros / firings / runs;
  const row = {
    ours: `${digits(microsOf('counted'))} µs`,
    target: `≤ ${TARGET_MICROS} µs`,
    isReached: microsOf('counted') <= TARGET_MICROS,
  };
  const plainText = `${digits(microsOf('plain'))} µs plain async loop`;
  report({ what, ...row, limit: plainText, ratio: microsOf('plain') / microsOf('counted') });
  report({
    what: `${what}, updates as JSON`,
    ...row,
    ours: `${digits(microsOf('written'))} µs`,
    limit: plainText,
    ratio: microsOf('plain') / microsOf('written'),
    isReached: microsOf('written') <= TARGET_MICROS,
  });
  if (!peer) return;
  const { cpuMicros } = await langGraph.ask({ kind: peer, nodes: NODES });
  const peerMicros = cpuMicros / firings;
  report({ what, ...row, limit: `${digits(peerMicros)} µs LangGraph`, ratio: peerMicros / microsOf('counted') });
};

// In a process of its own: where its packages are loaded, everything else runs three times as slowly.
const langGraph = await startChild('langgraph');

const chain = prepare(chainGraph(NODES));
await measureShape({
  what: `engine: chain of ${NODES}, CPU per graph node`,
  firings: NODES,
  runs: 10,
  rounds: 9,
  ours: (takeUpdate) => ourChain(chain, takeUpdate),
  plain: plainChain,
  peer: 'chain',
});

const fanOut = prepare(fanOutGraph(NODES));
await measureShape({
  what: `engine: fan-out to ${NODES}, CPU per graph node`,
  firings: NODES,
  runs: 10,
  rounds: 9,
  ours: (takeUpdate) => ourFanOut(fanOut, takeUpdate),
  plain: plainFanOut,
  peer: 'fanOut',
});

const stream = prepare(streamGraph(ITEMS, STAGES));
await measureShape({
  what: `engine: ${digits(ITEMS)} items through ${STAGES}, CPU per item and graph node`,
  firings: ITEMS * STAGES,
  runs: 1,
  rounds: 5,
  ours: (takeUpdate) => ourStream(stream, takeUpdate),
  plain: plainStream,
});

await langGraph.stop();
