import { gunzipSync, gzipSync } from 'node:zlib';

import { isRecord } from '../common/json.js';

/** Encodings of `compressed` messages that this code can read and write, as named in `protocol.encodings`. */
export const COMPRESSIONS: readonly string[] = ['gzip'];

/** Packs the bytes of a frame. The fastest level: frames are compressed on the event loop. */
export const gzipBytes = (bytes: Uint8Array): Buffer => gzipSync(bytes, { level: 1 });

/**
 * Unpacks the bytes of a frame.
 *
 * @returns null when the result would be larger than `maxBytes`
 * @throws Error when the bytes are not gzip
 */
export const gunzipBytes = (bytes: Uint8Array, maxBytes: number): Buffer | null => {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ERR_BUFFER_TOO_LARGE') {
      return null;
    }
    throw error;
  }
};
