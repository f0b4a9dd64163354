/** `npm run test:faults [-- --scenario NAME,… | --broken all] [--times N] [--seed S] [--list]`: the long version of `test/faults`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureBuilt, ensureInstalled, ROOT } from './build.mjs';

ensureInstalled();
ensureBuilt();
const main = join(ROOT, 'test/faults/main.ts');
const args = ['--import', 'tsx', main, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
process.exit(status ?? 1);
