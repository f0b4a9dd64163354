import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

import { ChromaVectorStore } from '../../src/collection/chroma/chroma-vector-store.js';
import { PostgresVectorStore } from '../../src/collection/postgres/postgres-vector-store.js';
import { SqliteVectorStore } from '../../src/collection/sqlite/sqlite-vector-store.js';
import type { VectorStore } from '../../src/collection/store/vector-store.js';
import { openAppDatabase } from './database.js';

const CHROMA = join(import.meta.dirname, '../../node_modules/.bin/chroma');
const START_DEADLINE_MS = 30_000;
const POLL_MS = 50;

/** A store of a test with everything that it stands on. */
export interface OpenedStore {
  readonly store: VectorStore;
  close(): Promise<void>;
}

/** Opens each kind of store on real parts: a file in memory, a PostgreSQL with pgvector over the wire, a Chroma server. */
export const VECTOR_STORES = {
  sqlite: (): Promise<OpenedStore> => {
    const store = new SqliteVectorStore(':memory:');
    return Promise.resolve({ store, close: () => store.close() });
  },

  pgvector: async (): Promise<OpenedStore> => {
    const postgres = await startPglite();
    const store = new PostgresVectorStore(postgres.url);
    return {
      store,
      close: async () => {
        await store.close();
        await postgres.stop();
      },
    };
  },

  chroma: async (): Promise<OpenedStore> => {
    const server = await startChroma();
    const store = new ChromaVectorStore(server.url);
    return {
      store,
      close: async () => {
        await store.close();
        await server.stop();
      },
    };
  },
} as const;

/** Starts a PostgreSQL with pgvector in this process, reachable over TCP, with every table of the program. */
export const startPglite = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const engine = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db: engine, port: 0, host: '127.0.0.1', maxConnections: 32 });
  await server.start();
  const url = `postgres://postgres@${server.getServerConn()}/postgres`;
  const { dataSource } = await openAppDatabase(url);
  await dataSource.destroy();
  return {
    url,
    stop: async () => {
      await server.stop();
      await engine.close();
    },
  };
};

/** Starts the Chroma server of the npm package on a free port, with a folder that goes away with it. */
export const startChroma = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'nodetool-chroma-'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [CHROMA, 'run', '--path', folder, '--port', String(port), '--host', '127.0.0.1'],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  );
  await untilAnswers(`http://127.0.0.1:${port}/api/v2/heartbeat`, child);
  return {
    url: `chroma://127.0.0.1:${port}`,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Polls: the server says nothing that could be waited for. */
const untilAnswers = async (url: string, child: ChildProcess): Promise<void> => {
  for (const deadline = Date.now() + START_DEADLINE_MS; Date.now() < deadline;) {
    if (child.exitCode !== null) throw new Error(`chroma ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  child.kill('SIGKILL');
  throw new Error('chroma did not start in time');
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
};
