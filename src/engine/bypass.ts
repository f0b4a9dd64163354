import type { GraphEdge } from './graph.js';
import type { ResolvedGraph, ResolvedNode } from './resolved-graph.js';
import { inputTypeOf } from './resolved-graph.js';
import { isCompatible } from './type-compatibility.js';

/**
 * Takes bypassed graph nodes out: an edge that left one is led from the first source that fed it a value of a fitting
 * type, through chains of bypassed graph nodes too; an edge without such a source is dropped.
 */
export const routeAroundBypassed = ({ nodes, edges }: ResolvedGraph): ResolvedGraph => {
  const bypassed = [...nodes.values()].filter(({ graphNode }) => graphNode.isBypassed);
  if (bypassed.length === 0) return { nodes, edges };
  const routed = bypassed.reduce((remaining, node) => routeAround(node, nodes, remaining), edges);
  const left = new Map([...nodes].filter(([, { graphNode }]) => !graphNode.isBypassed));
  return { nodes: left, edges: routed };
};

const routeAround = (
  node: ResolvedNode,
  nodes: ReadonlyMap<string, ResolvedNode>,
  edges: readonly GraphEdge[],
): readonly GraphEdge[] => {
  const { id } = node.graphNode;
  const incoming = edges.filter(({ target, isControl }) => target === id && !isControl);
  return edges
    .filter(({ target }) => target !== id)
    .flatMap((edge) => {
      if (edge.source !== id) return [edge];
      if (edge.isControl) return [];
      const feeder = incoming.find((candidate) => fitsInto(candidate, edge, nodes));
      return feeder ? [{ ...edge, source: feeder.source, sourceHandle: feeder.sourceHandle }] : [];
    });
};

const fitsInto = (feeder: GraphEdge, edge: GraphEdge, nodes: ReadonlyMap<string, ResolvedNode>): boolean => {
  const sourceType = nodes.get(feeder.source)?.outputs[feeder.sourceHandle]?.type;
  const target = nodes.get(edge.target);
  const targetType = target && inputTypeOf(target, edge.targetHandle);
  return sourceType !== undefined && targetType !== undefined && isCompatible(sourceType, targetType);
};
