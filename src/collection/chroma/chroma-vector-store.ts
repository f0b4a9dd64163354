import { ProtocolError } from '../../protocol/protocol-error.js';
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
import { ChromaCatalogue } from './chroma-catalogue.js';
import { ChromaClient, ChromaRefused } from './chroma-client.js';
import { ChromaRowsStore } from './chroma-rows.js';
import { searchChroma } from './chroma-search.js';

/** Collections of a Chroma server, where NodeTool's users have theirs. */
export class ChromaVectorStore extends VectorStore {
  private readonly client: ChromaClient;
  private readonly catalogue: ChromaCatalogue;
  private readonly rows: ChromaRowsStore;

  /** @param url `chroma://host:port`, or `chromas://host:port` for HTTPS */
  constructor(url: string) {
    super();
    this.client = new ChromaClient(url);
    this.catalogue = new ChromaCatalogue(this.client);
    this.rows = new ChromaRowsStore(this.client);
  }

  list(userId: string, page: PageRequest): Promise<Page<StoredCollection>> {
    return explained(this.catalogue.list(userId, page));
  }

  find(userId: string, name: string): Promise<StoredCollection | null> {
    return explained(this.catalogue.find(userId, name));
  }

  create(userId: string, name: string, metadata: Metadata): Promise<StoredCollection | null> {
    return explained(this.catalogue.create(userId, name, metadata));
  }

  remove(userId: string, name: string): Promise<boolean> {
    return explained(this.catalogue.remove(userId, name));
  }

  write(collection: StoredCollection, batch: DocumentBatch): Promise<readonly string[]> {
    return explained(this.rows.write(collection, batch));
  }

  read(collection: StoredCollection, selection: DocumentSelection, page: PageRequest): Promise<Page<StoredDocument>> {
    return explained(this.rows.read(collection, selection, page));
  }

  erase(collection: StoredCollection, selection: DocumentSelection): Promise<number> {
    return explained(this.rows.erase(collection, selection));
  }

  search(
    collection: StoredCollection,
    request: SearchRequest,
    signal: AbortSignal,
  ): Promise<readonly (readonly SearchHit[])[]> {
    return explained(searchChroma(this.client, collection, request, signal));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What Chroma refuses is told in its words: it knows limits that aren't known here. */
const explained = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ChromaRefused) throw new ProtocolError('INVALID_ARGUMENT', error.message, { cause: error });
    throw error;
  }
};
