/** What a store tells about the bytes that it took. */
export interface StoredBytes {
  /** Name of the content: lower-case hexadecimal SHA-256. */
  readonly sha256: string;
  readonly size: number;
}

/** A place for the bytes of assets, named by their content; injectable by this class. */
export abstract class AssetStore {
  /** Keeps bytes for good; the same bytes twice are kept once. */
  abstract put(bytes: Uint8Array): Promise<StoredBytes>;

  /** Gives bytes back; null for a content that isn't kept. */
  abstract read(sha256: string): Promise<Uint8Array | null>;
}
