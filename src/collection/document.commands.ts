import { Injectable } from '@nestjs/common';

import { encodeCursor } from '../common/cursor.js';
import type { CommandCall } from '../dispatch/caller.js';
import { Command } from '../dispatch/command.decorator.js';
import { positionOf } from './collection-pages.js';
import { AddDocumentsArgs, DeleteDocumentsArgs, GetDocumentsArgs } from './collection.args.js';
import { AddedDocumentsResult, DeletedDocumentsResult, DocumentsResult } from './collection.results.js';
import { CollectionService } from './collection.service.js';
import { DocumentService } from './document.service.js';
import { wrongArguments } from './store/collection-errors.js';
import { VectorStore } from './store/vector-store.js';
import { readWhere } from './where/read-where.js';

/** The commands about the documents of a collection. */
@Injectable()
export class DocumentCommands {
  constructor(
    private readonly collections: CollectionService,
    private readonly documents: DocumentService,
    private readonly store: VectorStore,
  ) {}

  @Command('add_documents', {
    args: AddDocumentsArgs,
    summary: 'Adds documents to a collection, all of them or none; long ones may be cut into chunks.',
    result: AddedDocumentsResult,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CONFLICT', 'TOO_LARGE', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes', ids: ['a'], documents: ['Boats in the harbour'], metadatas: [{ page: 3 }] },
  })
  async addDocuments(args: AddDocumentsArgs, { signal }: CommandCall) {
    const ids = await this.documents.add(args, signal);
    return { ids, count: ids.length };
  }

  @Command('get_documents_from_collection', {
    args: GetDocumentsArgs,
    summary: 'Reads documents of a collection in the order in which they came.',
    result: DocumentsResult,
    effect: 'reads',
    errors: ['NOT_FOUND', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes', where: { page: { $gte: 3 } }, limit: 10 },
  })
  async getDocuments({ name, ids, where, limit, start_key, user_id }: GetDocumentsArgs) {
    const after = positionOf('get_documents_from_collection', start_key);
    const selection = { ids: ids ?? null, where: readWhere('get_documents_from_collection', where) };
    const collection = await this.collections.get(user_id, name);
    const { items, next, total } = await this.store.read(collection, selection, { limit, after });
    return {
      ids: items.map(({ id }) => id),
      documents: items.map(({ document }) => document),
      metadatas: items.map(({ metadata }) => metadata),
      count: total,
      next: next === null ? '' : encodeCursor([next]),
    };
  }

  @Command('delete_documents', {
    args: DeleteDocumentsArgs,
    summary: 'Removes documents by their ids, by a condition, or by both at once.',
    result: DeletedDocumentsResult,
    effect: 'destroys',
    errors: ['NOT_FOUND', 'UNSUPPORTED', 'UNAVAILABLE'],
    example: { name: 'notes', ids: ['a'] },
  })
  async deleteDocuments({ name, ids, where, user_id }: DeleteDocumentsArgs) {
    const selection = { ids: ids ?? null, where: readWhere('delete_documents', where) };
    if (!selection.ids && !selection.where) {
      const message = 'ids or where must say which documents; delete_collection removes all of them';
      throw wrongArguments('delete_documents', [{ field: 'ids', message }]);
    }
    const collection = await this.collections.get(user_id, name);
    return { deleted: await this.store.erase(collection, selection) };
  }
}
