/** `npm start`: installs and builds when that is needed, then runs the server in this terminal. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { ensureBuilt, ensureInstalled, ROOT } from './build.mjs';

ensureInstalled();
ensureBuilt();

const server = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A signal to this process alone has to be passed on; the server takes two at nearly the same time for one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
// A signal that ends npm doesn't reach its children: without this the server would stay behind.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid === parent || server.kill('SIGTERM'), 500).unref();
}
server.on('exit', (code, signal) => process.exit(signal ? 1 : code));
