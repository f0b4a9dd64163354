import type { ServerResponse } from 'node:http';

/**
 * Calls back once when nothing of an answer can be written any more: it was, or its connection is gone. An answer that was
 * closed before the call, or whose connection went before its turn came (requests may be sent without waiting for answers),
 * tells nobody by itself.
 */
export const onceClosed = (answer: ServerResponse, act: () => void): void => {
  const { socket } = answer.req;
  if (answer.closed || socket.destroyed) {
    act();
    return;
  }
  const closed = (): void => {
    answer.off('close', closed);
    socket.off('close', closed);
    act();
  };
  answer.once('close', closed);
  socket.once('close', closed);
};
