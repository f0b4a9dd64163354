import { groupBy } from '../../common/group-by.js';
import type { GraphEdge } from '../graph.js';
import type { GraphProblem, ProblemCode } from '../graph-problem.js';
import type { ResolvedGraph } from '../resolved-graph.js';
import { describeNode, inputTypeOf } from '../resolved-graph.js';
import { isCompatible } from '../type-compatibility.js';
import type { TypeMetadata } from '../type-metadata.js';
import { spellType } from '../type-metadata.js';
import { findControlProblems } from './control-findings.js';

/** Edges that lead somewhere on both sides, and what is wrong with the others. */
export interface EdgeSorting {
  readonly edges: readonly GraphEdge[];
  readonly problems: readonly GraphProblem[];
}

/**
 * Sets edges aside that name a graph node or handle that isn't there. Published workflows have some, so they are
 * warnings, and the static value of the target counts.
 *
 * @param unknownIds ids of graph nodes whose type is unknown: their edges are part of that finding
 */
export const sortEdges = ({ nodes, edges }: ResolvedGraph, unknownIds: ReadonlySet<string>): EdgeSorting => {
  const problems: GraphProblem[] = [];
  const sound = edges.filter((edge) => {
    if (unknownIds.has(edge.source) || unknownIds.has(edge.target)) return false;
    const text = edge.isControl
      ? missingEnd({ nodes, edges }, edge)
      : (missingEnd({ nodes, edges }, edge) ?? missingHandle({ nodes, edges }, edge));
    if (text) problems.push(text);
    return !text;
  });
  return { edges: sound, problems };
};

/** Findings about edges that lead somewhere: several into one handle, and types that don't fit. */
export const findEdgeProblems = (graph: ResolvedGraph): GraphProblem[] => {
  const dataEdges = graph.edges.filter(({ isControl }) => !isControl);
  const byTarget = groupBy(dataEdges, ({ target, targetHandle }) => `${target}\n${targetHandle}`);
  return [
    ...[...byTarget.values()].flatMap((edges) => (edges.length > 1 ? severalEdges(graph, edges) : [])),
    ...dataEdges.flatMap((edge) => typeMismatch(graph, edge)),
    ...findControlProblems(graph),
  ];
};

const missingEnd = ({ nodes }: ResolvedGraph, edge: GraphEdge): GraphProblem | null => {
  const missing = !nodes.has(edge.source) ? 'source' : !nodes.has(edge.target) ? 'target' : null;
  if (!missing) return null;
  const message = edge.isControl
    ? `Control edge ${edge.id} has invalid ${missing} ${edge[missing]}; it is ignored.`
    : `Edge references non-existent ${missing} node: ${edge[missing]}; edge ${edge.id} is ignored.`;
  return warning('MISSING_NODE', edge, message);
};

const missingHandle = ({ nodes }: ResolvedGraph, edge: GraphEdge): GraphProblem | null => {
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  if (source && !Object.hasOwn(source.outputs, edge.sourceHandle)) {
    const known = Object.keys(source.outputs).join(', ') || 'none';
    const message = `${describeNode(source.graphNode)} has no output '${edge.sourceHandle}' (it has: ${known}); edge ${edge.id} is ignored.`;
    return { ...warning('MISSING_HANDLE', edge, message), node_id: edge.source, handle: edge.sourceHandle };
  }
  if (target && !inputTypeOf(target, edge.targetHandle)) {
    const message = `${describeNode(target.graphNode)} has no input '${edge.targetHandle}'; edge ${edge.id} is ignored.`;
    return { ...warning('MISSING_HANDLE', edge, message), node_id: edge.target, handle: edge.targetHandle };
  }
  return null;
};

const severalEdges = ({ nodes }: ResolvedGraph, edges: readonly GraphEdge[]): GraphProblem[] => {
  const [first] = edges;
  const target = first && nodes.get(first.target);
  const type = target && inputTypeOf(target, first.targetHandle);
  if (!first || !target || !type || type.type === 'list') return [];
  return [
    {
      code: 'MULTIPLE_EDGES',
      severity: 'error',
      node_id: first.target,
      handle: first.targetHandle,
      message: `${describeNode(target.graphNode)}: ${edges.length} edges lead into property '${first.targetHandle}', which takes one ${spellType(type)}. Collect the values into a list first, or remove edges.`,
    },
  ];
};

const typeMismatch = ({ nodes }: ResolvedGraph, edge: GraphEdge): GraphProblem[] => {
  const sourceType = nodes.get(edge.source)?.outputs[edge.sourceHandle]?.type;
  const target = nodes.get(edge.target);
  const targetType = target && inputTypeOf(target, edge.targetHandle);
  if (!sourceType || !targetType || fits(sourceType, targetType)) return [];
  return [
    {
      code: 'TYPE_MISMATCH',
      severity: 'error',
      node_id: edge.target,
      edge_id: edge.id,
      handle: edge.targetHandle,
      message: `${describeNode(target.graphNode)}: Type mismatch for property '${edge.targetHandle}' - ${edge.source}.${edge.sourceHandle} gives ${spellType(sourceType)}, but ${edge.targetHandle} takes ${spellType(targetType)}.`,
    },
  ];
};

const fits = (source: TypeMetadata, target: TypeMetadata): boolean => isCompatible(source, target);

const warning = (code: ProblemCode, edge: GraphEdge, message: string): GraphProblem => ({
  code,
  severity: 'warning',
  edge_id: edge.id,
  message,
});
