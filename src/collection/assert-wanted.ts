import { ProtocolError } from '../protocol/protocol-error.js';

/** @throws ProtocolError `CANCELLED` when nobody waits for the answer any more */
export const assertWanted = (signal: AbortSignal): void => {
  if (signal.aborted) throw new ProtocolError('CANCELLED', 'Nobody waits for the answer any more');
};
