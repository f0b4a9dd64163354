import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { ProtocolError } from '../protocol/protocol-error.js';
import type { StoredBytes, WriteOptions } from './asset-store.js';

/** Counts and hashes bytes on their way into a store, and refuses those that weren't asked for. */
export class ContentTally {
  private readonly hash = createHash('sha256');
  private size = 0;

  constructor(private readonly options: WriteOptions = {}) {}

  /**
   * Passes the bytes on, piece by piece.
   *
   * @throws ProtocolError `TOO_LARGE` with the piece that goes beyond `maxBytes`; the signal's reason once it is aborted
   */
  async *pass(bytes: Uint8Array | Readable): AsyncGenerator<Uint8Array, void, undefined> {
    const { maxBytes = Infinity, signal } = this.options;
    for await (const chunk of bytes instanceof Readable ? bytes : [bytes]) {
      signal?.throwIfAborted();
      const piece = chunk as Uint8Array; // streams of bytes give nothing else
      this.size += piece.byteLength;
      if (this.size > maxBytes) throw tooLarge(maxBytes);
      this.hash.update(piece);
      yield piece;
    }
    signal?.throwIfAborted();
  }

  /**
   * Says what passed; called once, after the last piece.
   *
   * @throws ProtocolError `INVALID_ARGUMENT` when another content was announced
   */
  end(): StoredBytes {
    const sha256 = this.hash.digest('hex');
    const announced = this.options.sha256;
    if (announced !== undefined && announced !== sha256) {
      throw new ProtocolError('INVALID_ARGUMENT', `The bytes are not those of SHA-256 ${announced}`, {
        hint: 'They were damaged on the way, or the wrong sum was announced. Send them again.',
        details: { sha256 },
      });
    }
    return { sha256, size: this.size };
  }
}

/** The refusal of more bytes than there may be. */
export const tooLarge = (maxBytes: number): ProtocolError =>
  new ProtocolError('TOO_LARGE', `There are more than ${String(maxBytes)} bytes`, {
    details: { max_bytes: maxBytes },
  });
