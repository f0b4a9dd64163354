import type { PlannedEdge, PlannedNode } from './planned-graph.js';

/**
 * Finds the graph nodes whose failures don't fail the run, because each way onwards from them ends in a graph node that
 * takes failures for values. What goes past such a graph node, into a result or out of the graph, isn't guarded.
 */
export const markGuarded = (nodes: readonly PlannedNode[]): readonly PlannedNode[] => {
  const isGuarded = nodes.map(() => false);
  for (const node of nodes.toReversed()) {
    const edges = node.outputs.flatMap((output) => output.edges);
    const takes = edges.map((edge) => takesFailure(nodes[edge.target], edge, isGuarded));
    const isCaught = takes.some((take) => take === 'caught') && takes.every((take) => take !== 'lost');
    // What a graph node ordered before it failed can't be taken back.
    isGuarded[node.index] = isCaught && node.orders.length === 0;
  }
  return nodes.map((node) => (isGuarded[node.index] ? { ...node, isGuarded: true } : node));
};

/** `shown` stands for a preview: it shows nothing then, and nobody misses a result. */
const takesFailure = (
  target: PlannedNode | undefined,
  { edge }: PlannedEdge,
  isGuarded: readonly boolean[],
): 'caught' | 'shown' | 'lost' => {
  const handle = target?.handles.find(({ name }) => name === edge.targetHandle);
  if (!target || target.join.kind !== 'chain' || handle?.edges.length !== 1) return 'lost';
  if (target.nodeType.catches === handle.name) return 'caught';
  if (target.nodeType.role === 'preview') return 'shown';
  const canPass = target.nodeType.behaviour.kind !== 'consume' && target.nodeType.role === 'plain';
  return canPass && isGuarded[target.index] ? 'caught' : 'lost';
};
