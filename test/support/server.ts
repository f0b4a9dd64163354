import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Role } from '../../src/config/server-settings.js';

/** The built server; `npm test` builds before it runs the tests. */
const MAIN = join(import.meta.dirname, '../../dist/main.js');
const READY = /ready at (https?:\/\/\S+)/;

/** What a test asks of a server process. */
export interface ServerOptions {
  readonly role: Role;
  readonly env?: Readonly<Record<string, string>>;
  /** An existing folder to start with; default a fresh one that goes away with the server. */
  readonly dataDir?: string;
}

/** A server process of a test. */
export interface TestServer {
  readonly url: string;
  /** Where nodes join. */
  readonly wsUrl: string;
  readonly port: number;
  readonly operatorToken: string;
  readonly nodeToken: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Resolves when the process has ended, by whomever. */
  readonly ended: Promise<void>;
  /** Ends the process and waits for its end; removes the data folder unless the test gave one. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Everything that the process wrote so far. */
  logs(): string;
  /** Closes the reading ends of the process's output, as a supervisor that dies does. */
  dropOutput(): void;
}

/** Starts the built server on a free port with fixed tokens and waits until it is ready. */
export const startServer = async ({ role, env = {}, dataDir }: ServerOptions): Promise<TestServer> => {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'nodetool-test-')));
  const operatorToken = env['HUB_OPERATOR_TOKEN'] ?? 'operator-token-of-the-tests';
  const nodeToken = env['HUB_NODE_TOKEN'] ?? 'node-token-of-the-tests';
  const child = spawn(process.execPath, [MAIN], {
    // The folder keeps a developer's own `.env.local` out.
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      ROLE: role,
      PORT: '0',
      DATA_DIR: folder,
      LOG_FORMAT: 'json',
      SHUTDOWN_GRACE: '0',
      HUB_OPERATOR_TOKEN: operatorToken,
      HUB_NODE_TOKEN: nodeToken,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await output.ready;
  const { host, port } = new URL(url);
  return {
    url,
    wsUrl: `ws://${host}/gateway`,
    port: Number(port),
    operatorToken,
    nodeToken,
    dataDir: folder,
    pid: child.pid ?? 0,
    ended,
    logs: output.text,
    dropOutput: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    stop: async (signal = 'SIGTERM') => {
      const end = await stopChild(child, signal);
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
      return end;
    },
  };
};

const collect = (child: ChildProcess): { readonly ready: Promise<string>; text(): string } => {
  const chunks: string[] = [];
  const text = (): string => chunks.join('');
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        chunks.push(chunk);
        const url = READY.exec(text())?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    child.once('exit', (code) => {
      reject(new Error(`the server ended with ${String(code)} before it was ready:\n${text()}`));
    });
    child.once('error', reject);
  });
  return { ready, text };
};

const stopChild = async (
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> => {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
  return { code: child.exitCode, signal: child.signalCode };
};
