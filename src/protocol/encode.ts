import type { Compressed } from './common-messages.js';
import { gzipBytes } from './compression.js';
import { COMPRESS_FROM_BYTES } from './limits.js';
import type { Message } from './messages.js';
import { packMessage } from './msgpack.js';
import type { Encoding } from './negotiate.js';

/** A message of someone's own: any `type` that the protocol does not know. */
export interface CustomMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * Writes a message as one frame: text for JSON, bytes for MessagePack. Fields that are undefined are left out.
 *
 * @throws TypeError when the message can't be written as JSON (a cycle, a bigint)
 */
export const encodeFrame = (message: Message | CustomMessage | Compressed, encoding: Encoding): string | Buffer =>
  encoding === 'json' ? JSON.stringify(message) : packMessage(message);

/** Size of a frame in bytes. */
export const frameBytes = (frame: string | Buffer): number =>
  typeof frame === 'string' ? Buffer.byteLength(frame) : frame.length;

/**
 * Wraps a large frame in a `compressed` message, when that makes it smaller. Only for peers that named `gzip`.
 *
 * @returns the frame itself when it is small or does not shrink
 */
export const compressFrame = (frame: string | Buffer, encoding: Encoding): string | Buffer => {
  if (frameBytes(frame) < COMPRESS_FROM_BYTES) {
    return frame;
  }
  const packed = gzipBytes(typeof frame === 'string' ? Buffer.from(frame) : frame);
  const data = encoding === 'json' ? packed.toString('base64') : packed;
  const wrapped = encodeFrame({ type: 'compressed', encoding: 'gzip', data }, encoding);
  return frameBytes(wrapped) < frameBytes(frame) ? wrapped : frame;
};
