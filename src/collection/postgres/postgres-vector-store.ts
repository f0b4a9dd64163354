import type { Metadata } from '../store/metadata.js';
import type {
  DocumentBatch,
  DocumentSelection,
  Page,
  PageRequest,
  SearchHit,
  SearchRequest,
  StoredCollection,
  StoredDocument,
} from '../store/vector-store.js';
import { VectorStore } from '../store/vector-store.js';
import { PgCatalogue } from './pg-catalogue.js';
import { PgRows } from './pg-rows.js';
import { PgSearch } from './pg-search.js';
import { PgSession } from './pg-session.js';

/** Collections in PostgreSQL with pgvector, each in a table of its own. */
export class PostgresVectorStore extends VectorStore {
  private readonly session: PgSession;
  private readonly catalogue: PgCatalogue;
  private readonly rows: PgRows;
  private readonly finder: PgSearch;

  constructor(databaseUrl: string) {
    super();
    this.session = new PgSession(databaseUrl);
    this.catalogue = new PgCatalogue(this.session);
    this.rows = new PgRows(this.session, this.catalogue);
    this.finder = new PgSearch(this.session, this.catalogue);
  }

  list(userId: string, page: PageRequest): Promise<Page<StoredCollection>> {
    return this.catalogue.list(userId, page);
  }

  find(userId: string, name: string): Promise<StoredCollection | null> {
    return this.catalogue.find(userId, name);
  }

  async create(userId: string, name: string, metadata: Metadata): Promise<StoredCollection | null> {
    await this.session.requireVector();
    return this.catalogue.create(userId, name, metadata);
  }

  remove(userId: string, name: string): Promise<boolean> {
    return this.catalogue.remove(userId, name);
  }

  write(collection: StoredCollection, batch: DocumentBatch): Promise<readonly string[]> {
    return this.rows.write(collection, batch);
  }

  read(collection: StoredCollection, selection: DocumentSelection, page: PageRequest): Promise<Page<StoredDocument>> {
    return this.rows.read(collection, selection, page);
  }

  erase(collection: StoredCollection, selection: DocumentSelection): Promise<number> {
    return this.rows.erase(collection, selection);
  }

  search(collection: StoredCollection, request: SearchRequest): Promise<readonly (readonly SearchHit[])[]> {
    return this.finder.search(collection, request);
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
