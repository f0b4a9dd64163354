import { groupBy } from '../common/group-by.js';
import type { GraphEdge } from './graph.js';
import type { ResolvedGraph } from './resolved-graph.js';

/** Tells whether an edge leads back into a loop: such edges have no part in the order of a graph. */
export const isFeedback = ({ target, targetHandle, isControl }: GraphEdge, nodes: ResolvedGraph['nodes']): boolean => {
  const behaviour = nodes.get(target)?.nodeType.behaviour;
  return !isControl && behaviour?.kind === 'consume' && behaviour.consumption.feedback.includes(targetHandle);
};

/**
 * Orders graph nodes so that each comes after all that it depends on.
 *
 * @returns the order, and the ids of graph nodes on or behind a cycle, which have no place in it
 */
export const topologicalOrder = (
  ids: Iterable<string>,
  edges: readonly GraphEdge[],
): { readonly order: readonly string[]; readonly cyclic: readonly string[] } => {
  const waiting = new Map([...ids].map((id) => [id, 0]));
  const outgoing = groupBy(edges, ({ source }) => source);
  for (const { target } of edges) waiting.set(target, (waiting.get(target) ?? 0) + 1);
  const order = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of order) {
    for (const { target } of outgoing.get(id) ?? []) {
      const count = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, count);
      if (count === 0) order.push(target);
    }
  }
  return { order, cyclic: [...waiting].filter(([, count]) => count > 0).map(([id]) => id) };
};
