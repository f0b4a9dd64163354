/** `npm run bench [-- <name>…]`: installs and builds when that is needed, runs the benchmarks and prints one table. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ensureBuilt, ensureInstalled, ROOT } from './build.mjs';

const FOLDER = join(ROOT, 'bench');
const KNOWN = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .sort();
const HEADINGS = ['what', 'ours', 'peer or limit', 'ratio', 'target', 'reached'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !KNOWN.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}: there are ${KNOWN.join(', ')}.`);
  process.exit(2);
}

/** Runs a benchmark in a process of its own and collects the rows that it prints. */
const run = async (name) => {
  const child = spawn(process.execPath, [join(FOLDER, `${name}.mjs`)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const rows = [];
  for await (const line of createInterface({ input: child.stdout })) rows.push(JSON.parse(line));
  return { rows, isOk: (await ended) === 0 };
};

const ratioText = (ratio) => {
  if (ratio === undefined) return '';
  return ratio >= 10 ? String(Math.round(ratio)) : ratio.toPrecision(2);
};

const reachedText = (isReached) => {
  if (isReached === undefined) return '';
  return isReached ? 'yes' : 'NO';
};

const cellsOf = ({ what, ours, limit = '', ratio, target = '', isReached }) => [
  what,
  ours,
  limit,
  ratioText(ratio),
  target,
  reachedText(isReached),
];

const print = (rows) => {
  const table = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  const lineOf = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  console.log([lineOf(HEADINGS), rule, ...rows.map((row) => lineOf(cellsOf(row)))].join('\n'));
};

ensureInstalled();
ensureBuilt();
const results = [];
for (const name of wanted.length > 0 ? wanted : KNOWN) {
  console.error(`${name} …`);
  results.push({ name, ...(await run(name)) });
}
print(results.flatMap(({ rows }) => rows));
const load = loadavg()[0].toFixed(1);
console.log(
  `\nNode ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${load}.`,
);
const broken = results.filter(({ isOk }) => !isOk).map(({ name }) => name);
if (broken.length > 0) console.error(`Broken: ${broken.join(', ')}.`);
process.exit(broken.length > 0 ? 1 : 0);
