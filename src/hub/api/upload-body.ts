import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { ProtocolError } from '../../protocol/protocol-error.js';

/** A sender that sends nothing for so long is given up. */
const IDLE_MS = 60_000;

/**
 * Hands the body of an upload to `keep`, as long as it moves.
 *
 * @throws ProtocolError `CANCELLED` when the sender went away or stood still, and as `keep` does
 */
export const readBody = async <T>(raw: IncomingMessage, keep: (body: Readable) => Promise<T>): Promise<T> => {
  let isIdle = false;
  const giveUp = (): void => {
    isIdle = true;
    raw.destroy();
  };
  raw.setTimeout(IDLE_MS, giveUp);
  try {
    return await keep(unowned(raw));
  } catch (error) {
    if (!raw.destroyed || raw.complete || error instanceof ProtocolError) throw error;
    const message = isIdle ? 'The upload stood still for too long' : 'The upload was broken off';
    throw new ProtocolError('CANCELLED', message, { cause: error });
  } finally {
    raw.removeListener('timeout', giveUp);
    if (!raw.destroyed) raw.setTimeout(0);
  }
};

/** A reader that stops early must not close the connection on which the refusal has yet to go back. */
const unowned = (body: Readable): Readable =>
  Readable.from(body.iterator({ destroyOnReturn: false }), { objectMode: false });
