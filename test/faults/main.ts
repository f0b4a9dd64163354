import { parseArgs } from 'node:util';

import { BROKEN_BUILDS, tryBroken } from './broken-builds.js';
import { playAll } from './play-all.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { printTable, writeTable } from './table.js';

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string' },
    times: { type: 'string' },
    seed: { type: 'string', default: process.env['FAULT_SEED'] ?? '1' },
    broken: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

/** Keeps what a list of names, or of their beginnings, picks out; stops when one of them picks nothing. */
const pick = <T extends { readonly name: string }>(all: readonly T[], names: string | undefined): readonly T[] => {
  if (names === undefined || names === 'all') return all;
  const starts = names.split(',');
  const idle = starts.find((start) => !all.some(({ name }) => name.startsWith(start)));
  if (idle !== undefined) {
    process.stderr.write(`There is no ${idle}: there are ${all.map(({ name }) => name).join(', ')}.\n`);
    process.exit(2);
  }
  return all.filter(({ name }) => starts.some((start) => name.startsWith(start)));
};

const say = (title: string, lines: readonly string[]): void => {
  process.stderr.write(`${[title, ...lines.map((line) => `  ${line}`)].join('\n')}\n`);
};

const playScenarios = async (): Promise<boolean> => {
  const reports = await playAll(pick(SCENARIOS, options.scenario), {
    seed: options.seed,
    times: (scenario) => Number(options.times ?? scenario.times),
    onReport: ({ scenario, times, violations }) =>
      say(`${scenario.name} × ${times}: ${violations.length} violations`, violations),
  });
  printTable(reports);
  return reports.every(({ violations }) => violations.length === 0);
};

const playBroken = async (names: string): Promise<boolean> => {
  const rows = [['broken build', 'scenario', 'times', 'caught', 'by']];
  for (const build of pick(BROKEN_BUILDS, names)) {
    const { violation, report } = await tryBroken(build, options.seed);
    say(`${build.name}: ${violation === null ? 'NOT caught' : 'caught'}`, report.violations);
    rows.push([
      build.name,
      build.scenario,
      String(build.times),
      violation === null ? 'NO' : 'yes',
      (violation ?? '').slice(0, 100),
    ]);
  }
  writeTable(rows);
  return rows.every(([, , , caught]) => caught !== 'NO');
};

if (options.list) {
  for (const { name, times, faults } of SCENARIOS) process.stdout.write(`${name} × ${times}: ${faults}\n`);
} else {
  const isFine = await (options.broken === undefined ? playScenarios() : playBroken(options.broken));
  process.stdout.write(`Seed ${options.seed}.\n`);
  process.exitCode = isFine ? 0 : 1;
}
