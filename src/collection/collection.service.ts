import { Injectable } from '@nestjs/common';

import { ProtocolError } from '../protocol/protocol-error.js';
import { modelName } from './embedding/embedder.js';
import type { EmbeddingModel } from './embedding/embedder.js';
import { EmbeddingService } from './embedding/embedding.service.js';
import { requireModel, withModel } from './collection-model.js';
import { collectionNotFound, dimensionMismatch, wrongArguments } from './store/collection-errors.js';
import type { Metadata } from './store/metadata.js';
import type { Page, PageRequest, StoredCollection } from './store/vector-store.js';
import { VectorStore } from './store/vector-store.js';

/** The rules of Chroma, whose collections must keep their names here. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]$/;

/** The collections of users, and the models that make their vectors. */
@Injectable()
export class CollectionService {
  constructor(
    private readonly store: VectorStore,
    private readonly embedding: EmbeddingService,
  ) {}

  list(userId: string, page: PageRequest): Promise<Page<StoredCollection>> {
    return this.store.list(userId, page);
  }

  /** @throws ProtocolError `NOT_FOUND` */
  async get(userId: string, name: string): Promise<StoredCollection> {
    const found = await this.store.find(userId, name);
    if (!found) throw collectionNotFound(name);
    return found;
  }

  /** @throws ProtocolError `INVALID_ARGUMENT` for a name that can't be one, `CONFLICT` for one that is taken */
  async create(userId: string, name: string, metadata: Metadata, model: EmbeddingModel): Promise<StoredCollection> {
    if (!NAME.test(name)) {
      const message =
        'name must have 3 to 512 characters of a–z, A–Z, 0–9, ".", "_", "-" and begin and end with a letter or digit';
      throw wrongArguments('create_collection', [{ field: 'name', message }]);
    }
    const created = await this.store.create(userId, name, withModel(metadata, model));
    if (created) return created;
    throw new ProtocolError('CONFLICT', `Collection ${name} exists already`);
  }

  /** @throws ProtocolError `NOT_FOUND` */
  async remove(userId: string, name: string): Promise<void> {
    if (!(await this.store.remove(userId, name))) throw collectionNotFound(name);
  }

  /** Turns texts into vectors as the collection's other ones were made; null texts are not embedded. */
  async embed(
    userId: string,
    collection: StoredCollection,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Float32Array<ArrayBuffer>[]> {
    const model = requireModel(collection);
    const vectors = await this.embedding.embed(model, { texts, userId, signal });
    const [first] = vectors;
    if (first && collection.dimensions !== null && first.length !== collection.dimensions) {
      const text = `${modelName(model)} now gives vectors of ${first.length} dimensions; those of collection ${collection.name} have ${collection.dimensions}`;
      throw new ProtocolError('CONFLICT', text, { hint: 'Make another collection for the model as it is now.' });
    }
    return vectors;
  }

  /** @throws ProtocolError `INVALID_ARGUMENT` when vectors of this length don't belong into the collection */
  assertDimensions(collection: StoredCollection, model: EmbeddingModel | null, given: number): void {
    const own = collection.dimensions ?? (model ? this.embedding.dimensionsOf(model) : null);
    if (own !== null && own !== given) throw dimensionMismatch(collection.name, own, given, model && modelName(model));
  }
}
