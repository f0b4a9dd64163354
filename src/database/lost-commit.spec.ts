import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { findPostgres } from '../../test/support/services.js';
import { PostgresDatabase } from './postgres-database.js';

const databaseUrl = await findPostgres();

/** Stands between a client and its PostgreSQL, and cuts the line when the client commits: before or after the server has done it. */
class CuttingProxy {
  cut: 'before' | 'after' | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.join(client));

  constructor(private readonly target: URL) {}

  async open(): Promise<URL> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const upstream = connect(Number(this.target.port || '5432'), this.target.hostname);
    let isMuted = false;
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('data', (data) => {
      const cut = data.includes('COMMIT') ? this.cut : null;
      if (cut !== null) {
        isMuted = true;
        this.cut = null;
      }
      if (cut === 'before') client.destroy();
      else upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!isMuted) client.write(data);
      else if (data.includes('COMMIT')) client.destroy();
    });
  }
}

(databaseUrl === null ? describe.skip : describe)('a commit whose confirmation is lost', () => {
  const direct = new pg.Client({ connectionString: databaseUrl ?? '' });
  const proxy = new CuttingProxy(new URL(databaseUrl ?? 'postgres://127.0.0.1'));
  const table = `lost_commit_${process.pid}`;
  let pool: pg.Pool;
  let database: PostgresDatabase;

  const insert = (id: number) => database.atomic([{ sql: `INSERT INTO ${table} (id) VALUES (?)`, params: [id] }]);

  beforeAll(async () => {
    await direct.connect();
    await direct.query(`CREATE TABLE ${table} (id integer PRIMARY KEY)`);
    pool = new pg.Pool({ connectionString: (await proxy.open()).href, max: 2 });
    pool.on('error', () => undefined);
    database = new PostgresDatabase(undefined as never, pool); // the data source is for TypeORM's reads alone
  });
  afterAll(async () => {
    await pool.end();
    await proxy.close();
    await direct.query(`DROP TABLE ${table}`);
    await direct.end();
  });

  it('counts as done when the server has done it', async () => {
    proxy.cut = 'after';
    expect(await insert(1)).toEqual([1]);
    expect((await direct.query(`SELECT id FROM ${table}`)).rows).toEqual([{ id: 1 }]);
  });

  it('fails when the server never got it', async () => {
    proxy.cut = 'before';
    await expect(insert(2)).rejects.toThrow('terminated');
    expect((await direct.query(`SELECT id FROM ${table} WHERE id = 2`)).rows).toEqual([]);
    expect(await insert(2)).toEqual([1]);
  });
});
