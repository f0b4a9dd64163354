import { groupBy } from '../../common/group-by.js';
import type { GraphEdge } from '../graph.js';
import type { GraphProblem } from '../graph-problem.js';
import type { ResolvedGraph, ResolvedNode } from '../resolved-graph.js';
import { describeNode, isSilent } from '../resolved-graph.js';

/** Findings about the whole: cycles, missing required inputs, graph nodes that stand alone, results that go nowhere. */
export const findStructureProblems = (graph: ResolvedGraph): GraphProblem[] => {
  const targets = groupBy(graph.edges, ({ target }) => target);
  const sources = new Set(graph.edges.map(({ source }) => source));
  const active = [...graph.nodes.values()].filter(({ nodeType }) => nodeType.role !== 'annotation');
  return [
    ...cycleProblems(graph),
    ...active.flatMap((node) => missingInputs(node, targets.get(node.graphNode.id) ?? [])),
    ...(active.length > 1
      ? active.filter(({ graphNode }) => !sources.has(graphNode.id) && !targets.has(graphNode.id)).map(orphan)
      : []),
    ...active.filter((node) => targets.has(node.graphNode.id) && isResultUnused(node, sources)).map(unusedResult),
  ];
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

const cycleProblems = ({ nodes, edges }: ResolvedGraph): GraphProblem[] => {
  const { cyclic } = topologicalOrder(nodes.keys(), edges);
  if (cyclic.length === 0) return [];
  const cycle = findCycle(new Set(cyclic), edges);
  const isControl = edges.some(
    ({ source, target, isControl }) => isControl && cycle.includes(source) && cycle.includes(target),
  );
  const path = [...cycle, cycle[0]].join(' -> ');
  const types = cycle.map((id) => `${id}: ${nodes.get(id)?.graphNode.type ?? ''}`).join(', ');
  const message = isControl
    ? `Circular control dependency detected: ${path}`
    : `Workflows contain no circular dependencies, but these graph nodes wait for each other: ${path} (${types}). Repeat steps with a Loop instead.`;
  return [{ code: 'CYCLE', severity: 'error', message, ...(cycle[0] !== undefined && { node_id: cycle[0] }) }];
};

/** Walks backwards inside the cyclic part until an id comes again: that stretch is a cycle. It begins as the graph does. */
const findCycle = (cyclic: ReadonlySet<string>, edges: readonly GraphEdge[]): readonly string[] => {
  const incoming = new Map(
    edges.filter(({ source }) => cyclic.has(source)).map(({ source, target }) => [target, source]),
  );
  const walked: string[] = [];
  let current = [...cyclic].find((id) => incoming.has(id));
  while (current !== undefined && !walked.includes(current)) {
    walked.push(current);
    current = incoming.get(current);
  }
  const cycle = current === undefined ? walked : walked.slice(walked.indexOf(current)).toReversed();
  const first = [...cyclic].find((id) => cycle.includes(id)) ?? '';
  const start = Math.max(cycle.indexOf(first), 0);
  return [...cycle.slice(start), ...cycle.slice(0, start)];
};

const missingInputs = ({ graphNode, nodeType }: ResolvedNode, incoming: readonly GraphEdge[]): GraphProblem[] =>
  nodeType.requiredInputs
    .filter((name) => isSilent(graphNode.data[name]) && !incoming.some(({ targetHandle }) => targetHandle === name))
    .map((name) => ({
      code: 'MISSING_INPUT',
      severity: 'error',
      node_id: graphNode.id,
      handle: name,
      message: `${describeNode(graphNode)}: Missing inputs: ${name}; connect it or give it a value.`,
    }));

const orphan = ({ graphNode }: ResolvedNode): GraphProblem => ({
  code: 'ORPHAN',
  severity: 'warning',
  node_id: graphNode.id,
  message: `Orphaned node (not connected): ${graphNode.id} (${graphNode.type})`,
});

const isResultUnused = ({ graphNode, nodeType, outputs }: ResolvedNode, sources: ReadonlySet<string>): boolean =>
  nodeType.role === 'plain' && nodeType.isPure && Object.keys(outputs).length > 0 && !sources.has(graphNode.id);

const unusedResult = ({ graphNode }: ResolvedNode): GraphProblem => ({
  code: 'UNUSED_RESULT',
  severity: 'suggestion',
  node_id: graphNode.id,
  message: `Node '${graphNode.id}' (${graphNode.type}) has no outputs - consider adding Preview or Output node.`,
});
