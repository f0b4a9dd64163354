import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createRestApp } from '../../test/support/rest-app.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { CollectionModule } from './collection.module.js';
import type { EmbeddingModel, EmbedRequest } from './embedding/embedder.js';
import { TextEmbedder } from './embedding/embedder.js';

type Answer = Record<string, unknown>;

/** A provider whose model changes its mind about the length of its vectors. */
class ThreeLetters extends TextEmbedder {
  dimensions = 3;

  embed(_model: EmbeddingModel, { texts }: EmbedRequest): Promise<readonly (readonly number[])[]> {
    return Promise.resolve(
      texts.map((text) => Array.from({ length: this.dimensions }, (_none, at) => text.charCodeAt(at) || 1)),
    );
  }
}

describe('collection commands', () => {
  const provider = new ThreeLetters();
  let app: NestFastifyApplication;

  const call = (command: string, args: Answer = {}, userIds: readonly string[] | null = null): Promise<Answer> =>
    app.get(Dispatcher).dispatch({ command, args, caller: { door: 'rest', userIds, scopes: null } });

  const problemsOf = async (command: string, args: Answer): Promise<readonly string[]> => {
    const error: unknown = await call(command, args).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    return (error as { problems: readonly { field: string }[] }).problems.map(({ field }) => field);
  };

  beforeEach(async () => {
    provider.dimensions = 3;
    const bound = CollectionModule.withTextEmbedder({ imports: [], inject: [], useFactory: () => provider });
    app = await createRestApp([bound]);
    await call('create_collection', { name: 'notes', metadata: { topic: 'harbour' } });
  });

  afterEach(() => app.close());

  const addNotes = (): Promise<Answer> =>
    call('add_documents', {
      name: 'notes',
      ids: ['boats', 'soup', 'sails'],
      documents: ['Boats in the harbour', 'A recipe for lentil soup', 'Sails of boats'],
      metadatas: [{ page: 1 }, { page: 2 }, null],
    });

  it('shows a collection with its model, its metadata and its count', async () => {
    expect(await addNotes()).toEqual({ ids: ['boats', 'soup', 'sails'], count: 3 });
    const shown = {
      name: 'notes',
      metadata: { topic: 'harbour', embedding_model: 'feature-hash-384', embedding_provider: 'local' },
      count: 3,
    };
    expect(await call('get_collection', { name: 'notes' })).toEqual(shown);
    expect(await call('list_collections')).toEqual({
      collections: [{ ...shown, workflow_name: null }],
      count: 1,
      next: '',
    });
    expect(await call('delete_collection', { name: 'notes' })).toEqual({ name: 'notes', deleted: true });
    await expect(call('get_collection', { name: 'notes' })).rejects.toThrow('Collection notes not found');
  });

  it.each(['vector', 'text', 'hybrid'])('finds by likeness in mode %s', async (mode) => {
    await addNotes();
    const found = await call('query_collection', {
      name: 'notes',
      query_texts: ['lentil soup', 'boats'],
      mode,
      n_results: 1,
    });
    expect(found).toMatchObject({
      ids: [['soup'], [expect.stringMatching('boats|sails')]],
      documents: [['A recipe for lentil soup'], [expect.any(String)]],
      metadatas: [[{ page: 2 }], [expect.any(Object)]],
    });
    expect(Object.hasOwn(found, 'scores')).toBe(mode === 'hybrid');
  });

  it('refuses a taken name and names that can’t be one', async () => {
    await expect(call('create_collection', { name: 'notes' })).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const name of ['ab', '-abc', 'abc.', 'a b c', 'größe']) {
      expect(await problemsOf('create_collection', { name })).toEqual(['name']);
    }
    expect(await problemsOf('create_collection', { name: 'abc', embedding_model: 'bare' })).toEqual([
      'embedding_model',
    ]);
    expect(await problemsOf('create_collection', { name: 'abc', metadata: { a: [1] } })).toEqual(['metadata.a']);
  });

  it('keeps the collections of others out of sight', async () => {
    await addNotes();
    const stranger = { name: 'notes', user_id: '2' };
    for (const command of ['get_collection', 'delete_collection', 'get_documents_from_collection']) {
      await expect(call(command, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(call('query_collection', { ...stranger, query_texts: ['x'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(call('get_collection', { name: 'notes', user_id: '1' }, ['2'])).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await call('list_collections', {}, ['2'])).toMatchObject({ collections: [], count: 0 });
  });

  it('adds everything or nothing, and names the ids in the way', async () => {
    await addNotes();
    const again = { name: 'notes', ids: ['new', 'soup'], documents: ['n', 's'] };
    await expect(call('add_documents', again)).rejects.toMatchObject({ code: 'CONFLICT', details: { ids: ['soup'] } });
    expect(await call('get_collection', { name: 'notes' })).toMatchObject({ count: 3 });
    expect(await call('add_documents', { ...again, upsert: true })).toMatchObject({ count: 2 });
    const read = await call('get_documents_from_collection', { name: 'notes', ids: ['soup', 'new'] });
    expect(read).toEqual({ ids: ['soup', 'new'], documents: ['s', 'n'], metadatas: [{}, {}], count: 2, next: '' });
  });

  it('names every wrong list of add_documents by its place', async () => {
    const lists = { ids: ['a', 'a', ''], documents: ['x', null, 3], metadatas: [{ ok: 1 }, { bad: {} }, 'no'] };
    expect(await problemsOf('add_documents', { name: 'notes', ...lists })).toEqual([
      'ids.2',
      'ids',
      'documents.2',
      'metadatas.1.bad',
      'metadatas.2',
      'documents.1',
      'documents.2',
    ]);
    const vectors = {
      ids: ['a'],
      embeddings: [
        [1, 2],
        [0, 0],
        [1, 'x'],
        [1, 2, 3],
        [1e300, 1],
      ],
    };
    expect(await problemsOf('add_documents', { name: 'notes', ...vectors })).toEqual([
      'ids',
      'embeddings.1',
      'embeddings.2',
      'embeddings.3',
      'embeddings.4',
    ]);
    expect(await problemsOf('add_documents', { name: 'notes' })).toEqual(['documents']);
  });

  it('cuts long texts, and replaces all chunks of a text that is added again', async () => {
    const text = 'One two three four five. '.repeat(12);
    const cut = {
      name: 'notes',
      ids: ['long'],
      metadatas: [{ page: 9 }],
      chunk_size: 100,
      chunk_overlap: 20,
      upsert: true,
    };
    const { ids } = await call('add_documents', { ...cut, documents: [text] });
    expect(ids).toEqual(['long:0', 'long:1', 'long:2', 'long:3']);
    await call('add_documents', { ...cut, documents: ['Short now.'] });
    const read = await call('get_documents_from_collection', { name: 'notes', where: { source_id: 'long' } });
    expect(read).toMatchObject({ ids: ['long:0'], metadatas: [{ page: 9, source_id: 'long', chunk_index: 0 }] });
    expect(await problemsOf('add_documents', { name: 'notes', documents: ['x'], chunk_overlap: 3 })).toEqual([
      'chunk_overlap',
    ]);
  });

  it('pages through documents without skip or repeat while some are added and removed', async () => {
    const batch = (from: number): Answer => ({
      name: 'notes',
      ids: Array.from({ length: 50 }, (_none, index) => `row-${from + index}`),
      documents: Array.from({ length: 50 }, (_none, index) => `text ${from + index}`),
    });
    await call('add_documents', batch(0));
    const seen: unknown[] = [];
    for (let start_key: unknown = '', from = 50; start_key !== '' || from === 50; from += 50) {
      const page = await call('get_documents_from_collection', {
        name: 'notes',
        limit: 20,
        start_key,
        where: { late: { $ne: 1 } },
      });
      seen.push(...(page['ids'] as unknown[]));
      start_key = page['next'];
      await call('delete_documents', { name: 'notes', ids: ['row-1', 'row-2'] });
      const late = { ...batch(from), metadatas: Array.from({ length: 50 }, () => ({ late: 1 })) };
      await call('add_documents', late);
    }
    expect(seen).toEqual(batch(0)['ids']);
    expect(await problemsOf('get_documents_from_collection', { name: 'notes', start_key: 'nonsense' })).toEqual([
      'start_key',
    ]);
  });

  it('removes documents by condition, and never all of them by mistake', async () => {
    await addNotes();
    expect(await problemsOf('delete_documents', { name: 'notes' })).toEqual(['ids']);
    expect(await problemsOf('delete_documents', { name: 'notes', where: {} })).toEqual(['ids']);
    expect(await call('delete_documents', { name: 'notes', where: { page: { $gte: 2 } } })).toEqual({ deleted: 1 });
  });

  it('uses the model of a provider, and says when that model has changed', async () => {
    await call('create_collection', { name: 'letters', embedding_model: 'acme/three-letters' });
    await call('add_documents', { name: 'letters', ids: ['abc', 'xyz'], documents: ['abc', 'xyz'] });
    expect(await call('query_collection', { name: 'letters', query_texts: ['xyz'], n_results: 1 })).toMatchObject({
      ids: [['xyz']],
    });
    provider.dimensions = 4;
    const asked = call('query_collection', { name: 'letters', query_texts: ['xyz'] });
    await expect(asked).rejects.toThrow(/acme\/three-letters now gives vectors of 4 dimensions.*have 3/);
  });

  it('names both models, and both lengths, when vectors don’t belong together', async () => {
    const vectors = {
      name: 'notes',
      embeddings: [Array.from({ length: 384 }, () => 1)],
      embedding_model: 'acme/other',
    };
    await expect(call('add_documents', vectors)).rejects.toThrow(/local\/feature-hash-384.*acme\/other/);
    await expect(call('query_collection', { name: 'notes', query_embeddings: [[1, 2, 3]] })).rejects.toThrow(
      'The vectors of collection notes have 384 dimensions (local/feature-hash-384), these have 3',
    );
  });
});
