/** `npm start`: installs and builds when that is needed, then runs the server in this terminal. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { ensureBuilt, ensureInstalled, ROOT } from './build.mjs';

ensureInstalled();
ensureBuilt();

const server = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C reaches the server through the terminal; a signal to this process alone has to be passed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal ? 1 : code));
