import type { TestServer } from '../support/server.js';
import { untilFits } from '../support/node-api.js';

const REPORT = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) {
    let count = 0;
    process.on('SIGUSR2', () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc');
      collect();
      setTimeout(() => {
        collect();
        const { heapUsed, external } = process.memoryUsage();
        process.stderr.write('\\nHEAP ' + ++count + ' ' + (heapUsed + external) + '\\n');
      }, 50);
    });
  }`;

/** What a server needs in its environment to tell how much memory it holds. */
export const HEAP_ENV = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(REPORT)}` } as const;

/** Bytes that a server holds once everything that nobody needs is collected. */
export const heapOf = async (server: TestServer): Promise<number> => {
  const reports = (): readonly string[] =>
    [...server.logs().matchAll(/HEAP \d+ (\d+)\n/g)].map(([, size]) => size ?? '');
  const before = reports().length;
  process.kill(server.pid, 'SIGUSR2');
  const all = await untilFits(reports, ({ length }) => length > before);
  return Number(all.at(-1));
};
