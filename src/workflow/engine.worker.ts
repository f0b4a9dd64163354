import { parentPort, workerData } from 'node:worker_threads';

import { openCatalogue } from '../node-registry/open-catalogue.js';
import type { ThreadData, ThreadOrder, ThreadReport } from './engine/engine-messages.js';
import { ThreadRun } from './engine/thread-run.js';

/** Entry of a thread that runs graphs, one at a time, for the engine pool of the main thread. */
const port = parentPort;
// Only `ThreadCarrier` starts this file.
const { nodePackages } = workerData as ThreadData;
/** What the main thread could load, this one can too. */
const catalogue = await openCatalogue(nodePackages);
let current: ThreadRun | null = null;

port?.on('message', (order: ThreadOrder) => {
  if (order.kind === 'cancel') return current?.cancel();
  if (order.kind === 'committed') return current?.committed(order);
  if (order.kind !== 'run') return current?.answer(order);
  current = new ThreadRun(order, catalogue, (report: ThreadReport) => port.postMessage(report));
  void current.execute();
});
