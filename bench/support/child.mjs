import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * @typedef {object} Child
 * @property {any} ready what the process said when it was ready
 * @property {(question: object) => Promise<any>} ask
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a process of `bench/process`. With `BENCH_PROFILE_DIR` it leaves a CPU profile there when it stops.
 *
 * @param {string} name file without its ending
 * @param {{ args?: readonly string[], execArgv?: readonly string[] }} [options]
 * @returns {Promise<Child>}
 */
export const startChild = async (name, { args = [], execArgv = [] } = {}) => {
  const { BENCH_PROFILE_DIR: profileDir } = process.env;
  const child = fork(join(import.meta.dirname, `../process/${name}.mjs`), args, {
    execArgv: [...execArgv, ...(profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : [])],
  });
  const answer = async () => {
    const gone = new AbortController();
    const ended = once(child, 'exit', { signal: gone.signal }).then(
      ([code]) => Promise.reject(new Error(`${name} ended with ${code}`)),
      () => undefined,
    );
    try {
      const [message] = await Promise.race([once(child, 'message', { signal: gone.signal }), ended]);
      return message;
    } finally {
      gone.abort();
    }
  };
  return {
    ready: await answer(),
    ask: (question) => {
      const answered = answer();
      child.send(question);
      return answered;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
};
