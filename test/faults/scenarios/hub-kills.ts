import type { FaultPlan, KillPoint } from '../fault-plan.js';
import { KILL_POINTS } from '../fault-plan.js';
import type { Scenario } from '../scenario.js';

const MOMENTS: Readonly<Record<KillPoint, string>> = {
  'before-accept-commit': 'before a run is committed',
  'after-accept-commit': 'after the commit of a run, before its answer',
  'after-dispatch-commit': 'after the commit of an attempt, before it is sent',
  'after-send': 'after a request was sent',
  'before-result-commit': 'before a result is committed',
  'after-result-commit': 'after the commit of a result, before its acknowledgement',
};

const RUNS_PER_KILL = 6;

/** The hub runs into its death under work, is started again at once, and every run completes exactly once. */
export const hubKills: readonly Scenario[] = KILL_POINTS.map((point) => ({
  name: `hub-kill-${point}`,
  faults: `hub kills itself ${MOMENTS[point]}`,
  times: 20,
  // The nodes live on and come back within their lease: nothing may stay unknown.
  promises: { statuses: ['completed'], isOnce: true },
  play: async (stage, ledger, times) => {
    const plan = (): FaultPlan => ({ kill: { point, after: stage.random.between(1, RUNS_PER_KILL - 2) } });
    await stage.killHub();
    await stage.startHub(plan());
    for (let round = 1; round <= times; round += 1) {
      stage.armHub();
      const work = ledger.submitAll(RUNS_PER_KILL, (index) => ({
        retry: index % 2 === 0 ? 'never' : 'safe',
        steps: stage.random.between(1, 6),
        stepMs: stage.random.between(0, 40),
      }));
      // The next hub has its own death before it, the last one lives.
      await stage.reviveHub(round < times ? plan() : {});
      await work;
    }
  },
}));
