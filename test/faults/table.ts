import type { Report } from './run-scenario.js';

const HEADINGS = ['scenario', 'faults', 'times', 'runs ended as', 'executions', 'ready again', 'violations'];

/** Prints what came of the scenarios as a table in Markdown. */
export const printTable = (reports: readonly Report[]): void => {
  const rows = reports.map(({ scenario, times, outcomes, executions, readyMs, violations, notes }) => [
    scenario.name,
    [scenario.faults, ...notes].join('; '),
    String(times),
    Object.entries(outcomes)
      .map(([status, count]) => `${count} ${status}`)
      .join(', '),
    String(executions),
    Number.isNaN(readyMs) ? 'never' : `${(readyMs / 1000).toFixed(1)} s`,
    String(violations.length),
  ]);
  writeTable([HEADINGS, ...rows]);
};

/** Writes rows, the first of which are headings, to standard output. */
export const writeTable = (rows: readonly (readonly string[])[]): void => {
  const [headings = []] = rows;
  const widths = headings.map((_heading, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  process.stdout.write(`${[lineOf(headings), rule, ...rows.slice(1).map(lineOf)].join('\n')}\n`);
};
