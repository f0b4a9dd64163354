import { ProtocolError } from '../../protocol/protocol-error.js';
import type { BinaryData } from '../../engine/services/node-models.js';

/** Gives the bytes of binary data. */
export const bytesOf = (data: BinaryData): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data, 'base64') : data;

/** @throws ProtocolError `TOO_LARGE` when all data of a request together are larger than `maxBytes` */
export const assertInputSize = (inputs: readonly BinaryData[], maxBytes: number): void => {
  const byteCount = inputs.reduce(
    (sum, data) => sum + (typeof data === 'string' ? (data.length * 3) / 4 : data.byteLength),
    0,
  );
  if (byteCount <= maxBytes) return;
  const mib = Math.ceil(byteCount / 1_048_576);
  throw new ProtocolError('TOO_LARGE', `The media of this request have ${String(mib)} MiB`, {
    hint: `At most ${String(Math.floor(maxBytes / 1_048_576))} MiB can be sent to a model in one request.`,
  });
};
