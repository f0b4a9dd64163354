/** Memory of the hub per node that is connected and idle, and how fast that many nodes get in. */
import { startChild } from './support/child.mjs';
import { digits, report, say } from './support/report.mjs';

const NODES = 5_000;
/** Nodes that join first, so that what a first connection loads isn't counted. */
const EARLY_NODES = 500;
const PROCESSES = 2;
const HEARTBEAT_MS = 10_000;
const TARGET_KIB = 16;
/** As fast as a bare hub, but for the time that token, checks and the directory's rows may take. */
const TARGET_JOIN_RATIO = 0.5;

const joinAll = async (fleets, url, prefix, count) => {
  const startMs = performance.now();
  const joins = fleets.map((fleet, index) =>
    fleet.ask({
      kind: 'join',
      url,
      prefix: `${prefix}-${index}`,
      count: count / fleets.length,
      intervalMs: HEARTBEAT_MS,
    }),
  );
  await Promise.all(joins);
  return performance.now() - startMs;
};

/** The whole life of a hub with its nodes. */
const measureHub = async (name) => {
  say(`idle: ${NODES} nodes at ${name}`);
  const hub = await startChild(name, { execArgv: ['--expose-gc'] });
  const fleets = await Promise.all(Array.from({ length: PROCESSES }, () => startChild('idle-nodes')));
  const { nodeUrl } = hub.ready;
  await joinAll(fleets, nodeUrl, 'early', EARLY_NODES);
  const before = await hub.ask({ kind: 'usage' });
  const joinMs = await joinAll(fleets, nodeUrl, 'node', NODES);
  const after = await hub.ask({ kind: 'usage' });
  for (const fleet of fleets) {
    const { lateCount } = await fleet.ask({ kind: 'late' });
    if (lateCount > 0) throw new Error(`${lateCount} nodes lost their connection`);
  }
  await Promise.all(fleets.map((fleet) => fleet.stop()));
  await hub.stop();
  const kibOf = (field) => (after[field] - before[field]) / NODES / 1024;
  const joinCpuMicros = (after.cpuMicros - before.cpuMicros) / NODES;
  return { rssKib: kibOf('rss'), heapKib: kibOf('heapUsed'), joinMs, joinCpuMicros };
};

const raw = await measureHub('raw-hub');
const ours = await measureHub('hub');
const what = `idle: ${digits(NODES)} connected nodes`;
const row = (name, mine, theirs) => ({
  what: `${what}, ${name}`,
  ours: `${digits(mine)} KiB`,
  limit: `${digits(theirs)} KiB bare ws hub`,
  ratio: theirs / mine,
});
report({
  ...row('resident memory each', ours.rssKib, raw.rssKib),
  target: `≤ ${TARGET_KIB} KiB`,
  isReached: ours.rssKib <= TARGET_KIB,
});
report(row('heap each after a collection', ours.heapKib, raw.heapKib));
report({
  what: `${what}, time until all are registered`,
  ours: `${digits(ours.joinMs)} ms, ${digits(ours.joinCpuMicros)} µs CPU each`,
  limit: `${digits(raw.joinMs)} ms, ${digits(raw.joinCpuMicros)} µs CPU each, bare ws hub`,
  ratio: raw.joinMs / ours.joinMs,
  target: `ratio ≥ ${TARGET_JOIN_RATIO}`,
  isReached: raw.joinMs / ours.joinMs >= TARGET_JOIN_RATIO,
});
