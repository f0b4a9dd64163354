import type { FastifyReply } from 'fastify';

/** Makes a signal that is aborted when a caller goes away before its answer is written. */
export const goneSignal = ({ raw }: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
};
