import { AddDocumentsArgs, QueryCollectionArgs } from '../../collection/collection.args.js';
import { LOCAL_MODEL } from '../../collection/embedding/feature-hash-embedder.js';
import type { StoredCollection } from '../../collection/store/vector-store.js';
import { readWhere } from '../../collection/where/read-where.js';
import type {
  CollectionDocument,
  CollectionInfo,
  CollectionMatch,
  NewDocument,
  NodeCollections,
} from '../../engine/services/node-collections.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { CollectionParts } from './collection-parts.service.js';

/** Rows that are read or written at a time. */
const PAGE = 500;
/** Documents that one call gives at most: all of them are in memory at once. */
const MAX_DOCUMENTS = 10_000;
const DEFAULT_MATCHES = 10;

/** Collections for one call of a job, with the rights of its user. */
export class CollectionDesk implements NodeCollections {
  constructor(
    private readonly parts: CollectionParts,
    private readonly userId: string,
    private readonly signal: AbortSignal,
  ) {}

  async list(): Promise<readonly CollectionInfo[]> {
    const found: CollectionInfo[] = [];
    let after: string | null = null;
    do {
      const page = await this.parts.store.list(this.userId, { limit: PAGE, after });
      found.push(...page.items.map(infoOf));
      after = page.next;
    } while (after !== null && !this.signal.aborted);
    return found;
  }

  async get(name: string): Promise<CollectionInfo | null> {
    const found = await this.parts.store.find(this.userId, name);
    return found && infoOf(found);
  }

  async ensure(name: string, model?: { readonly provider: string; readonly id: string }): Promise<CollectionInfo> {
    const { collections } = this.parts;
    const known = await this.get(name);
    if (known) return known;
    const chosen = model ? { provider: model.provider, model: model.id } : LOCAL_MODEL;
    try {
      return infoOf(await collections.create(this.userId, name, {}, chosen));
    } catch (error) {
      // Somebody else has made it meanwhile.
      if (error instanceof ProtocolError && error.code === 'CONFLICT')
        return infoOf(await collections.get(this.userId, name));
      throw error;
    }
  }

  async upsert(name: string, documents: readonly NewDocument[]): Promise<void> {
    const withVector = documents.filter(({ embedding }) => embedding !== undefined);
    const withoutVector = documents.filter(({ embedding }) => embedding === undefined);
    for (const group of [withVector, withoutVector]) {
      for (let from = 0; from < group.length; from += PAGE) await this.write(name, group.slice(from, from + PAGE));
    }
  }

  async documents(
    name: string,
    {
      ids,
      where,
      limit = MAX_DOCUMENTS,
      withEmbeddings,
    }: NonNullable<Parameters<NodeCollections['documents']>[1]> = {},
  ): Promise<readonly CollectionDocument[]> {
    if (withEmbeddings === true) {
      throw new ProtocolError('UNSUPPORTED', 'The vectors of a collection stay in its store', {
        hint: 'Embed the texts again where the vectors are needed.',
      });
    }
    const collection = await this.parts.collections.get(this.userId, name);
    const selection = { ids: ids ?? null, where: readWhere('documents', where) };
    const found: CollectionDocument[] = [];
    let after: string | null = null;
    do {
      const left = Math.min(PAGE, Math.min(limit, MAX_DOCUMENTS) - found.length);
      const page = await this.parts.store.read(collection, selection, { limit: left, after });
      found.push(...page.items);
      after = page.next;
    } while (after !== null && found.length < Math.min(limit, MAX_DOCUMENTS) && !this.signal.aborted);
    return found;
  }

  async query(name: string, query: Parameters<NodeCollections['query']>[1]): Promise<readonly CollectionMatch[]> {
    const { text, embedding, limit = DEFAULT_MATCHES, where, isHybrid = false } = query;
    const args = Object.assign(new QueryCollectionArgs(), {
      user_id: this.userId,
      name,
      query_texts: text === undefined || (embedding !== undefined && !isHybrid) ? undefined : [text],
      query_embeddings: embedding && [embedding],
      n_results: limit,
      where,
      mode: isHybrid ? 'hybrid' : 'vector',
    });
    const { ids, documents, distances, metadatas } = await this.parts.queries.queryCollection(args, {
      signal: this.signal,
    });
    return (ids[0] ?? []).map((id, index) => ({
      id,
      document: documents[0]?.[index] ?? null,
      metadata: metadatas[0]?.[index] ?? null,
      distance: distances[0]?.[index] ?? 0,
    }));
  }

  async embed(name: string, texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    const { collections } = this.parts;
    const collection = await collections.get(this.userId, name);
    const vectors = await collections.embed(this.userId, collection, texts, this.signal);
    return vectors.map((vector) => [...vector]);
  }

  async remove(name: string, ids: readonly string[]): Promise<void> {
    const collection = await this.parts.collections.get(this.userId, name);
    if (ids.length > 0) await this.parts.store.erase(collection, { ids, where: null });
  }

  private async write(name: string, documents: readonly NewDocument[]): Promise<void> {
    const embeddings = documents.flatMap(({ embedding }) => (embedding === undefined ? [] : [embedding]));
    const args = Object.assign(new AddDocumentsArgs(), {
      user_id: this.userId,
      name,
      ids: documents.map(({ id }) => id),
      documents: documents.map(({ document }) => document),
      metadatas: documents.map(({ metadata }) => metadata ?? null),
      embeddings: embeddings.length > 0 ? embeddings : undefined,
      upsert: true,
    });
    await this.parts.documents.add(args, this.signal);
  }
}

const infoOf = ({ name, count, metadata }: StoredCollection): CollectionInfo => ({ name, count, metadata });
