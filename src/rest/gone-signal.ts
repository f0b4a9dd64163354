import type { FastifyReply } from 'fastify';

import { onceClosed } from '../network/once-closed.js';

/** Makes a signal that is aborted when a caller goes away before its answer is written. */
export const goneSignal = ({ raw }: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  onceClosed(raw, () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
};
