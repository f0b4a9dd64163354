/** The stores of vectors that are measured, all driven in the same way: our three kinds, Chroma and LanceDB. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DIMENSIONS } from './vectors.mjs';

/**
 * @typedef {object} VectorPeer
 * @property {(rows: readonly { id: string, document: string, vector: Float32Array }[]) => Promise<unknown>} add
 * @property {(vector: Float32Array, limit: number) => Promise<string[]>} find
 * @property {() => Promise<void>} close
 */

const never = new AbortController().signal;

/** Runs one of our stores. */
const ourStore = async (store, close) => {
  const collection = await store.create('1', 'bench', {});
  return {
    add: (rows) => {
      const vectors = new Float32Array(rows.length * DIMENSIONS);
      for (const [index, { vector }] of rows.entries()) vectors.set(vector, index * DIMENSIONS);
      return store.write(collection, {
        ids: rows.map(({ id }) => id),
        documents: rows.map(({ document }) => document),
        metadatas: rows.map(() => ({})),
        vectors,
        dimensions: DIMENSIONS,
        mode: 'add',
        replaces: null,
      });
    },
    find: async (vector, limit) => {
      const request = { queries: [{ vector, text: null }], mode: 'vector', limit, where: null };
      const [hits] = await store.search({ ...collection, dimensions: DIMENSIONS }, request, never);
      return hits.map(({ id }) => id);
    },
    close: async () => {
      await store.close();
      await close();
    },
  };
};

const temporary = async (name) => {
  const folder = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** @returns {Promise<VectorPeer>} */
export const openSqlite = async () => {
  const { SqliteVectorStore } = await import('../../dist/collection/sqlite/sqlite-vector-store.js');
  const { folder, remove } = await temporary('sqlite');
  return ourStore(new SqliteVectorStore(join(folder, 'collections.sqlite')), remove);
};

/** @returns {Promise<VectorPeer>} */
export const openLance = async () => {
  const { connect } = await import('@lancedb/lancedb');
  const { folder, remove } = await temporary('lance');
  const database = await connect(folder);
  let table;
  return {
    add: async (rows) => {
      const data = rows.map(({ vector, ...row }) => ({ ...row, vector: Array.from(vector) }));
      if (table) await table.add(data);
      else table = await database.createTable('bench', data);
    },
    find: async (vector, limit) => {
      const rows = await table
        .search(vector)
        .distanceType('cosine')
        .select(['id', 'document', '_distance'])
        .limit(limit)
        .toArray();
      return rows.map(({ id }) => id);
    },
    close: async () => {
      table?.close();
      database.close();
      await remove();
    },
  };
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

/** Starts a Chroma server. */
const startChroma = async () => {
  const { folder, remove } = await temporary('chroma');
  const port = await freePort();
  const program = join(import.meta.dirname, '../../node_modules/.bin/chroma');
  const args = [program, 'run', '--path', folder, '--port', String(port), '--host', '127.0.0.1'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/heartbeat`).catch(() => null);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      await remove();
    },
  };
};

/** Chroma by its own client. @returns {Promise<VectorPeer>} */
export const openChroma = async () => {
  const { ChromaClient } = await import('chromadb');
  const { port, stop } = await startChroma();
  const client = new ChromaClient({ host: '127.0.0.1', port });
  const collection = await client.createCollection({
    name: 'bench',
    embeddingFunction: null,
    configuration: { hnsw: { space: 'cosine' } },
  });
  return {
    add: (rows) =>
      collection.add({
        ids: rows.map(({ id }) => id),
        documents: rows.map(({ document }) => document),
        embeddings: rows.map(({ vector }) => Array.from(vector)),
      }),
    find: async (vector, limit) => {
      const found = await collection.query({ queryEmbeddings: [Array.from(vector)], nResults: limit });
      return found.ids[0];
    },
    close: stop,
  };
};

/**
 * pgvector in PGlite, which is PostgreSQL in WebAssembly: slower than a real one.
 *
 * @returns {Promise<VectorPeer & { openBare: () => Promise<Pick<VectorPeer, 'find' | 'close'>> }>} with its limit: the
 *   same rows, asked by nothing but the driver
 */
export const openPgvector = async () => {
  const { PostgresVectorStore } = await import('../../dist/collection/postgres/postgres-vector-store.js');
  const { PGlite } = await import('@electric-sql/pglite');
  const { vector } = await import('@electric-sql/pglite-pgvector');
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket');
  const engine = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db: engine, port: 0, host: '127.0.0.1', maxConnections: 8 });
  await server.start();
  const url = `postgres://postgres@${server.getServerConn()}/postgres`;
  await migrate(url);
  const peer = await ourStore(new PostgresVectorStore(url), async () => {
    await server.stop();
    await engine.close();
  });
  return { ...peer, openBare: () => openBarePgvector(url) };
};

/** The one statement that a search can't do without, prepared, on one connection with the settings that ours has. */
const openBarePgvector = async (connectionString) => {
  const { default: pg } = await import('pg');
  const { pgVector } = await import('../../dist/collection/postgres/pg-vector.js');
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("SET hnsw.ef_search = 100; SET hnsw.iterative_scan = 'strict_order'");
  const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'collection\\_%'");
  const text = `SELECT id, document FROM ${rows[0].tablename} ORDER BY embedding <=> $1 LIMIT $2`;
  return {
    find: async (vector, limit) => {
      const found = await client.query({ name: 'nearest', text, values: [pgVector(vector), limit] });
      return found.rows.map(({ id }) => id);
    },
    close: () => client.end(),
  };
};

const migrate = async (databaseUrl) => {
  await import('reflect-metadata');
  const { DataSource } = await import('typeorm');
  const { PERSISTENCE } = await import('../../dist/app/persistence.js');
  const { dataSourceOptions } = await import('../../dist/database/data-source-options.js');
  const dataSource = new DataSource(dataSourceOptions({ databaseUrl, dataDir: ':memory:' }, PERSISTENCE));
  await dataSource.initialize();
  await dataSource.destroy();
};
