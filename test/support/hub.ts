import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import pg from 'pg';

import { AppModule } from '../../src/app/app.module.js';
import { hubPart } from '../../src/app/hub-part.js';
import { PairingSettings } from '../../src/auth/pairing/pairing-settings.js';
import { AppConfig } from '../../src/config/app-config.js';
import { HubSettings } from '../../src/hub/hub-settings.js';
import { createHttpAdapter, prepareHttp } from '../../src/rest/http-adapter.js';

const OPERATOR_TOKEN = 'operator-token-of-the-tests';
const NODE_TOKEN = 'node-token-of-the-tests';

/** The fields that tests read of answers; which of them are there depends on the route. */
export interface ApiBody {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly next: string | null;
  readonly runs: readonly { readonly id: string }[];
  readonly nodes: readonly { readonly node_id: string; readonly state: string }[];
  readonly attempts: readonly { readonly state: string }[];
  readonly events: readonly { readonly seq: number; readonly type: string; readonly data: Record<string, unknown> }[];
  readonly problems: readonly { readonly field: string }[];
}

/** An answer of the hub's REST API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ApiBody;
}

/** A hub inside the test's process, on a free port. */
export interface TestHub {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly wsUrl: string;
  readonly operatorToken: string;
  readonly nodeToken: string;
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** Where a hub keeps its rows; outlives the hub, so that another one can go on with them. */
export interface HubStorage {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  remove(): Promise<void>;
}

/** What a test changes about its hub. */
export interface TestHubOptions {
  readonly settings?: Partial<HubSettings>;
  readonly config?: Partial<AppConfig>;
  readonly pairing?: Partial<PairingSettings>;
  /** Default: one of its own, which goes away with the hub. */
  readonly storage?: HubStorage;
  /** PostgreSQL for a storage of its own; default SQLite. */
  readonly databaseUrl?: string | undefined;
}

/** Makes an empty storage: a folder, and with a URL a fresh schema of that PostgreSQL. */
export const makeStorage = async (databaseUrl?: string): Promise<HubStorage> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-test-'));
  const removeFolder = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  if (databaseUrl === undefined) return { dataDir, databaseUrl, remove: removeFolder };
  const schema = `test_hub_${randomBytes(8).toString('hex')}`;
  await runSql(databaseUrl, `CREATE SCHEMA ${schema}`);
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return {
    dataDir,
    databaseUrl: url.href,
    remove: async () => {
      await runSql(databaseUrl, `DROP SCHEMA ${schema} CASCADE`);
      await removeFolder();
    },
  };
};

/** Starts a hub with everything but the process around it. */
export const startHub = async (options: TestHubOptions = {}): Promise<TestHub> => {
  const storage = options.storage ?? (await makeStorage(options.databaseUrl));
  const config = Object.assign(new AppConfig(), {
    role: 'hub',
    dataDir: storage.dataDir,
    ...(storage.databaseUrl !== undefined && { databaseUrl: storage.databaseUrl }),
    hubOperatorToken: OPERATOR_TOKEN,
    hubNodeToken: NODE_TOKEN,
    ...options.config,
  });
  const module = await Test.createTestingModule({ imports: [AppModule.forRole(config, [hubPart])] })
    .overrideProvider(HubSettings)
    .useValue(new HubSettings({ drainMs: 100, ...options.settings }))
    .overrideProvider(PairingSettings)
    .useValue(new PairingSettings(options.pairing))
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(config), { logger: ['fatal'] });
  prepareHttp(app);
  hubPart.prepare(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo; // a TCP server that listens has one
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    url,
    wsUrl: `ws://127.0.0.1:${port}/gateway`,
    operatorToken: OPERATOR_TOKEN,
    nodeToken: NODE_TOKEN,
    api: (method, path, body, headers = {}) => call(`${url}/api/v1${path}`, method, body, headers),
    close: async () => {
      await app.close();
      if (!options.storage) await storage.remove();
    },
  };
};

const runSql = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

const call = async (
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<ApiAnswer> => {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR_TOKEN}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as ApiBody,
  };
};
