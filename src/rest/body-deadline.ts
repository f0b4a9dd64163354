import type { FastifyReply, FastifyRequest } from 'fastify';

import { endWithProblem } from '../network/http-server.js';
import { streamsBody } from './stream-body.js';

/**
 * Breaks off a request whose body doesn't come: one of a route that reads it at once within the time, the upload of a file
 * when nothing moved for so long.
 */
export const boundBody = (request: FastifyRequest, { raw: answer }: FastifyReply, timeoutMs: number): void => {
  const { raw } = request;
  if (!hasBody(request)) return;
  const isUpload = streamsBody(request);
  let seenBytes = raw.socket.bytesRead;
  const timer = setInterval(() => {
    const { bytesRead } = raw.socket;
    if (isUpload && bytesRead > seenBytes) {
      seenBytes = bytesRead;
      return;
    }
    clearInterval(timer);
    endWithProblem(raw.socket, 408, 'DEADLINE_EXCEEDED', `The body did not come within ${String(timeoutMs)} ms.`);
  }, timeoutMs);
  timer.unref();
  const stop = (): void => clearInterval(timer);
  raw.once('end', stop).once('close', stop);
  // An answer that needs no body, such as a refusal, may leave it unread.
  answer.once('finish', stop).once('close', stop);
};

const hasBody = ({ raw: { headers } }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
