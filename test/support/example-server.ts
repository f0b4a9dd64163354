import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runCli } from '../../src/cli/run-cli.js';
import { EXAMPLES } from './examples.js';
import { createMemoryIo } from './memory-io.js';
import type { TestServer } from './server.js';
import { startServer } from './server.js';

/** How a command of the command line ended. */
export interface CliEnd {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A server whose workspace holds the data of the examples, as their README says, and a command line that speaks to it. */
export interface ExampleServer {
  readonly server: TestServer;
  /** The workspace of workflows. */
  readonly workspace: string;
  /** Runs `nodetool gateway …`. */
  cli(...args: readonly string[]): Promise<CliEnd>;
  /**
   * Runs an example by its name with `nodetool gateway run` and reads its result.
   *
   * @throws Error with what the command line said, when it doesn't complete
   */
  run(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  /** Reads a text file of the workspace. */
  read(path: string): Promise<string>;
  /** Ends the process and begins another one with the same data. */
  restart(signal: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server for the examples in a folder of its own. */
export const startExampleServer = async (env: Readonly<Record<string, string>> = {}): Promise<ExampleServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'examples-'));
  const workspace = join(dataDir, 'workspaces/1/default');
  await mkdir(workspace, { recursive: true });
  await cp(fileURLToPath(new URL('data/', EXAMPLES)), workspace, { recursive: true });
  const start = (): Promise<TestServer> => startServer({ role: 'all', dataDir, env });
  let server = await start();
  const cli = async (...args: readonly string[]): Promise<CliEnd> => {
    const io = createMemoryIo({ env: { NODETOOL_HUB_URL: server.url, NODETOOL_TOKEN: server.operatorToken } });
    const exitCode = await runCli(['gateway', ...args], io);
    return { exitCode, out: io.out(), err: io.err() };
  };
  return {
    get server() {
      return server;
    },
    workspace,
    cli,
    run: async (...args) => {
      const { exitCode, out, err } = await cli('run', ...args);
      if (exitCode !== 0) throw new Error(`run ${args.join(' ')} ended with ${exitCode}:\n${err}`);
      // Every example has several outputs, so the result is an object.
      return JSON.parse(out) as Readonly<Record<string, unknown>>;
    },
    read: (path) => readFile(join(workspace, path), 'utf8'),
    restart: async (signal) => {
      await server.stop(signal);
      server = await start();
    },
    close: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
