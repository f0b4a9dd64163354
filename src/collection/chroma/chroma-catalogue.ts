import { createHash } from 'node:crypto';

import { DEFAULT_USER_ID } from '../../dispatch/caller.js';
import type { Metadata } from '../store/metadata.js';
import type { Page, PageRequest, StoredCollection } from '../store/vector-store.js';
import { isMetadataValue } from '../where/parse-where.js';
import type { ChromaClient } from './chroma-client.js';
import { ChromaRefused } from './chroma-client.js';
import { ChromaCollection, ChromaCollections, ChromaCount, ChromaDone } from './chroma-schemas.js';

const DATABASES = '/tenants/default_tenant/databases';
/** Collections of a user that are listed; Chroma gives them in no order that holds, so all are read for each page. */
const MAX_COLLECTIONS = 10_000;

/**
 * The collections of a Chroma server. The default user's are those of Chroma's default database, where NodeTool keeps its
 * own; each other user has a database.
 */
export class ChromaCatalogue {
  constructor(private readonly client: ChromaClient) {}

  async list(userId: string, { limit, after }: PageRequest): Promise<Page<StoredCollection>> {
    const path = `${collectionsOf(userId)}?limit=${MAX_COLLECTIONS}&offset=0`;
    const all = await this.client.ask({ method: 'GET', path, answer: ChromaCollections });
    const rest = all.toSorted(byName).filter(({ name }) => after === null || name > after);
    const page = rest.slice(0, limit);
    const items: StoredCollection[] = [];
    for (const collection of page) items.push(await this.counted(userId, collection));
    return { items, next: rest.length > limit ? (page.at(-1)?.name ?? null) : null, total: all.length };
  }

  async find(userId: string, name: string): Promise<StoredCollection | null> {
    try {
      const path = `${collectionsOf(userId)}/${encodeURIComponent(name)}`;
      return await this.counted(userId, await this.client.ask({ method: 'GET', path, answer: ChromaCollection }));
    } catch (error) {
      if (error instanceof ChromaRefused && error.status === 404) return null;
      throw error;
    }
  }

  async create(userId: string, name: string, metadata: Metadata): Promise<StoredCollection | null> {
    if (userId !== DEFAULT_USER_ID) {
      const database = { name: databaseOf(userId) };
      await unlessTaken(this.client.ask({ method: 'POST', path: DATABASES, body: database, answer: ChromaDone }));
    }
    const body = { name, metadata: orNull(metadata), configuration: { hnsw: { space: 'cosine' } } };
    const path = collectionsOf(userId);
    const created = await unlessTaken(this.client.ask({ method: 'POST', path, body, answer: ChromaCollection }));
    return created && { key: keyOf(userId, created.id), name, metadata, dimensions: null, count: 0 };
  }

  async remove(userId: string, name: string): Promise<boolean> {
    try {
      const path = `${collectionsOf(userId)}/${encodeURIComponent(name)}`;
      await this.client.ask({ method: 'DELETE', path, answer: ChromaDone });
      return true;
    } catch (error) {
      if (error instanceof ChromaRefused && error.status === 404) return false;
      throw error;
    }
  }

  private async counted(userId: string, { id, name, metadata, dimension }: FoundCollection): Promise<StoredCollection> {
    const key = keyOf(userId, id);
    const count = await this.client.ask({ method: 'GET', path: `${key}/count`, answer: ChromaCount });
    return { key, name, metadata: scalarsOf(metadata), dimensions: dimension ?? null, count };
  }
}

/** Keeps what metadata may hold here; Chroma's own clients may have put more into it. */
export const scalarsOf = (metadata: Readonly<Record<string, unknown>> | null | undefined): Metadata =>
  Object.fromEntries(
    Object.entries(metadata ?? {}).flatMap(([key, value]) => (isMetadataValue(value) ? [[key, value]] : [])),
  );

/** Chroma refuses metadata without anything in it. */
export const orNull = (metadata: Metadata): Metadata | null => (Object.keys(metadata).length === 0 ? null : metadata);

interface FoundCollection {
  readonly id: string;
  readonly name: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly dimension?: number | null;
}

/** Null where the server says that there is such a thing already. */
const unlessTaken = async <Answer>(asked: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ChromaRefused && error.status === 409) return null;
    throw error;
  }
};

const byName = (a: FoundCollection, b: FoundCollection): number => (a.name < b.name ? -1 : 1);

const collectionsOf = (userId: string): string => `${DATABASES}/${encodeURIComponent(databaseOf(userId))}/collections`;

/** The path of a collection: its id alone names it within a database only. */
const keyOf = (userId: string, id: string): string => `${collectionsOf(userId)}/${encodeURIComponent(id)}`;

/** A plain user id can be read in the name; any other one is hashed, since Chroma limits what a name may hold. */
const databaseOf = (userId: string): string => {
  if (userId === DEFAULT_USER_ID) return 'default_database';
  if (/^[a-zA-Z0-9_]{1,64}$/.test(userId)) return `user_${userId}`;
  return `user-${createHash('sha256').update(userId).digest('hex').slice(0, 40)}`;
};
