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
import { CollectionThread } from './collection-thread.js';

/** Collections in a SQLite file of their own, worked on by a thread of their own. */
export class SqliteVectorStore extends VectorStore {
  private readonly thread: CollectionThread;

  /** @param path a file, or `:memory:` */
  constructor(path: string) {
    super();
    this.thread = new CollectionThread(path);
  }

  list(userId: string, page: PageRequest): Promise<Page<StoredCollection>> {
    return this.thread.call('list', [userId, page]);
  }

  find(userId: string, name: string): Promise<StoredCollection | null> {
    return this.thread.call('find', [userId, name]);
  }

  create(userId: string, name: string, metadata: Metadata): Promise<StoredCollection | null> {
    return this.thread.call('create', [userId, name, metadata]);
  }

  remove(userId: string, name: string): Promise<boolean> {
    return this.thread.call('remove', [userId, name]);
  }

  write(collection: StoredCollection, batch: DocumentBatch): Promise<readonly string[]> {
    return this.thread.call('write', [collection, batch], { transfer: [batch.vectors.buffer] });
  }

  read(collection: StoredCollection, selection: DocumentSelection, page: PageRequest): Promise<Page<StoredDocument>> {
    return this.thread.call('read', [collection, selection, page]);
  }

  erase(collection: StoredCollection, selection: DocumentSelection): Promise<number> {
    return this.thread.call('erase', [collection, selection]);
  }

  search(
    collection: StoredCollection,
    request: SearchRequest,
    signal: AbortSignal,
  ): Promise<readonly (readonly SearchHit[])[]> {
    return this.thread.call('search', [collection, request], { signal });
  }

  close(): Promise<void> {
    return this.thread.close();
  }
}
