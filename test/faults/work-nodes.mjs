/** A package of node types for `NODE_PACKAGES`: `faults.Work` writes each beginning and end of an execution into a journal. */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

import { defineNodeType, int, str } from 'nodetool-gateway/nodes';

const write = (path, entry) => {
  const file = openSync(path, 'a');
  writeSync(file, `${JSON.stringify(entry)}\n`);
  fsyncSync(file);
  closeSync(file);
};

const Work = defineNodeType({
  type: 'faults.Work',
  title: 'Work',
  description: 'Works in numbered steps and keeps a journal of its executions.',
  properties: { journal: str(), tag: str(), steps: int(), step_ms: int(), padding: int() },
  outputs: { output: 'dict' },
  isPure: false,
  isRetrySafe: false,
  process: async ({ journal, tag, steps, step_ms: stepMs, padding }, context) => {
    const work = { tag, execution: randomUUID(), pid: process.pid };
    write(journal, { kind: 'started', ...work });
    for (let step = 1; step <= steps; step += 1) {
      context.log(`step ${step} ${'.'.repeat(padding)}`);
      await context.sleep(stepMs);
    }
    write(journal, { kind: 'ended', ...work });
    return { output: work };
  },
});

export const nodeTypes = [Work];
