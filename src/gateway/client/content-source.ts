import type { Readable } from 'node:stream';

/** A content that is to reach the hub. */
export interface LocalContent {
  /** Lower-case hexadecimal SHA-256. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Streams the bytes; called once for each try. */
  open(): Promise<Readable>;
}

/** The answer in which a reference stands. */
export interface AnswerPlace {
  readonly requestId: string;
  readonly jobId: string | null;
}

/** Where a client finds the bytes that its results name. */
export interface ContentSource {
  /** Finds the bytes of an asset of this node; null when the job that answers may not read it, or there is none. */
  find(assetId: string, place: AnswerPlace): Promise<LocalContent | null>;
}

/** A node without bytes. */
export const NO_CONTENTS: ContentSource = { find: () => Promise.resolve(null) };
