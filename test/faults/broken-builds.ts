import type { Report } from './run-scenario.js';
import { playOn } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { Stage } from './stage.js';

/** A build with one promise broken, and how the harness notices. */
export interface BrokenBuild {
  /** Name of its patch. */
  readonly name: string;
  readonly scenario: string;
  readonly times: number;
  /** What a violation says that has this cause. */
  readonly sign: RegExp;
}

/** What came of a broken build. */
export interface Verdict {
  readonly build: BrokenBuild;
  /** The violation that shows the break; null when none does. */
  readonly violation: string | null;
  readonly report: Report;
}

/** A run that a broken build loses is waited for no longer than this. */
const DEADLINE_MS = 40_000;

/** Every broken build, with the scenario that must find it. */
export const BROKEN_BUILDS: readonly BrokenBuild[] = [
  { name: 'no-fencing', scenario: 'late-answer', times: 1, sign: /execution late|late answer was accepted/ },
  {
    name: 'acknowledge-before-commit',
    scenario: 'hub-kill-before-result-commit',
    times: 1,
    sign: /outcome_unknown|executed 2 times/,
  },
  { name: 'no-dedup', scenario: 'doubled-frames', times: 1, sign: /executed 2 times|accepted before/ },
  {
    name: 'no-idempotency-key',
    scenario: 'hub-kill-after-accept-commit',
    times: 1,
    sign: /executed 2 times/,
  },
  { name: 'no-jitter', scenario: 'fleet-spread', times: 1, sign: /in a bunch/ },
  { name: 'replay-off-by-one', scenario: 'cut-in-frame', times: 4, sign: /updates are missing|steps came/ },
  { name: 'old-close-removes-new', scenario: 'take-over', times: 1, sign: /is over|no outcome|ready/ },
  { name: 'cancel-not-stored', scenario: 'cancel-over-hub-kill', times: 1, sign: /ended as completed/ },
  { name: 'outbox-in-memory', scenario: 'node-kill-full-outbox', times: 1, sign: /outcome_unknown|executed 2 times/ },
];

/** Plays the scenario that must find a broken build on that build. */
export const tryBroken = async (build: BrokenBuild, seed: string): Promise<Verdict> => {
  const scenario: Scenario = { ...scenarioNamed(build.scenario), deadlineMs: DEADLINE_MS };
  const stage = await Stage.open({ ...scenario.stage, seed, broken: build.name });
  try {
    const report = await playOn(stage, scenario, { seed, times: build.times });
    return { build, report, violation: report.violations.find((text) => build.sign.test(text)) ?? null };
  } finally {
    await stage.close();
  }
};

const scenarioNamed = (name: string): Scenario => {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  return scenario;
};
