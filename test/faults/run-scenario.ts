import { judge } from './judge.js';
import { leftoversOf } from './leftovers.js';
import { Ledger } from './ledger.js';
import type { Scenario } from './scenario.js';
import { SeededRandom } from './random.js';
import type { Stage } from './stage.js';

/** What came of a scenario. */
export interface Report {
  readonly scenario: Scenario;
  readonly times: number;
  readonly seed: string;
  /** Number of runs by the status in which they ended. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly executions: number;
  readonly violations: readonly string[];
  /** Milliseconds from the last fault until the hub calls every node ready. */
  readonly readyMs: number;
  readonly notes: readonly string[];
}

/** How a scenario is to be played. */
export interface Playing {
  readonly seed: string;
  readonly times: number;
}

const DEADLINE_MS = 120_000;

/** Plays a scenario on a stage that others may have used before it. */
export const playOn = async (stage: Stage, scenario: Scenario, { seed, times }: Playing): Promise<Report> => {
  stage.random = new SeededRandom(`${seed}/${scenario.name}`);
  const ledger = new Ledger(stage, scenario.name, scenario.deadlineMs ?? DEADLINE_MS);
  const troubles: string[] = [];
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      troubles.push(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  };
  await attempt(() => scenario.play(stage, ledger, times), undefined);
  const readyMs = await attempt(() => stage.untilReady(), Number.NaN);
  const evidence = await ledger.close();
  const leftovers = await attempt(() => leftoversOf(stage), []);
  const ends = evidence.submissions.map(
    ({ tag }) => evidence.outcomes.find((one) => one.tag === tag)?.status ?? 'open',
  );
  return {
    scenario,
    times,
    seed,
    outcomes: Object.fromEntries([...new Set(ends)].map((end) => [end, ends.filter((one) => one === end).length])),
    executions: evidence.executions.filter(({ kind }) => kind === 'started').length,
    violations: [...troubles, ...ledger.violations, ...judge(evidence, scenario.promises), ...leftovers],
    readyMs,
    notes: ledger.notes,
  };
};
