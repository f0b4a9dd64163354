import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { playOn } from './run-scenario.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { Stage } from './stage.js';

/** The scenarios that get by with one hub and two nodes, each once; `npm run test:faults` plays all of them at length. */
const SHORT = [
  'hub-kill-after-accept-commit',
  'hub-kill-after-send',
  'hub-kill-before-result-commit',
  'hub-kill-after-result-commit',
  'node-kill-full-outbox',
  'cut-in-frame',
  'take-over',
  'doubled-frames',
];
const SEED = process.env['FAULT_SEED'] ?? '1';

describe('a hub and two nodes under faults', () => {
  let stage: Stage | null = null;

  beforeAll(async () => {
    stage = await Stage.open({ seed: SEED });
  }, 300_000);

  afterAll(() => stage?.close(), 60_000);

  it.each(SCENARIOS.filter(({ name }) => SHORT.includes(name)))(
    'keep every promise: $faults',
    async (scenario) => {
      if (!stage) throw new Error('the stage could not be opened');
      const { violations } = await playOn(stage, scenario, { seed: SEED, times: 1 });
      expect(violations).toEqual([]);
    },
    300_000,
  );
});
