import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toWire } from '../../../engine/wire-value.js';
import { npArray, readNpArray } from '../../ndarray/number-rows.js';
import { TrialAssets } from '../../trial-assets.js';
import { tryNodeType } from '../../try-node-type.js';
import { addVectors, emptyIndex, searchIndex } from './faiss-index.js';
import {
  AddVectors,
  AddWithIds,
  CreateIndexFlatIP,
  CreateIndexFlatL2,
  CreateIndexIVFFlat,
  Search,
  TrainIndex,
} from './types.js';

const assets = new TrialAssets();

const run = async (type: typeof Search, inputs: Readonly<Record<string, unknown>>) => {
  const { outputs } = await tryNodeType(type, inputs, { services: { assets } });
  return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values.at(-1)]));
};

const points = npArray([0, 0, 3, 4, 1, 0], [3, 2]);

describe('a FAISS index', () => {
  it('finds the nearest vectors by squared distance', async () => {
    const { output } = await run(CreateIndexFlatL2, { dim: 2 });
    const { output: index } = await run(AddVectors, { index: output, vectors: points });
    const found = await run(Search, { index, query: npArray([0, 0], [2]), k: 4 });
    expect(await readNpArray(found['indices'], 'indices', assets)).toEqual({ shape: [1, 4], values: [0, 2, 1, -1] });
    const { values } = await readNpArray(found['distances'], 'distances', assets);
    expect(values.slice(0, 3)).toEqual([0, 1, 25]);
  });

  it('finds by inner product, under ids', async () => {
    const { output } = await run(CreateIndexFlatIP, { dim: 2 });
    const { output: index } = await run(AddWithIds, {
      index: output,
      vectors: points,
      ids: npArray([7, 8, 9], [3], '<i8'),
    });
    const found = await run(Search, { index, query: npArray([1, 1], [1, 2]), k: 2 });
    expect(await readNpArray(found['indices'], 'indices', assets)).toEqual({ shape: [1, 2], values: [8, 9] });
    await expect(run(AddVectors, { index, vectors: points })).rejects.toThrow('have ids: add more with ids');
  });

  it('takes vectors only when it is trained, where it must be', async () => {
    const { output } = await run(CreateIndexIVFFlat, { dim: 2, nlist: 3 });
    await expect(run(AddVectors, { index: output, vectors: points })).rejects.toThrow('not trained');
    await expect(run(TrainIndex, { index: output, vectors: npArray([1, 2], [2]) })).rejects.toThrow(
      'at least 3 vectors',
    );
    const { output: trained } = await run(TrainIndex, { index: output, vectors: points });
    const { output: index } = await run(AddVectors, { index: trained, vectors: points });
    const found = await run(Search, { index, query: points, k: 1 });
    expect(await readNpArray(found['indices'], 'indices', assets)).toEqual({ shape: [3, 1], values: [0, 1, 2] });
  });

  it('says what does not fit', async () => {
    const { output } = await run(CreateIndexFlatL2, { dim: 3 });
    await expect(run(AddVectors, { index: output, vectors: points })).rejects.toThrow('vectors of 3 numbers');
    await expect(run(Search, { query: points })).rejects.toThrow('FAISS index is not set');
    await expect(run(AddVectors, { index: output })).rejects.toThrow('vectors is empty');
  });

  it('finds what comparing all of them finds', () => {
    const vector = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(vector), vector, fc.integer({ min: 1, max: 5 }), (rows, query, k) => {
        const { index } = emptyIndex({ kind: 'flat', metric: 'L2', dim: 3, nlist: 0 });
        const distances = rows.map((row) => row.reduce((sum, value, at) => sum + (value - (query[at] ?? 0)) ** 2, 0));
        const found = searchIndex(addVectors(index, rows), query, k);
        expect(found.map(({ distance }) => distance)).toEqual(distances.toSorted((a, b) => a - b).slice(0, k));
        expect(found.every(({ id, distance }) => distances[id] === distance)).toBe(true);
      }),
    );
  });
});

describe('arrays', () => {
  it.each(['<f8', '<f4', '<i8'] as const)('of %s survive the way as JSON', async (dtype) => {
    const text = JSON.stringify(toWire(npArray([1, -2, 3, 4], [2, 2], dtype), 'it'));
    expect(await readNpArray(JSON.parse(text), 'it', assets)).toEqual({ shape: [2, 2], values: [1, -2, 3, 4] });
  });

  it('may be lists, and say when they are none', async () => {
    expect(await readNpArray([[1, 2]], 'it', assets)).toEqual({ shape: [1, 2], values: [1, 2] });
    await expect(readNpArray([[1], [2, 3]], 'it', assets)).rejects.toThrow('rows of one length');
    await expect(readNpArray({ ...npArray([1], [1]), shape: [2] }, 'it', assets)).rejects.toThrow(
      'bytes are no array of',
    );
  });
});
