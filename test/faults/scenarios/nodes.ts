import { countRows } from '../leftovers.js';
import type { Ledger } from '../ledger.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { pause, until } from '../stage.js';

const ALL_ONCE = { statuses: ['completed'], isOnce: true } as const;
const RUNS = 6;
const HOUR_MS = 3_600_000;
const DEADLINE_MS = 30_000;
/** Well below the lease, also when nothing comes. */
const OUTBOX_WAIT_MS = 5000;

const fullOutbox: Scenario = {
  name: 'node-kill-full-outbox',
  faults: 'node killed with answers that its hub has not seen, and started again',
  times: 10,
  // The updates that only the killed process held are gone, and the log says so.
  promises: { ...ALL_ONCE, mayTruncate: true },
  play: async (stage, ledger, times) => {
    for (let round = 1; round <= times; round += 1) {
      const { proxy, server } = stage.node('a');
      await ledger.submitAll(RUNS, () => ({ nodeId: 'a', steps: 5, stepMs: 40 }));
      await ledger.untilExecutions('started', RUNS * round);
      proxy.refuse();
      await ledger.untilExecutions('ended', RUNS * round);
      const isFull = (): boolean => countRows(stage.nodeFolder('a'), 'SELECT COUNT(*) AS n FROM outbox') > 0;
      // Answers are stored one after the other: the kill may also hit between two.
      await until('the outbox of a holds answers', isFull, OUTBOX_WAIT_MS).catch(() => undefined);
      await pause(stage.random.between(0, 100));
      await server.stop('SIGKILL');
      proxy.accept();
      await stage.restartNode('a');
      await stage.untilReady();
    }
  },
};

const inFlight: Scenario = {
  name: 'node-kill-in-flight',
  faults: 'node killed in the middle of work and started again',
  times: 10,
  // The work must not be repeated, so that a job which finds itself begun fails with that reason.
  promises: { statuses: ['completed', 'failed', 'outcome_unknown'] },
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      const before = ledger.executions().length;
      const ids = await ledger.submitAll(RUNS, (index) => ({
        retry: index % 2 === 0 ? 'never' : 'safe',
        steps: 10,
        stepMs: stage.random.between(20, 60),
      }));
      await until('work has begun', () => ledger.executions().length > before, DEADLINE_MS);
      await pause(stage.random.between(0, 300));
      await stage.node('a').server.stop('SIGKILL');
      await stage.restartNode('a');
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
    }
  },
};

const twoProcesses: Scenario = {
  name: 'two-processes',
  faults: 'another process joins under the node_id of a living one',
  times: 5,
  promises: ALL_ONCE,
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) await joinTwice(stage, ledger, round);
  },
};

const joinTwice = async (stage: Stage, ledger: Ledger, round: number): Promise<void> => {
  await ledger.submitAll(2, () => ({ nodeId: 'a', steps: 40, stepMs: 50 }));
  const end = await stage
    .startNode('a', stage.node('a').proxy, stage.nodeFolder(`twin-${round}`))
    .then(async (twin) => {
      await Promise.race([twin.ended, pause(DEADLINE_MS)]);
      const { code } = await twin.stop('SIGKILL');
      return `ended with ${String(code)}:\n${twin.logs()}`;
    })
    .catch((error: unknown) => String(error));
  if (!/ended with [1-9]/.test(end) || !end.includes('4510')) {
    ledger.violations.push(`the second process was not sent away with 4510: ${end.slice(0, 500)}`);
  }
};

const blockedFor = (name: string, blockMs: number, more: Pick<Scenario, 'stage' | 'promises' | 'times'>): Scenario => ({
  ...more,
  name,
  faults: `main thread of a node blocked for ${blockMs / 1000} s`,
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      const before = ledger.executions().length;
      const ids = await ledger.submitAll(RUNS, (index) => ({
        retry: index % 2 === 0 ? 'never' : 'safe',
        steps: 20,
        stepMs: 50,
      }));
      await until('work has begun', () => ledger.executions().length >= before + RUNS, DEADLINE_MS);
      process.kill(stage.node('a').server.pid, 'SIGUSR2');
      await pause(blockMs);
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
      await stage.untilReady();
    }
  },
});

const clocks: Scenario = {
  name: 'clocks',
  faults: 'one node an hour ahead, one an hour behind; cuts and kills of the hub besides',
  times: 5,
  promises: ALL_ONCE,
  stage: { nodePlans: { a: { clockShiftMs: HOUR_MS }, b: { clockShiftMs: -HOUR_MS } } },
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) {
      const ids = await ledger.submitAll(RUNS, () => ({ steps: 10, stepMs: 50, timeoutMs: 60_000 }));
      if (round % 2 === 0) for (const { proxy } of stage.nodes) proxy.cut();
      else await stage.killHub();
      if (round % 2 !== 0) await stage.startHub();
      await Promise.all(ids.map((id) => ledger.untilOver(id)));
    }
  },
};

/** Faults of nodes. */
export const nodes: readonly Scenario[] = [
  fullOutbox,
  inFlight,
  twoProcesses,
  clocks,
  blockedFor('node-blocked-shortly', 4000, {
    times: 5,
    promises: ALL_ONCE,
    stage: { node: { blockMs: 4000 } },
  }),
  blockedFor('node-blocked-beyond-lease', 6000, {
    times: 5,
    promises: { statuses: ['completed', 'outcome_unknown'] },
    stage: { leaseSeconds: 2, node: { blockMs: 6000 } },
  }),
  blockedFor('node-blocked-35-s', 35_000, {
    times: 1,
    promises: ALL_ONCE,
    stage: { leaseSeconds: 60, node: { blockMs: 35_000 }, hub: { hubSettings: { heartbeatIntervalMs: 10_000 } } },
  }),
];
