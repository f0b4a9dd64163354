import { fileURLToPath } from 'node:url';

import { edge, vertex } from './graphs.js';

/** The package of node types that use services, for `NODE_PACKAGES`. */
export const SERVICE_NODES = fileURLToPath(new URL('./service-nodes.mjs', import.meta.url));

/** A graph with one graph node for each use of a service; each has an output of its name. */
export const useGraph = (uses: Readonly<Record<string, Readonly<Record<string, unknown>>>>): object => ({
  nodes: Object.entries(uses).flatMap(([name, { of = name, ...args }]) => [
    vertex(name, 'test.Use', { of, with: args }),
    vertex(`${name}_out`, 'nodetool.output.Output', { name }),
  ]),
  edges: Object.keys(uses).map((name) => edge(`${name}.output -> ${name}_out.value`)),
});
