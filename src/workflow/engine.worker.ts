import { parentPort } from 'node:worker_threads';

import { builtinCatalogue } from '../nodes/catalogue.js';
import type { ThreadOrder, ThreadReport } from './engine/engine-messages.js';
import { ThreadRun } from './engine/thread-run.js';

/** Entry of a thread that runs graphs, one at a time, for the engine pool of the main thread. */
const port = parentPort;
let current: ThreadRun | null = null;

port?.on('message', (order: ThreadOrder) => {
  if (order.kind === 'cancel') return current?.cancel();
  current = new ThreadRun(order, builtinCatalogue, (report: ThreadReport) => port.postMessage(report));
  void current.execute();
});
