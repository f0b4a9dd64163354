import type { Readable } from 'node:stream';

/** What a store tells about the bytes that it keeps. */
export interface StoredBytes {
  /** Name of the content: lower-case hexadecimal SHA-256. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Part of a content, both ends included, as in HTTP's `Range`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What is asked of bytes that come in. */
export interface WriteOptions {
  /** The content that was announced; other bytes are refused with `INVALID_ARGUMENT` and not kept. */
  readonly sha256?: string | undefined;
  /** More bytes are refused with `TOO_LARGE` and not kept. */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A content of the store, for those who clean up. */
export interface StoredContent extends StoredBytes {
  /** Unix milliseconds when it was written last. */
  readonly storedAt: number;
}

/** How a content is handed out by an address of the store itself. */
export interface PublicTerms {
  readonly contentType: string;
  /** Value of the header `Content-Disposition`. */
  readonly disposition: string;
  readonly seconds: number;
}

/**
 * A place for the bytes of assets, named by their content; injectable by this class. The same bytes twice are kept once.
 * A content that was acknowledged survives a crash; one that was not leaves nothing behind that is ever read.
 */
export abstract class AssetStore {
  /** Keeps bytes for good while they stream in, with bounded memory. */
  abstract write(bytes: Uint8Array | Readable, options?: WriteOptions): Promise<StoredBytes>;

  /** Finds a content; null when it isn't kept. */
  abstract stat(sha256: string): Promise<StoredContent | null>;

  /** Streams a content or a part of it; null when it isn't kept. */
  abstract open(sha256: string, range?: ByteRange): Promise<Readable | null>;

  /** Forgets a content; one that isn't kept is no fault. */
  abstract remove(sha256: string): Promise<void>;

  /** Lists what is kept, in any order. */
  abstract list(): AsyncIterable<StoredContent>;

  /** Takes away what writes left behind that never came to an end and began before that time, in Unix milliseconds. */
  abstract tidy(before: number): Promise<void>;

  /**
   * Gives the store a name that no other one has, unless it has one; the way to notice that a store is shared.
   *
   * @returns the name that it has from now on
   */
  abstract claim(name: string): Promise<string>;

  /** Makes an address from which anybody can fetch a content for a while; null when the store gives none. */
  abstract publicUrl(sha256: string, terms: PublicTerms): Promise<string | null>;
}
