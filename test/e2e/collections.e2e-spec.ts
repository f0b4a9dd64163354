import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const ROWS = 400;
const CALLS = 12;
/** Two servers start one after the other. */
const TIMEOUT_MS = 60_000;

const call = async (
  { url, operatorToken }: TestServer,
  command: string,
  args: object,
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${url}/api/v1/commands/${command}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Record<string, unknown>; // the API answers with JSON objects alone
};

describe('collections of a killed server', () => {
  let dataDir = '';

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nodetool-collections-'));
  });

  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it(
    'have whole batches only, and every batch that was acknowledged',
    async () => {
      const first = await startServer({ role: 'all', dataDir });
      await call(first, 'create_collection', { name: 'notes' });
      let acknowledged = 0;
      const { promise: firstDone, resolve } = deferred();
      const calls = Array.from({ length: CALLS }, async (_none, batch) => {
        const ids = Array.from({ length: ROWS }, (_row, row) => `${batch}-${row}`);
        const documents = ids.map((id) => `Document ${id} about boats in the harbour. `.repeat(20));
        const answer = await call(first, 'add_documents', { name: 'notes', ids, documents }).catch(() => ({}));
        if (!('count' in answer)) return;
        acknowledged += 1;
        resolve(undefined);
      });
      await firstDone;
      await first.stop('SIGKILL');
      await Promise.all(calls);

      const second = await startServer({ role: 'all', dataDir });
      try {
        const { count } = await call(second, 'get_collection', { name: 'notes' });
        expect(Number(count) % ROWS).toBe(0);
        expect(Number(count)).toBeGreaterThanOrEqual(acknowledged * ROWS);
        const { count: read } = await call(second, 'get_documents_from_collection', {
          name: 'notes',
          where: { x: { $ne: 1 } },
        });
        expect(read).toBe(count);
        const found = await call(second, 'query_collection', {
          name: 'notes',
          query_texts: ['boats'],
          n_results: 50,
          mode: 'hybrid',
        });
        expect((found['ids'] as readonly unknown[][])[0]).toHaveLength(50);
        expect(await call(second, 'add_documents', { name: 'notes', documents: ['after'] })).toMatchObject({
          count: 1,
        });
      } finally {
        await second.stop();
      }
    },
    TIMEOUT_MS,
  );
});

/** `Promise.withResolvers` for Node 20. */
const deferred = (): { readonly promise: Promise<unknown>; readonly resolve: (value: unknown) => void } => {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
};
