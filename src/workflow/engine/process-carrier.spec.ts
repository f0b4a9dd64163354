import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { isRunning } from '../../../test/support/processes.js';
import type { JobFailure } from '../workflow-runner.contract.js';
import { engineWorkerUrl } from './engine-worker-url.js';
import { ProcessCarrier } from './process-carrier.js';

const deferred = <T>() => {
  let resolve: (value: T) => void = () => undefined;
  return { promise: new Promise<T>((settle) => (resolve = settle)), resolve: (value: T) => resolve(value) };
};

describe('ProcessCarrier', () => {
  const carriers: ProcessCarrier[] = [];
  let folder = '';

  /** Starts a program in place of the engine; whatever it reports first is its greeting. */
  const start = async (program: string) => {
    const url = pathToFileURL(join(folder, 'program.mjs'));
    await writeFile(url, program);
    const greeting = deferred<unknown>();
    const ended = deferred<JobFailure>();
    const events = { onReport: (report: unknown) => greeting.resolve(report), onEnd: ended.resolve };
    const carrier = new ProcessCarrier({ url, maxHeapMb: 64, nodePackages: [] }, events);
    carriers.push(carrier);
    return { carrier, greeting: greeting.promise, ended: ended.promise };
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nodetool-carrier-'));
    process.env['CARRIER_SPEC_SECRET'] = 'hunter2';
  });

  afterEach(async () => {
    delete process.env['CARRIER_SPEC_SECRET'];
    await Promise.all(carriers.splice(0).map((carrier) => carrier.end()));
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps the environment and the command line of its parent from the process', async () => {
    const { greeting } = await start(
      'process.send({ env: process.env, argv: [...process.execArgv, ...process.argv.slice(2)] })',
    );
    const { env, argv } = (await greeting) as { env: Record<string, string>; argv: string[] };
    expect(JSON.stringify(env)).not.toContain('hunter2');
    expect(argv).toEqual(['--max-old-space-size=64', '64']);
  });

  it('ends a process with everything that it started', async () => {
    const { carrier, greeting } = await start(
      `import { spawn } from 'node:child_process';
       const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       process.send({ pids: [process.pid, pid] });`,
    );
    const { pids } = (await greeting) as { pids: number[] };
    expect(pids.map(isRunning)).toEqual([true, true]);
    await carrier.end();
    // `end` waits until nobody holds the process's output any more.
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it.each([
    ['process.exit(7)', 'INTERNAL', 'it exited with code 7'],
    ["process.kill(process.pid, 'SIGKILL')", 'INTERNAL', 'it was killed (SIGKILL)'],
    ['const kept = []; for (;;) kept.push(new Array(100_000).fill({}))', 'TOO_LARGE', '64 MiB of memory'],
  ])('says how a process ended that did %s', async (program, code, message) => {
    const { ended } = await start(program);
    expect(await ended).toEqual({ code, message: expect.stringContaining(message) });
  });

  it('sends orders into the void when the process is gone', async () => {
    const { carrier, ended } = await start('process.exit(0)');
    await ended;
    expect(() => carrier.send({ kind: 'cancel' })).not.toThrow();
    await carrier.end();
  });

  it('fails a process that takes memory beside its heap', async () => {
    const watch = new URL('engine/memory-watch.js', engineWorkerUrl()).href;
    const { greeting } = await start(
      `import { watchMemory } from ${JSON.stringify(watch)};
       watchMemory(32, () => process.send({ rss: process.memoryUsage.rss() }));
       const kept = [];
       setInterval(() => kept.push(Buffer.alloc(16 * 1024 * 1024, 1)), 5);`,
    );
    const { rss } = (await greeting) as { rss: number };
    expect(rss / 1024 / 1024).toBeGreaterThan(288);
    expect(rss / 1024 / 1024).toBeLessThan(800);
  });
});
