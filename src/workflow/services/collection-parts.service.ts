import { Injectable } from '@nestjs/common';

import { CollectionService } from '../../collection/collection.service.js';
import { DocumentService } from '../../collection/document.service.js';
import { QueryCommands } from '../../collection/query.commands.js';
import { VectorStore } from '../../collection/store/vector-store.js';

/** The collections of this node, as a job's desk works with them. */
@Injectable()
export class CollectionParts {
  constructor(
    readonly collections: CollectionService,
    readonly documents: DocumentService,
    readonly queries: QueryCommands,
    readonly store: VectorStore,
  ) {}
}
