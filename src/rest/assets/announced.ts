import type { IncomingHttpHeaders } from 'node:http';

import { ProtocolError } from '../../protocol/protocol-error.js';

const HEX = /^[0-9a-f]{64}$/i;
/** RFC 9530 puts the sum between colons, the older RFC 3230 doesn't. */
const DIGEST = /(?:^|,)\s*sha-256=:?([A-Za-z0-9+/]{43}=):?\s*(?:,|$)/i;

/**
 * Reads which content a caller announces, out of `x-content-sha256`, `content-digest`, `repr-digest` or `digest`.
 *
 * @returns lower-case hexadecimal SHA-256; undefined when nothing is announced, or only by other algorithms
 * @throws ProtocolError `INVALID_ARGUMENT` for a sum that is none
 */
export const announcedSha256 = (headers: IncomingHttpHeaders): string | undefined => {
  const plain = headers['x-content-sha256'];
  if (typeof plain === 'string') {
    if (HEX.test(plain)) return plain.toLowerCase();
    const message = 'x-content-sha256 must be 64 hexadecimal digits';
    throw new ProtocolError('INVALID_ARGUMENT', message, { problems: [{ field: 'x-content-sha256', message }] });
  }
  const digests = [headers['content-digest'], headers['repr-digest'], headers['digest']];
  const sum = digests
    .map((digest) => (typeof digest === 'string' ? DIGEST.exec(digest)?.[1] : undefined))
    .find(Boolean);
  return sum === undefined ? undefined : Buffer.from(sum, 'base64').toString('hex');
};

/** @throws ProtocolError `TOO_LARGE` before the first byte, when the caller says that there will be too many */
export const assertAnnouncedSize = (headers: IncomingHttpHeaders, maxBytes: number): void => {
  const size = Number(headers['content-length'] ?? 0);
  if (size <= maxBytes + FORM_OVERHEAD_BYTES) return;
  throw new ProtocolError('TOO_LARGE', `The body has ${String(size)} bytes, an asset at most ${String(maxBytes)}`, {
    hint: 'ASSET_MAX_BYTES sets the limit.',
    details: { max_bytes: maxBytes },
  });
};

/** A form is a little larger than the file in it; the file itself is counted exactly while it streams in. */
const FORM_OVERHEAD_BYTES = 65_536;
