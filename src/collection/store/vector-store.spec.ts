import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { OpenedStore } from '../../../test/support/vector-stores.js';
import { VECTOR_STORES } from '../../../test/support/vector-stores.js';
import { parseWhere } from '../where/parse-where.js';
import type { Where } from '../where/where.js';
import type { Metadata } from './metadata.js';
import type { DocumentBatch, SearchMode, StoredCollection, VectorStore } from './vector-store.js';

const USER = '1';
const START_TIMEOUT_MS = 60_000;
const never = new AbortController().signal;

interface Row {
  readonly id: string;
  readonly document?: string | null;
  readonly metadata?: Metadata;
  readonly vector?: readonly number[];
}

interface FindOptions {
  readonly where?: object;
  readonly limit?: number;
  readonly mode?: SearchMode;
  readonly text?: string | null;
}

const batchOf = (rows: readonly Row[], more: Partial<DocumentBatch> = {}): DocumentBatch => ({
  ids: rows.map(({ id }) => id),
  documents: rows.map(({ document }) => document ?? null),
  metadatas: rows.map(({ metadata }) => metadata ?? {}),
  vectors: Float32Array.from(rows.flatMap(({ vector }) => vector ?? [1, 2, 3])),
  dimensions: rows[0]?.vector?.length ?? 3,
  mode: 'add',
  replaces: null,
  ...more,
});

const whereOf = (raw: unknown): Where | null => {
  const parsed = parseWhere(raw);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.where;
};

const HARBOUR: readonly Row[] = [
  { id: 'boats', document: 'Boats in the harbour', metadata: { page: 1, kind: 'text' }, vector: [1, 0, 0] },
  { id: 'soup', document: 'A recipe for lentil soup', metadata: { page: 2.5, hot: true }, vector: [0, 1, 0] },
  { id: 'sails', document: 'Sails of the boats', metadata: { page: 3, kind: 'text' }, vector: [0.9, 0.1, 0] },
  { id: 'mute', metadata: { page: 4 }, vector: [0, 0, 1] },
];

describe.each(Object.entries(VECTOR_STORES))('VectorStore on %s', (kind, open) => {
  let opened: OpenedStore;
  let store: VectorStore;
  let number = 0;
  let name = '';

  beforeAll(async () => {
    opened = await open();
    ({ store } = opened);
  }, START_TIMEOUT_MS);

  afterAll(() => opened.close());

  beforeEach(() => {
    number += 1;
    name = `collection-${number}`;
  });

  const make = async (rows: readonly Row[] = []): Promise<StoredCollection> => {
    const created = await store.create(USER, name, { topic: 'tests' });
    if (!created) throw new Error('taken');
    if (rows.length === 0) return created;
    await store.write(created, batchOf(rows));
    const found = await store.find(USER, name);
    if (!found) throw new Error('gone');
    return found;
  };

  const idsIn = async (collection: StoredCollection, where: unknown = {}): Promise<readonly string[]> => {
    const selection = { ids: null, where: whereOf(where) };
    return (await store.read(collection, selection, { limit: 100, after: null })).items.map(({ id }) => id);
  };

  const find = async (
    collection: StoredCollection,
    vector: readonly number[],
    { where = {}, limit = 10, mode = 'vector', text = null }: FindOptions = {},
  ) => {
    const queries = [{ vector: Float32Array.from(vector), text }];
    const [hits] = await store.search(collection, { queries, mode, limit, where: whereOf(where) }, never);
    return hits ?? [];
  };

  it('makes, finds, counts and removes a collection', async () => {
    const made = await make();
    expect(made).toMatchObject({ name, metadata: { topic: 'tests' }, dimensions: null, count: 0 });
    await store.write(made, batchOf(HARBOUR));
    expect(await store.find(USER, name)).toMatchObject({ name, metadata: { topic: 'tests' }, dimensions: 3, count: 4 });
    expect(await store.remove(USER, name)).toBe(true);
    expect(await store.find(USER, name)).toBeNull();
    expect(await store.remove(USER, name)).toBe(false);
  });

  it('lets two users have collections of one name, and shows each only their own', async () => {
    await make(HARBOUR);
    expect(await store.create(USER, name, {})).toBeNull();
    expect(await store.find('2', name)).toBeNull();
    const other = await store.create('2', name, {});
    expect(other).toMatchObject({ count: 0 });
    expect(await store.remove('2', name)).toBe(true);
    expect(await store.find(USER, name)).toMatchObject({ count: 4 });
  });

  it('pages through collections while others are made', async () => {
    const user = 'the one who pages/%';
    const names = ['aaa', 'bbb', 'ccc', 'ddd', 'eee'];
    for (const each of names) await store.create(user, each, {});
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await store.list(user, { limit: 2, after });
      seen.push(...page.items.map((collection) => collection.name));
      after = page.next;
      if (seen.length === 2) await store.create(user, 'a-late-one', {});
    } while (after !== null);
    expect(seen.filter((each) => each !== 'a-late-one')).toEqual(names);
    expect((await store.list(user, { limit: 1, after: null })).total).toBe(6);
  });

  it('gives rows back as they were written, page by page', async () => {
    const collection = await make(HARBOUR);
    const first = await store.read(collection, { ids: null, where: null }, { limit: 3, after: null });
    expect(first.total).toBe(4);
    expect(first.items[0]).toEqual({
      id: 'boats',
      document: 'Boats in the harbour',
      metadata: { page: 1, kind: 'text' },
    });
    const second = await store.read(collection, { ids: null, where: null }, { limit: 3, after: first.next });
    expect(second).toMatchObject({ items: [{ id: 'mute', document: null, metadata: { page: 4 } }], next: null });
    const some = await store.read(collection, { ids: ['soup', 'nobody'], where: null }, { limit: 9, after: null });
    expect(some).toMatchObject({ items: [{ id: 'soup' }], next: null, total: 1 });
  });

  it('adds all rows or, when one of the ids is taken, none of them', async () => {
    const collection = await make(HARBOUR);
    expect(await store.write(collection, batchOf([{ id: 'new' }, { id: 'soup' }]))).toEqual(['soup']);
    expect(await idsIn(collection)).toEqual(['boats', 'soup', 'sails', 'mute']);
    expect(await store.find(USER, name)).toMatchObject({ count: 4 });
  });

  it('replaces rows in place, with nothing left of the old ones', async () => {
    const collection = await make(HARBOUR);
    const rows: readonly Row[] = [
      { id: 'boats', document: 'Ships', metadata: { year: 1 }, vector: [0, 0, -1] },
      { id: 'fresh', document: 'New', metadata: {}, vector: [-1, 0, 0] },
    ];
    expect(await store.write(collection, batchOf(rows, { mode: 'upsert' }))).toEqual([]);
    expect(await idsIn(collection)).toEqual(['boats', 'soup', 'sails', 'mute', 'fresh']);
    expect(await find(collection, [0, 0, -1], { limit: 1 })).toMatchObject([
      { id: 'boats', document: 'Ships', metadata: { year: 1 } },
    ]);
    expect((await find(collection, [1, 0, 0], { limit: 1 }))[0]?.id).toBe('sails');
    expect(await store.find(USER, name)).toMatchObject({ count: 5 });
    await store.write(collection, batchOf([{ id: 'boats' }], { mode: 'upsert' }));
    const read = await store.read(collection, { ids: ['boats'], where: null }, { limit: 1, after: null });
    expect(read.items).toEqual([{ id: 'boats', document: null, metadata: {} }]);
  });

  it('removes what a write replaces by a condition', async () => {
    const collection = await make(HARBOUR);
    const batch = batchOf([{ id: 'sails' }], { mode: 'upsert', replaces: whereOf({ kind: 'text' }) });
    await store.write(collection, batch);
    expect(await idsIn(collection)).toEqual(['soup', 'mute', 'sails']);
    expect(await store.find(USER, name)).toMatchObject({ count: 3 });
  });

  it('erases by ids and by a condition, and tells how many', async () => {
    const collection = await make(HARBOUR);
    expect(await store.erase(collection, { ids: ['soup', 'nobody'], where: null })).toBe(1);
    expect(await store.erase(collection, { ids: null, where: whereOf({ page: { $gt: 1 } }) })).toBe(2);
    expect(await store.erase(collection, { ids: ['boats'], where: whereOf({ page: 7 }) })).toBe(0);
    expect(await idsIn(collection)).toEqual(['boats']);
    expect(await find(collection, [0, 1, 0])).toMatchObject([{ id: 'boats' }]);
    expect(await store.find(USER, name)).toMatchObject({ count: 1 });
  });

  it.each([
    [{ page: 1 }, ['boats']],
    [{ page: '1' }, []],
    [{ hot: true }, ['soup']],
    [{ page: { $ne: 1 } }, ['soup', 'sails', 'mute']],
    [{ kind: { $ne: 'text' } }, ['soup', 'mute']],
    [{ page: { $gt: 1, $lt: 4 } }, ['soup', 'sails']],
    [{ page: { $gte: 2.5 } }, ['soup', 'sails', 'mute']],
    [{ page: { $lte: 2.5 } }, ['boats', 'soup']],
    [{ kind: { $gt: 0 } }, []],
    [{ page: { $in: [1, 2.5, 'text', true] } }, ['boats', 'soup']],
    [{ page: { $nin: [1, 2.5] } }, ['sails', 'mute']],
    [{ $or: [{ hot: true }, { $and: [{ kind: 'text' }, { page: 3 }] }] }, ['soup', 'sails']],
    [{ missing: { $ne: 'x' }, page: { $lt: 2 } }, ['boats']],
  ])('filters by %j', async (where, expected) => {
    const collection = await make(HARBOUR);
    expect(await idsIn(collection, where)).toEqual(expected);
    const found = await find(collection, [1, 1, 1], { where });
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(expected));
  });

  it('finds the nearest first, with cosine distances', async () => {
    const collection = await make(HARBOUR);
    const hits = await find(collection, [2, 0, 0], { limit: 3 });
    expect(hits.map(({ id }) => id).slice(0, 2)).toEqual(['boats', 'sails']);
    expect(hits).toHaveLength(3);
    expect(hits[0]?.distance).toBeCloseTo(0, 5);
    expect(hits[1]?.distance).toBeCloseTo(1 - 0.9 / Math.hypot(0.9, 0.1), 5);
    expect(hits[2]?.distance).toBeCloseTo(1, 5);
  });

  it('answers each of several queries, and an empty collection with nothing', async () => {
    const collection = await make(HARBOUR);
    const queries = [
      [1, 0, 0],
      [0, 1, 0],
    ].map((vector) => ({ vector: Float32Array.from(vector), text: null }));
    const lists = await store.search(collection, { queries, mode: 'vector', limit: 1, where: null }, never);
    expect(lists.map((hits) => hits.map(({ id }) => id))).toEqual([['boats'], ['soup']]);
    await store.erase(collection, { ids: HARBOUR.map(({ id }) => id), where: null });
    expect(await find(collection, [1, 0, 0])).toEqual([]);
  });

  it('refuses vectors of another length than its own', async () => {
    const collection = await make(HARBOUR);
    const written = store.write(collection, batchOf([{ id: 'new', vector: [1, 2] }]));
    await expect(written).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/3.*2/) });
    await expect(find(collection, [1, 2])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await store.find(USER, name)).toMatchObject({ count: 4 });
  });

  it('answers NOT_FOUND for a collection that has gone meanwhile', async () => {
    const collection = await make(HARBOUR);
    await store.remove(USER, name);
    await expect(store.write(collection, batchOf([{ id: 'x' }]))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(find(collection, [1, 0, 0])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(idsIn(collection)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.erase(collection, { ids: ['boats'], where: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps hundreds of rows and odd characters', async () => {
    const collection = await make();
    const rows = Array.from({ length: 1500 }, (_none, index) => ({
      id: `id "${index}" 'ü' 🚢?`,
      document: `text ${index} 🚢 ' " ; -- ?`,
      metadata: { index, 'a key?': "it's" },
      vector: [index + 1, 1, 0],
    }));
    expect(await store.write(collection, batchOf(rows))).toEqual([]);
    expect(await store.find(USER, name)).toMatchObject({ count: 1500 });
    expect(await idsIn(collection, { 'a key?': "it's", index: 77 })).toEqual([rows[77]?.id]);
    const again = batchOf([rows[3] ?? { id: '' }]);
    expect(await store.write(collection, again)).toEqual([rows[3]?.id]);
  });

  if (kind === 'chroma') {
    it.each(['text', 'hybrid'] as const)('says that it has no mode %s', async (mode) => {
      const collection = await make(HARBOUR);
      await expect(find(collection, [1, 0, 0], { mode, text: 'boats' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    });
  } else {
    it('finds by words, whatever their case and the operators among them', async () => {
      const collection = await make(HARBOUR);
      const idsOf = async (text: string, where = {}): Promise<readonly string[]> =>
        (await find(collection, [1, 0, 0], { mode: 'text', text, where })).map(({ id }) => id);
      expect(await idsOf('LENTIL')).toEqual(['soup']);
      expect((await idsOf('boats & harbour | "')).toSorted()).toEqual(['boats', 'sails']);
      expect(await idsOf('boats', { page: 3 })).toEqual(['sails']);
      expect(await idsOf('submarine')).toEqual([]);
      expect(await idsOf('-- & | !')).toEqual([]);
    });

    it('fuses both rankings, and measures what only words found', async () => {
      const collection = await make(HARBOUR);
      const hits = await find(collection, [1, 0, 0], { mode: 'hybrid', text: 'lentil', limit: 3 });
      expect(hits[0]).toMatchObject({ id: 'soup', score: expect.any(Number) });
      expect(hits[0]?.distance).toBeCloseTo(1, 5);
      expect(hits[1]).toMatchObject({ id: 'boats' });
      expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? 1);
    });

    it('forgets the words of rows that were replaced or erased', async () => {
      const collection = await make(HARBOUR);
      await store.write(collection, batchOf([{ id: 'soup', document: 'Bread' }], { mode: 'upsert' }));
      await store.erase(collection, { ids: ['boats'], where: null });
      const words = await find(collection, [1, 0, 0], { mode: 'text', text: 'lentil harbour bread' });
      expect(words.map(({ id }) => id)).toEqual(['soup']);
    });
  }
});
