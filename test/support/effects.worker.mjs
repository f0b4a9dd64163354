/** The engine's thread with one node type more: `test.Note` writes a line to a file, which must not happen twice. */
import { appendFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

import { Catalogue } from '../../dist/engine/catalogue.js';
import { defineNodeType } from '../../dist/engine/node-type.js';
import { bool, str } from '../../dist/engine/property.js';
import { builtinTypes } from '../../dist/nodes/catalogue.js';
import { ThreadRun } from '../../dist/workflow/engine/thread-run.js';

const Note = defineNodeType({
  type: 'test.Note',
  title: 'Note',
  description: 'Writes a line to a file.',
  properties: { path: str(), text: str(), hangs: bool() },
  outputs: { output: 'str' },
  isPure: false,
  process: async ({ path, text, hangs }, context) => {
    appendFileSync(path, `${text}\n`);
    if (hangs) await context.sleep(3_600_000);
    return { output: text };
  },
});

const catalogue = new Catalogue([...builtinTypes, Note]);
let current = null;
parentPort.on('message', (order) => {
  if (order.kind === 'cancel') current?.cancel();
  else if (order.kind === 'committed') current?.committed(order);
  else {
    current = new ThreadRun(order, catalogue, (report) => parentPort.postMessage(report));
    void current.execute();
  }
});
