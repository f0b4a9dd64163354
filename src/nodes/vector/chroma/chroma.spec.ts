import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { openNodeCollections } from '../../../../test/support/node-collections.js';
import type { NodeType } from '../../../engine/node-type.js';
import { npArray } from '../../ndarray/number-rows.js';
import { tryNodeType } from '../../try-node-type.js';
import { fuseRankings } from './hybrid.js';
import { IndexAggregatedText, IndexEmbedding, IndexString, IndexTextChunk } from './indexing.js';
import { Collection, Count, GetDocuments, Peek } from './manage.js';
import { removeOverlap } from './overlap.js';
import { HybridSearch, QueryText, RemoveOverlap } from './query.js';

const collection = { type: 'collection', name: 'notes' };

let collections: Awaited<ReturnType<typeof openNodeCollections>>;

beforeEach(async () => {
  collections = await openNodeCollections();
});

afterEach(() => collections.close());

const run = async (type: NodeType, inputs: Readonly<Record<string, unknown>>) => {
  const { outputs } = await tryNodeType(type, inputs, { services: { collections } });
  return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values.at(-1)]));
};

const index = async (texts: Readonly<Record<string, string>>): Promise<void> => {
  await run(Collection, { name: 'notes' });
  for (const [id, text] of Object.entries(texts)) {
    await run(IndexString, { collection, document_id: id, text, metadata: { length: text.length } });
  }
};

describe('a collection', () => {
  it('is made once, and counts its documents', async () => {
    expect(await run(Collection, { name: 'notes' })).toEqual({ output: collection });
    await run(IndexTextChunk, { collection, document_id: 'a', text: 'harbour' });
    await run(Collection, { name: 'notes' });
    expect(await run(Count, { collection })).toEqual({ output: 1 });
  });

  it('gives its documents in their order', async () => {
    await index({ a: 'one', b: 'two', c: 'three' });
    await index({ b: 'TWO' });
    expect(await run(GetDocuments, { collection, offset: 1, limit: 1 })).toEqual({ output: ['TWO'] });
    expect(await run(GetDocuments, { collection, ids: ['c'] })).toEqual({ output: ['three'] });
    expect(await run(Peek, { collection, limit: 2 })).toEqual({ output: ['one', 'TWO'] });
  });

  it('finds the documents that are most like a text', async () => {
    await index({ a: 'boats in the harbour', b: 'apple pie with cream' });
    const found = await run(QueryText, { collection, text: 'harbour boats', n_results: 2 });
    expect(found).toMatchObject({ ids: ['a', 'b'], metadatas: [{ length: 20 }, { length: 20 }] });
    const { distances } = found;
    expect(distances).toEqual([...(distances as number[])].sort((a, b) => a - b)); // the type says list[float]
  });

  it('finds by words and likeness at once, with scores', async () => {
    await index({ a: 'boats in the harbour', b: 'apple pie with cream', c: 'a harbour' });
    const found = await run(HybridSearch, { collection, text: 'apple pie', n_results: 1, k_constant: 1 });
    expect(found).toMatchObject({ ids: ['b'], documents: ['apple pie with cream'], scores: [1] });
    const vectorsOnly = await run(HybridSearch, { collection, text: 'apple pie', min_keyword_length: 10 });
    expect(vectorsOnly['scores']).toEqual([1 / 61, 1 / 62, 1 / 63]);
  });

  it('takes one vector for the pieces of a text, and vectors made elsewhere', async () => {
    await run(Collection, { name: 'notes' });
    const chunks = ['boats', { type: 'text_chunk', text: 'harbour' }];
    const about = { collection, document: 'boats, harbour', text_chunks: chunks };
    await run(IndexAggregatedText, { ...about, document_id: 'a' });
    expect(await run(QueryText, { collection, text: 'harbour' })).toMatchObject({ ids: ['a'] });
    const rows = npArray([...Array(384).fill(0.1), ...Array(384).fill(0.2)], [2, 384]);
    await run(IndexEmbedding, { collection, embedding: rows, index_id: ['x', 'y'], metadata: [{ n: 1 }, { n: 2 }] });
    expect(await run(Count, { collection })).toEqual({ output: 3 });
    const three = { collection, embedding: rows, index_id: ['x', 'y', 'z'] };
    await expect(run(IndexEmbedding, three)).rejects.toThrow('2 vectors and 3 ids');
  });

  it('says what is missing', async () => {
    await expect(run(Count, {})).rejects.toThrow('Collection name cannot be empty');
    await expect(run(Count, { collection })).rejects.toThrow("There is no collection 'notes'");
    await run(Collection, { name: 'notes' });
    await expect(run(IndexString, { collection, text: 'x' })).rejects.toThrow('The document ID cannot be empty');
    await expect(run(QueryText, { collection })).rejects.toThrow('Search text cannot be empty');
    const document = { collection, text: 'x', document_id: 'a', metadata: { tags: [1] } };
    await expect(run(IndexString, document)).rejects.toThrow('metadata.tags must be');
  });
});

describe('fused rankings', () => {
  it('put first what stands at the top of all of them', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 100 }), (left, right, k) => {
        const match = (id: string) => ({ id, document: id, metadata: null, distance: 0 });
        const fused = fuseRankings(
          [
            [...left, 'top'],
            ['top', ...right],
          ].map((ranking) => ['x', ...ranking].map(match)),
          k,
        );
        expect(fused[0]?.match.id).toBe('x');
        expect(fused).toHaveLength(new Set([...left, ...right, 'x', 'top']).size);
      }),
    );
  });
});

describe('RemoveOverlap', () => {
  it('takes out what the text before ends with', async () => {
    const documents = ['one two three', 'two  three four', 'four five', 'five'];
    expect(await run(RemoveOverlap, { documents })).toEqual({
      documents: ['one two three', 'four', 'four five', 'five'],
    });
    expect(await run(RemoveOverlap, { documents, min_overlap_words: 1 })).toEqual({
      documents: ['one two three', 'four', 'five'],
    });
  });

  it('gives back a text that was cut into overlapping pieces', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 5 }), (count, overlap) => {
        const words = Array.from({ length: count }, (_, number) => `w${number}`);
        const pieces: string[] = [];
        for (let at = 0; at === 0 || at + overlap < count; at += 7)
          pieces.push(words.slice(at, at + 7 + overlap).join(' '));
        expect(removeOverlap(pieces, 2).join(' ')).toBe(words.join(' '));
      }),
    );
  });
});
