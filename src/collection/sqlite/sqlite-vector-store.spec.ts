import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { DocumentBatch, StoredCollection } from '../store/vector-store.js';
import { SqliteVectorStore } from './sqlite-vector-store.js';

const DIMENSIONS = 64;
const never = new AbortController().signal;

const batchOf = (from: number, count: number): DocumentBatch => ({
  ids: Array.from({ length: count }, (_none, row) => `row-${from + row}`),
  documents: Array.from({ length: count }, (_none, row) => `text ${from + row}`),
  metadatas: Array.from({ length: count }, (_none, row) => ({ even: row % 2 === 0 })),
  vectors: Float32Array.from({ length: count * DIMENSIONS }, (_none, at) => Math.sin((at + 1) * (from + 1) * 0.37)),
  dimensions: DIMENSIONS,
  mode: 'add',
  replaces: null,
});

describe('SqliteVectorStore', () => {
  let folder = '';
  let store: SqliteVectorStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nodetool-collections-'));
    store = new SqliteVectorStore(join(folder, 'collections.sqlite'));
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const make = async (): Promise<StoredCollection> => {
    const made = await store.create('1', 'notes', {});
    if (!made) throw new Error('taken');
    return made;
  };

  const nearest = async (
    notes: StoredCollection,
    batch: DocumentBatch,
    row: number,
    signal = never,
  ): Promise<unknown> => {
    const vector = batch.vectors.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const request = { queries: [{ vector, text: null }], mode: 'vector', limit: 1, where: null } as const;
    return (await store.search(notes, request, signal))[0]?.[0]?.id;
  };

  it('finds again after a restart what it was given before', async () => {
    const notes = await make();
    await store.write(notes, batchOf(0, 3000));
    await store.close();
    store = new SqliteVectorStore(join(folder, 'collections.sqlite'));
    expect(await store.find('1', 'notes')).toMatchObject({ count: 3000, dimensions: DIMENSIONS });
    expect(await nearest(notes, batchOf(0, 3000), 1234)).toBe('row-1234');
  });

  it('leaves the event loop free while it writes and searches', async () => {
    const notes = await make();
    const batch = batchOf(0, 5000);
    const state = { isDone: false };
    let turns = 0;
    const work = store.write(notes, batch).then(() => (state.isDone = true));
    for (; !state.isDone; turns += 1) await nextTurn();
    await work;
    expect(turns).toBeGreaterThan(100);
  });

  it('takes back a search that has not begun when nobody waits for it', async () => {
    const notes = await make();
    const written = store.write(notes, batchOf(0, 2000));
    await expect(nearest(notes, batchOf(0, 1), 0, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await written).toEqual([]);
  });

  it('refuses calls beyond those that may wait, and everything after it was closed', async () => {
    await make();
    const calls = Array.from({ length: 300 }, () => store.find('1', 'notes'));
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(257);
    const refused = settled.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'QUEUE_FULL' } });
    await store.close();
    await expect(store.find('1', 'notes')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
