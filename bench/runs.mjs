/** Whole runs per second: REST, hub, link, node, engine thread and back, with every row on SQLite in a file. */
import { readFileSync } from 'node:fs';

import BetterSqlite3 from 'better-sqlite3';

import { assertSame, median, percentile } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';
import { RestCaller } from './support/rest.mjs';
import { startServer } from './support/server.mjs';

const CALLERS = [1, 16];
const WARM_UPS = 200;
const ROUNDS = 3;
const ROUND_MS = 4_000;
const TARGET_PER_SECOND = 300;
/** Kernel ticks per second in `/proc`. */
const TICKS = 100;

const vertex = (id, type, data = {}) => ({ id, type, data });
const edge = (source, sourceHandle, target, targetHandle) => ({
  id: `${source}-${target}`,
  source,
  sourceHandle,
  target,
  targetHandle,
});

/** Ten graph nodes: two inputs, seven sums in a row, and an output. */
const SUMS = Array.from({ length: 7 }, (_, index) => `add${index}`);
const graph = {
  nodes: [
    vertex('a', 'nodetool.input.IntegerInput', { name: 'a', value: 0 }),
    vertex('b', 'nodetool.input.IntegerInput', { name: 'b', value: 0 }),
    ...SUMS.map((id) => vertex(id, 'lib.math.Add')),
    vertex('out', 'nodetool.output.Output', { name: 'sum' }),
  ],
  edges: [
    ...SUMS.flatMap((id, index) => [
      edge(index === 0 ? 'a' : SUMS[index - 1], 'output', id, 'a'),
      edge('b', 'output', id, 'b'),
    ]),
    edge(SUMS.at(-1), 'output', 'out', 'value'),
  ],
};

const runOnce = async (caller, a) => {
  const startMs = performance.now();
  const run = await caller.post('/runs', { graph, params: { a, b: 1 } }, { prefer: 'wait=30' });
  assertSame('run', run.status, 'completed');
  assertSame('sum', run.result.sum, a + SUMS.length);
  return performance.now() - startMs;
};

/** Calls again and again from `callers` callers at a time. */
const measureRound = async (caller, callers, durationMs) => {
  const latenciesMs = [];
  const startMs = performance.now();
  const work = async (number) => {
    for (let a = number; performance.now() - startMs < durationMs; a += callers)
      latenciesMs.push(await runOnce(caller, a));
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => work(index)));
  const perSecond = (latenciesMs.length / (performance.now() - startMs)) * 1000;
  return {
    count: latenciesMs.length,
    perSecond,
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
  };
};

/** CPU time of a process with all its threads, in ms; null where there is no `/proc`. */
const cpuMsOf = (pid) => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1000;
  } catch {
    return null;
  }
};

/** Looks into the database file: everything that a run leaves behind must be there. */
const assertPersisted = (path, expected) => {
  const database = new BetterSqlite3(path, { readonly: true });
  const countOf = (sql) => database.prepare(`SELECT COUNT(*) AS count FROM ${sql}`).get().count;
  assertSame('stored runs', countOf("runs WHERE status = 'completed'"), expected);
  assertSame('stored jobs', countOf("jobs WHERE status = 'completed'"), expected);
  const rows = { events: countOf('run_events') / expected, lines: countOf('job_logs') / expected };
  database.close();
  if (rows.events < graph.nodes.length || rows.lines < graph.nodes.length)
    throw new Error('events or log lines are missing');
  return rows;
};

const server = await startServer();
let total = 0;
try {
  const caller = new RestCaller(server.url, Math.max(...CALLERS));
  for (; total < WARM_UPS; total += 1) await runOnce(caller, total);
  for (const callers of CALLERS) {
    say(`runs: ${callers} at a time`);
    const rounds = [];
    const cpuBefore = cpuMsOf(server.pid);
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound(caller, callers, ROUND_MS));
    const count = rounds.reduce((sum, round) => sum + round.count, 0);
    const cpuMs = cpuBefore === null ? null : (cpuMsOf(server.pid) - cpuBefore) / count;
    total += count;
    const of = (field) => median(rounds.map((round) => round[field]));
    const isTarget = callers === Math.max(...CALLERS);
    report({
      what: `runs: ten graph nodes, all stored on SQLite, ${callers} at a time`,
      ours: `${digits(of('perSecond'))}/s, p50 ${digits(of('p50Ms'))} ms, p99 ${digits(of('p99Ms'))} ms`,
      ...(isTarget && {
        ratio: of('perSecond') / TARGET_PER_SECOND,
        target: `≥ ${TARGET_PER_SECOND}/s`,
        isReached: of('perSecond') >= TARGET_PER_SECOND,
      }),
      ...(cpuMs !== null && { limit: `${digits(cpuMs)} ms CPU each` }),
    });
  }
  caller.close();
  await server.stop();
  const { events, lines } = assertPersisted(server.databasePath, total);
  say(`runs: each left ${digits(events)} events and ${digits(lines)} log lines in the database`);
} finally {
  await server.stop();
  await server.remove();
}
