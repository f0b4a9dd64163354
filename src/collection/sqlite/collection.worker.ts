import { parentPort, workerData } from 'node:worker_threads';

import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ThreadAnswer, ThreadCall, ThreadFault } from './collection-calls.js';
import type { CollectionWork } from './collection-work.js';
import { openCollections } from './collection-work.js';

/** Entry of the thread that has the file of collections; it answers one call after another. */
const port = parentPort;
let work: CollectionWork | undefined;

port?.on('message', (call: ThreadCall) => {
  port.postMessage(answer(call));
  if (call.name === 'close') port.close();
});

const answer = ({ name, args }: ThreadCall): ThreadAnswer => {
  try {
    // Whoever starts the thread names the file as its data.
    work ??= openCollections(workerData as string);
    // `CollectionThread.call` only lets arguments of this method through.
    const run = work[name] as (...values: readonly unknown[]) => unknown;
    return { result: run(...args) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
};

const faultOf = (error: unknown): ThreadFault => {
  if (error instanceof ProtocolError) {
    const { code, message, hint, problems, details } = error;
    return { code, message, hint, problems, details };
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
};
