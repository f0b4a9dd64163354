/** A WebSocket frame, or the HTTP exchange before the first one. */
export interface WirePiece {
  readonly kind: 'head' | 'frame';
  readonly bytes: Buffer;
  /** Opcode of a frame; 0 of a head. */
  readonly opcode: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;

/** Cuts one direction of a connection into its HTTP head and its WebSocket frames. */
export class FrameSplitter {
  private rest: Buffer = Buffer.alloc(0);
  private hasHead = false;

  /** Takes bytes and gives the pieces that are complete with them. */
  push(chunk: Buffer): readonly WirePiece[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const pieces: WirePiece[] = [];
    for (let length = this.nextLength(); length !== null && length <= this.rest.length; length = this.nextLength()) {
      const bytes = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      pieces.push({ kind: this.hasHead ? 'frame' : 'head', bytes, opcode: this.hasHead ? (bytes[0] ?? 0) & 0x0f : 0 });
      this.hasHead = true;
    }
    return pieces;
  }

  private nextLength(): number | null {
    if (this.hasHead) return frameLength(this.rest);
    const end = this.rest.indexOf(HEAD_END);
    return end < 0 ? null : end + HEAD_END.length;
  }
}

const frameLength = (bytes: Buffer): number | null => {
  const second = bytes[1];
  if (second === undefined) return null;
  const maskBytes = second >= 0x80 ? 4 : 0;
  const short = second & 0x7f;
  if (short < LENGTH_IN_2_BYTES) return 2 + maskBytes + short;
  const lengthBytes = short === LENGTH_IN_8_BYTES ? 8 : 2;
  if (bytes.length < 2 + lengthBytes) return null;
  const length = lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : bytes.readUInt16BE(2);
  return 2 + lengthBytes + maskBytes + length;
};
