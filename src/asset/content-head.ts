import { Readable } from 'node:stream';

/** Looks at the first bytes of a content while it passes by. */
export class ContentHead {
  private readonly pieces: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly maxBytes: number) {}

  /** Gives the same bytes on. */
  watch(bytes: Uint8Array | Readable): Uint8Array | Readable {
    if (bytes instanceof Readable) return Readable.from(this.pass(bytes), { objectMode: false });
    this.note(bytes);
    return bytes;
  }

  /** The first bytes, as many as have passed. */
  bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }

  private async *pass(bytes: Readable): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      const piece = chunk as Uint8Array; // streams of bytes give nothing else
      this.note(piece);
      yield piece;
    }
  }

  private note(piece: Uint8Array): void {
    const free = this.maxBytes - this.size;
    if (free <= 0) return;
    // A copy, because a view would keep the whole piece in memory.
    const part = Uint8Array.from(piece.subarray(0, free));
    this.pieces.push(part);
    this.size += part.byteLength;
  }
}
