/** Round trips client → hub → node → hub → client in memory, beside the smallest possible hub on bare `ws`. */
import { GatewayClient } from '../dist/client.js';
import { Caller } from './support/caller.mjs';
import { startChild } from './support/child.mjs';
import { joinEchoNode } from './support/echo-node.mjs';
import { median, percentile } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';
import { NODE_TOKEN } from './support/tokens.mjs';

const LEVELS = [1, 64, 1024];
/** The level that the targets are set for. */
const MAIN_LEVEL = 64;
const ROUNDS = 5;
const ROUND_MS = 600;
const TARGET_RATIO = 0.6;
/** 24 µs where the bare hub needs 16. */
const TARGET_CPU_RATIO = 0.67;

const joinRealNode = async (url, nodeId) => {
  const client = new GatewayClient({
    url,
    nodeId,
    authToken: NODE_TOKEN,
    maxConcurrent: 2 * Math.max(...LEVELS),
    capabilities: () => ({ workflow_execution: false, commands: ['echo'] }),
    handlers: { command: async ({ args }) => args },
  });
  const isReady = new Promise((resolve) => client.on('registered', resolve));
  void client.run();
  await isReady;
  return { terminate: () => client.close() };
};

const measureRound = async ({ hub, caller, nodeId }, inFlight) => {
  const before = await hub.ask({ kind: 'usage' });
  const { perSecond, count, latenciesMs } = await caller.run({ nodeId, inFlight, durationMs: ROUND_MS });
  const after = await hub.ask({ kind: 'usage' });
  const cpuMicros = (after.cpuMicros - before.cpuMicros) / count;
  return { perSecond, cpuMicros, p99Ms: percentile(latenciesMs, 0.99) };
};

/** Measures all subjects in turn and gives for each the medians, and its speed by that of the first one in the same round. */
const measureLevel = async (subjects, inFlight) => {
  const measured = subjects.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const result = await measureRound(subject, inFlight);
      if (round > 0)
        measured[index].push({
          ...result,
          ratio: result.perSecond / (measured[0][round - 1]?.perSecond ?? result.perSecond),
        });
    }
  }
  return measured.map((rounds) => {
    const of = (field) => median(rounds.map((round) => round[field]));
    return { perSecond: of('perSecond'), cpuMicros: of('cpuMicros'), p99Ms: of('p99Ms'), ratio: of('ratio') };
  });
};

const textOf = ({ perSecond, p99Ms, cpuMicros }) =>
  `${digits(perSecond)}/s, p99 ${digits(p99Ms)} ms, ${digits(cpuMicros)} µs CPU`;

const reportSubject = ({ name }, inFlight, ours, raw) => {
  const what = `hub: round trips to ${name}, ${inFlight} in flight`;
  const isMain = inFlight === MAIN_LEVEL;
  report({
    what,
    ours: textOf(ours),
    limit: `${textOf(raw)}, bare ws hub`,
    ratio: ours.ratio,
    ...(isMain && { target: `ratio ≥ ${TARGET_RATIO}`, isReached: ours.ratio >= TARGET_RATIO }),
  });
  if (!isMain) return;
  const cpuRatio = raw.cpuMicros / ours.cpuMicros;
  report({
    what: `${what}, CPU of the hub`,
    ours: `${digits(ours.cpuMicros)} µs`,
    limit: `${digits(raw.cpuMicros)} µs bare ws hub`,
    ratio: cpuRatio,
    target: `ratio ≥ ${TARGET_CPU_RATIO}`,
    isReached: cpuRatio >= TARGET_CPU_RATIO,
  });
};

const rawHub = await startChild('raw-hub');
const hub = await startChild('hub');
const nodes = [
  await joinEchoNode({ url: rawHub.ready.nodeUrl, nodeId: 'raw', version: 'v1' }),
  await joinEchoNode({ url: hub.ready.nodeUrl, nodeId: 'v1', version: 'v1' }),
  await joinEchoNode({ url: hub.ready.nodeUrl, nodeId: 'seed', version: 'seed' }),
  await joinRealNode(hub.ready.nodeUrl, 'real'),
];
const rawCaller = await Caller.connect(rawHub.ready.callerUrl);
const caller = await Caller.connect(hub.ready.callerUrl);
const subjects = [
  { name: 'a node on bare ws', hub: rawHub, caller: rawCaller, nodeId: 'raw' },
  { name: 'a node of version 1 (JSON)', hub, caller, nodeId: 'v1' },
  { name: 'a seed node', hub, caller, nodeId: 'seed' },
  { name: 'a GatewayClient (MessagePack)', hub, caller, nodeId: 'real' },
];

for (const inFlight of LEVELS) {
  say(`hub: ${inFlight} in flight`);
  const [raw, ...ours] = await measureLevel(subjects, inFlight);
  for (const [index, result] of ours.entries()) reportSubject(subjects[index + 1], inFlight, result, raw);
}

for (const node of nodes) await node.terminate();
caller.close();
rawCaller.close();
await hub.stop();
await rawHub.stop();
