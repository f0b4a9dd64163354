import { parseArgs } from 'node:util';

import { playAlone } from './run-scenario.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { printTable } from './table.js';

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string' },
    times: { type: 'string' },
    seed: { type: 'string', default: process.env['FAULT_SEED'] ?? '1' },
    broken: { type: 'string' },
  },
});

const wanted = SCENARIOS.filter(({ name }) => options.scenario === undefined || name.startsWith(options.scenario));
const reports = [];
for (const scenario of wanted) {
  const times = Number(options.times ?? scenario.times);
  process.stderr.write(`${scenario.name} × ${times}, seed ${options.seed} …\n`);
  const report = await playAlone(scenario, { seed: options.seed, times, broken: options.broken });
  for (const line of report.violations) process.stderr.write(`  ${line}\n`);
  reports.push(report);
}
printTable(reports);
process.exitCode = reports.some(({ violations }) => violations.length > 0) ? 1 : 0;
