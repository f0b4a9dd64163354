import type { FleetKind } from '../fleet.js';
import { Fleet } from '../fleet.js';
import { FaultProxy } from '../proxy.js';
import type { Scenario } from '../scenario.js';
import { until } from '../stage.js';

const PROMISES = { statuses: ['completed'] } as const;
/** The hub's own times: what is measured is what a fleet meets. */
const REAL_TIMES = {
  nodeIds: [],
  hub: { reconnectCapMs: 30_000, hubSettings: { heartbeatIntervalMs: 10_000 } },
} as const;
const DEADLINE_MS = 180_000;

/** Seconds within which a fleet shall be back after a restart of its hub. */
const TARGETS_S = { 1000: 10, 5000: 30 } as const;

const returning = (count: keyof typeof TARGETS_S, kind: FleetKind): Scenario => ({
  name: `fleet-${count}-${kind}`,
  faults: `hub killed under ${count} ${kind === 'jittered' ? '' : 'un'}jittered nodes`,
  times: 1,
  promises: PROMISES,
  stage: REAL_TIMES,
  play: async (stage, ledger, times) => {
    const fleet = new Fleet(stage, count);
    try {
      fleet.start(kind);
      await fleet.untilReady(DEADLINE_MS);
      for (let round = 0; round < times; round += 1) {
        await stage.killHub();
        await fleet.untilLost(DEADLINE_MS);
        await stage.startHub();
        const startedAt = Date.now();
        const backS = ((await fleet.untilReady(DEADLINE_MS)) - startedAt) / 1000;
        const verdict = backS <= TARGETS_S[count] ? 'reached' : 'missed';
        ledger.notes.push(`all back after ${backS.toFixed(1)} s (target ${TARGETS_S[count]} s ${verdict})`);
      }
    } finally {
      await fleet.close();
    }
  },
});

const CLIENTS = 100;
/** A tenth of the window gets a tenth of the tries, on the average; four times as many don't happen by chance. */
const MAX_IN_A_TENTH = 0.4;
/** First window of a fleet of this size. */
const WINDOW_MS = 500;

const spread: Scenario = {
  name: 'fleet-spread',
  faults: `${CLIENTS} clients cut at once`,
  times: 3,
  promises: PROMISES,
  stage: { nodeIds: [] },
  play: async (stage, ledger, times) => {
    const fleet = new Fleet(stage, CLIENTS);
    const proxy = await FaultProxy.open(stage.hubPort, stage.random);
    try {
      fleet.start('clients', proxy.port);
      await fleet.untilReady(DEADLINE_MS);
      for (let round = 0; round < times; round += 1) {
        fleet.delaysMs.length = 0;
        proxy.cut();
        await until('every client has lost its hub', () => fleet.delaysMs.length >= CLIENTS, DEADLINE_MS);
        const share = densestShare(fleet.delaysMs, (WINDOW_MS / 10) * 2 ** round);
        ledger.notes.push(`${Math.round(share * 100)} % of the tries in the densest tenth of the window`);
        if (share > MAX_IN_A_TENTH) ledger.violations.push(`the tries come in a bunch: ${Math.round(share * 100)} %`);
        await fleet.untilReady(DEADLINE_MS);
      }
    } finally {
      await fleet.close();
      await proxy.close();
    }
  },
};

/** Largest share of moments that lie within a span. */
const densestShare = (moments: readonly number[], spanMs: number): number => {
  const counts = moments.map((start) => moments.filter((one) => one >= start && one < start + spanMs).length);
  return Math.max(...counts) / moments.length;
};

/** Many nodes that come back at once. */
export const fleets: readonly Scenario[] = [
  spread,
  returning(1000, 'jittered'),
  returning(1000, 'unjittered'),
  returning(5000, 'jittered'),
  returning(5000, 'unjittered'),
];
