import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { NODE_TOKEN, OPERATOR_TOKEN } from './tokens.mjs';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const READY = /ready at (http:\/\/\S+)/;

/**
 * Starts the built server on a free port with a data folder of its own. With `BENCH_PROFILE_DIR` it leaves a CPU profile.
 *
 * @param {Record<string, string>} env settings beside role `all`
 */
export const startServer = async (env = {}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-server-'));
  const { BENCH_PROFILE_DIR: profileDir } = process.env;
  const child = spawn(process.execPath, [...(profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : []), MAIN], {
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      ROLE: 'all',
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      HUB_OPERATOR_TOKEN: OPERATOR_TOKEN,
      HUB_NODE_TOKEN: NODE_TOKEN,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    url: await readyUrl(child),
    databasePath: join(dataDir, 'nodetool.sqlite'),
    pid: child.pid,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
};

const readyUrl = (child) =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const url = READY.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
