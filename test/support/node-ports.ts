import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';

import type { NodeContext } from '../../src/engine/node-context.js';
import type { NodeType } from '../../src/engine/node-type.js';
import type { NodeRuns } from '../../src/engine/services/node-runs.js';
import type { NodeWorkspace } from '../../src/engine/services/node-workspace.js';

/** A workspace in a folder of its own. */
export const openWorkspace = async (): Promise<NodeWorkspace & { close(): Promise<void> }> => {
  const root = await mkdtemp(join(tmpdir(), 'workspace-'));
  return {
    root: () => Promise.resolve(root),
    resolve: (path) => {
      const target = resolve(root, path);
      const isInside = target === root || target.startsWith(`${root}${sep}`);
      return isInside ? Promise.resolve(target) : Promise.reject(new Error(`${path} leads out of the workspace`));
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
};

/** A node type whose firings get these runs, as a graph with control edges and a catalogue would give them. */
export const withRuns = (nodeType: NodeType, runs: Partial<NodeRuns>): NodeType => {
  const { behaviour } = nodeType;
  const add = (context: NodeContext): NodeContext =>
    // What isn't given stays that of the context.
    Object.create(context, { runs: { value: { ...context.runs, ...runs } } }) as NodeContext;
  if (behaviour.kind === 'process') {
    const { process } = behaviour;
    return { ...nodeType, behaviour: { ...behaviour, process: (inputs, context) => process(inputs, add(context)) } };
  }
  if (behaviour.kind !== 'generate') return nodeType;
  const { generate } = behaviour;
  return { ...nodeType, behaviour: { ...behaviour, generate: (inputs, context) => generate(inputs, add(context)) } };
};
