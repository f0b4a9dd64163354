import { Injectable } from '@nestjs/common';

import { encodeCursor } from '../common/cursor.js';
import { Command } from '../dispatch/command.decorator.js';
import { positionOf } from './collection-pages.js';
import { readModel } from './collection-model.js';
import { CollectionArgs, CreateCollectionArgs, ListCollectionsArgs } from './collection.args.js';
import { CollectionListResult, CollectionResult, DeletedCollectionResult } from './collection.results.js';
import { CollectionService } from './collection.service.js';
import { InputProblems, readMetadata } from './document-input.js';
import { wrongArguments } from './store/collection-errors.js';
import type { Metadata } from './store/metadata.js';
import type { StoredCollection } from './store/vector-store.js';

/** The commands about collections themselves. */
@Injectable()
export class CollectionCommands {
  constructor(private readonly collections: CollectionService) {}

  @Command('list_collections', {
    args: ListCollectionsArgs,
    summary: 'Lists the collections of a user.',
    result: CollectionListResult,
    effect: 'reads',
    errors: ['UNSUPPORTED', 'UNAVAILABLE'],
    example: { limit: 10 },
  })
  async listCollections({ limit, start_key, user_id }: ListCollectionsArgs) {
    const after = positionOf('list_collections', start_key);
    const { items, next, total } = await this.collections.list(user_id, { limit, after });
    return {
      collections: items.map((collection) => ({ ...view(collection), workflow_name: null })),
      count: total,
      next: next === null ? '' : encodeCursor([next]),
    };
  }

  @Command('get_collection', {
    args: CollectionArgs,
    summary: 'Shows a collection.',
    result: CollectionResult,
    effect: 'reads',
    errors: ['NOT_FOUND', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes' },
  })
  async getCollection({ name, user_id }: CollectionArgs) {
    return view(await this.collections.get(user_id, name));
  }

  @Command('create_collection', {
    args: CreateCollectionArgs,
    summary: 'Makes an empty collection.',
    result: CollectionResult,
    effect: 'writes',
    errors: ['CONFLICT', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes', metadata: { topic: 'harbour' } },
  })
  async createCollection(args: CreateCollectionArgs) {
    const { name, metadata, embedding_model, embedding_provider, user_id } = args;
    const model = readModel('create_collection', embedding_model, embedding_provider);
    return view(await this.collections.create(user_id, name, ownMetadata(metadata), model));
  }

  @Command('delete_collection', {
    args: CollectionArgs,
    summary: 'Removes a collection and everything in it for good.',
    result: DeletedCollectionResult,
    effect: 'destroys',
    errors: ['NOT_FOUND', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes' },
  })
  async deleteCollection({ name, user_id }: CollectionArgs) {
    await this.collections.remove(user_id, name);
    return { name, deleted: true as const };
  }
}

const view = ({ name, metadata, count }: StoredCollection) => ({ name, metadata, count });

const ownMetadata = (raw: Readonly<Record<string, unknown>>): Metadata => {
  const problems = new InputProblems();
  const metadata = readMetadata(raw, 'metadata', problems);
  for (const key of ['embedding_model', 'embedding_provider']) {
    if (Object.hasOwn(metadata, key)) problems.add(`metadata.${key}`, `is an argument of its own: ${key}`);
  }
  if (problems.list.length > 0) throw wrongArguments('create_collection', problems.list);
  return metadata;
};
