/** `npm run check`: types, lint, dependency rules, dead code and formatting; shows the output of what failed. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { ensureInstalled, ROOT } from './build.mjs';

const CHECKS = [
  { name: 'types', command: ['typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'lint', command: ['oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--quiet'] },
  {
    name: 'layers',
    command: ['dependency-cruiser/bin/dependency-cruise.mjs', 'src', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'dead code', command: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'format', command: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];

const run = ({ name, command: [script, ...args] }) =>
  new Promise((resolve) => {
    const start = Date.now();
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: ROOT });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${seconds.padStart(5)} s`);
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });

ensureInstalled();
const queue = [...CHECKS];
const results = [];
const work = async () => {
  for (let check = queue.shift(); check; check = queue.shift()) results.push(await run(check));
};
await Promise.all(Array.from({ length: Math.min(availableParallelism(), CHECKS.length) }, work));
const failed = results.filter((isOk) => !isOk).length;
console.log(failed === 0 ? 'All checks passed.' : `${failed} of ${CHECKS.length} checks failed.`);
process.exit(failed === 0 ? 0 : 1);
