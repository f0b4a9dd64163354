import { readGraph } from '../../engine/graph.js';

const ANNOTATIONS = new Set([
  'nodetool.workflows.base_node.Comment',
  'nodetool.workflows.base_node.Group',
  'nodetool.workflows.base_node.Preview',
]);

/**
 * Lists the node types that a machine must know to run a graph: those of its graph nodes, without the ones that only
 * annotate or are routed through.
 */
export const requiredNodeTypes = (graph: unknown): readonly string[] => {
  const types = readGraph(graph)
    .graph.nodes.filter((node) => !node.isBypassed && !ANNOTATIONS.has(node.type))
    .map(({ type }) => type);
  return [...new Set(types)].sort();
};
