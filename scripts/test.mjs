/** `npm test [-- <jest's arguments>]`: installs and builds when that is needed, then runs the tests. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureBuilt, ensureInstalled, ROOT } from './build.mjs';

ensureInstalled();
ensureBuilt();

const { REQUIRE_SERVICES = '', NODE_OPTIONS = '' } = process.env;
const env = {
  ...process.env,
  REQUIRE_SERVICES,
  NODE_OPTIONS: `${NODE_OPTIONS} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
};
const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
const { status } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], { cwd: ROOT, env, stdio: 'inherit' });
await tellServices();
process.exit(status ?? 1);

/** Says which outer services the tests had to do without. */
async function tellServices() {
  if (REQUIRE_SERVICES !== '') return;
  const { default: pg } = await import('pg');
  const url = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
  } catch {
    console.error('Skipped: the tests on PostgreSQL, which was not reachable (TEST_DATABASE_URL names another one).');
  }
}
