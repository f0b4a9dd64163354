import { Injectable } from '@nestjs/common';

import type { CommandCall } from '../dispatch/caller.js';
import { Command } from '../dispatch/command.decorator.js';
import { assertWanted } from './assert-wanted.js';
import { assertSameModel, modelOf } from './collection-model.js';
import { QueryCollectionArgs } from './collection.args.js';
import { QueryResult } from './collection.results.js';
import { CollectionService } from './collection.service.js';
import { InputProblems, readVectors } from './document-input.js';
import { wrongArguments } from './store/collection-errors.js';
import type { SearchHit, SearchQuery, StoredCollection } from './store/vector-store.js';
import { VectorStore } from './store/vector-store.js';
import { readWhere } from './where/read-where.js';

const COMMAND = 'query_collection';

/** The command that finds documents. */
@Injectable()
export class QueryCommands {
  constructor(
    private readonly collections: CollectionService,
    private readonly store: VectorStore,
  ) {}

  @Command(COMMAND, {
    args: QueryCollectionArgs,
    summary: 'Finds the documents that are most like texts or vectors, best first, a list for each query.',
    result: QueryResult,
    effect: 'reads',
    errors: ['NOT_FOUND', 'CONFLICT', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes', query_texts: ['harbour boats'], n_results: 3, mode: 'hybrid' },
  })
  async queryCollection(args: QueryCollectionArgs, { signal }: Pick<CommandCall, 'signal'>) {
    const vectors = readQueries(args);
    const where = readWhere(COMMAND, args.where);
    const collection = await this.collections.get(args.user_id, args.name);
    assertSameModel(COMMAND, collection, args.embedding_model);
    const queries = await this.queries(args, collection, vectors, signal);
    assertWanted(signal);
    const request = { queries, mode: args.mode, limit: args.n_results, where };
    return view(await this.store.search(collection, request, signal), args.mode === 'hybrid');
  }

  private async queries(
    { user_id, query_texts: texts = [], mode }: QueryCollectionArgs,
    collection: StoredCollection,
    given: readonly Float32Array<ArrayBuffer>[] | null,
    signal: AbortSignal,
  ): Promise<readonly SearchQuery[]> {
    if (mode === 'text') return texts.map((text) => ({ text, vector: null }));
    if (given?.[0]) this.collections.assertDimensions(collection, modelOf(collection), given[0].length);
    const vectors = given ?? (await this.collections.embed(user_id, collection, texts, signal));
    return vectors.map((vector, index) => ({ vector, text: texts[index] ?? null }));
  }
}

/** Checks what is asked with; the vectors when some are given. */
const readQueries = (args: QueryCollectionArgs): readonly Float32Array<ArrayBuffer>[] | null => {
  const { query_texts: texts, query_embeddings: embeddings, mode } = args;
  const problems = new InputProblems();
  if (mode !== 'vector' && !texts) problems.add('query_texts', `are missing: mode ${mode} looks for words`);
  else if (!texts && !embeddings) problems.add('query_texts', 'are missing: give query_texts or query_embeddings');
  if (mode === 'vector' && texts && embeddings) {
    problems.add('query_embeddings', 'and query_texts are both given: mode vector takes one of them');
  }
  if (mode === 'text' && embeddings) problems.add('query_embeddings', 'play no part in mode text');
  if (mode === 'hybrid' && texts && embeddings && texts.length !== embeddings.length) {
    problems.add('query_embeddings', `has ${embeddings.length} items and must have ${texts.length}, as query_texts`);
  }
  const vectors = embeddings ? readVectors('query_embeddings', embeddings, problems) : null;
  if (problems.list.length > 0) throw wrongArguments(COMMAND, problems.list);
  return vectors;
};

const view = (lists: readonly (readonly SearchHit[])[], hasScores: boolean) => ({
  ids: lists.map((hits) => hits.map(({ id }) => id)),
  documents: lists.map((hits) => hits.map(({ document }) => document)),
  distances: lists.map((hits) => hits.map(({ distance }) => distance)),
  metadatas: lists.map((hits) => hits.map(({ metadata }) => metadata)),
  ...(hasScores && { scores: lists.map((hits) => hits.map(({ score }) => score ?? 0)) }),
});
