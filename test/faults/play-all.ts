import type { Playing, Report } from './run-scenario.js';
import { playOn } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { Stage } from './stage.js';

/** How a table of scenarios is to be played. */
export interface PlayingAll extends Omit<Playing, 'times'> {
  readonly times: (scenario: Scenario) => number;
  readonly onReport?: (report: Report) => void;
}

/** Plays scenarios one after the other; those that need nothing special share their processes until one finds a violation. */
export const playAll = async (
  scenarios: readonly Scenario[],
  { seed, times, onReport }: PlayingAll,
): Promise<readonly Report[]> => {
  const reports: Report[] = [];
  let shared: Stage | null = null;
  try {
    for (const scenario of scenarios) {
      const stage: Stage = (scenario.stage ? null : shared) ?? (await Stage.open({ ...scenario.stage, seed }));
      const report = await playOn(stage, scenario, { seed, times: times(scenario) });
      onReport?.(report);
      reports.push(report);
      const isReusable = !scenario.stage && report.violations.length === 0;
      if (isReusable) shared = stage;
      else await stage.close();
      if (!isReusable && stage === shared) shared = null;
    }
  } finally {
    await shared?.close();
  }
  return reports;
};
