import { join } from 'node:path';

import type { AppConfig } from '../../config/app-config.js';
import { ChromaVectorStore } from '../chroma/chroma-vector-store.js';
import { PostgresVectorStore } from '../postgres/postgres-vector-store.js';
import { SqliteVectorStore } from '../sqlite/sqlite-vector-store.js';
import type { VectorStore } from './vector-store.js';

const FILE = 'collections.sqlite';

/** Chooses the store by the configuration; nothing is opened or connected before the first call. */
export const openVectorStore = ({ dataDir, databaseUrl, collectionStore }: AppConfig): VectorStore => {
  if (collectionStore !== undefined && collectionStore !== 'file') return new ChromaVectorStore(collectionStore);
  if (databaseUrl !== undefined && collectionStore === undefined) return new PostgresVectorStore(databaseUrl);
  return new SqliteVectorStore(dataDir === ':memory:' ? dataDir : join(dataDir, FILE));
};
