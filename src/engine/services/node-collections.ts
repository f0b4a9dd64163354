import type { JsonObject } from '../../common/json.js';

type Metadata = Readonly<Record<string, string | number | boolean | null>>;

export interface CollectionInfo {
  readonly name: string;
  readonly count: number;
  readonly metadata: Metadata;
}

/** A document as it is kept; `embedding` only where it was asked for. */
export interface CollectionDocument {
  readonly id: string;
  readonly document: string | null;
  readonly metadata: Metadata | null;
  readonly embedding?: readonly number[] | null;
}

/** A document that was found, with its distance: 0 is equal, larger is less alike. */
export interface CollectionMatch extends CollectionDocument {
  readonly distance: number;
}

export interface NewDocument {
  readonly id: string;
  readonly document: string;
  readonly metadata?: Metadata;
  /** Default: made by the collection's own embedding model. */
  readonly embedding?: readonly number[];
}

/** Collections of the run's user; the arguments mean what the commands of the same names document. */
export interface NodeCollections {
  list(): Promise<readonly CollectionInfo[]>;
  /** Null when there is none. */
  get(name: string): Promise<CollectionInfo | null>;
  /** Makes it unless it is there. @param model `{ provider, id }`; default: the node's own default model */
  ensure(name: string, model?: { readonly provider: string; readonly id: string }): Promise<CollectionInfo>;
  /** Adds documents, or replaces those of the same ids. */
  upsert(name: string, documents: readonly NewDocument[]): Promise<void>;
  documents(
    name: string,
    options?: {
      readonly ids?: readonly string[];
      readonly where?: JsonObject;
      readonly limit?: number;
      readonly withEmbeddings?: boolean;
    },
  ): Promise<readonly CollectionDocument[]>;
  /** The documents most like a text or a vector, nearest first; `isHybrid` also ranks by words (text only). */
  query(
    name: string,
    query: {
      readonly text?: string;
      readonly embedding?: readonly number[];
      readonly limit?: number;
      readonly where?: JsonObject;
      readonly isHybrid?: boolean;
    },
  ): Promise<readonly CollectionMatch[]>;
  remove(name: string, ids: readonly string[]): Promise<void>;
  /** Makes vectors of texts as those of the collection are made, and keeps nothing. */
  embed(name: string, texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}
