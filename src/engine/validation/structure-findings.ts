import { groupBy } from '../../common/group-by.js';
import type { GraphEdge } from '../graph.js';
import type { GraphProblem } from '../graph-problem.js';
import type { ResolvedGraph, ResolvedNode } from '../resolved-graph.js';
import { describeNode, isSilent } from '../resolved-graph.js';
import { isFeedback, topologicalOrder } from '../topology.js';

/** Findings about the whole: cycles, missing required inputs, graph nodes that stand alone, results that go nowhere. */
export const findStructureProblems = (graph: ResolvedGraph): GraphProblem[] => {
  const targets = groupBy(graph.edges, ({ target }) => target);
  const sources = new Set(graph.edges.map(({ source }) => source));
  const active = [...graph.nodes.values()].filter(({ nodeType }) => nodeType.role !== 'annotation');
  return [
    ...cycleProblems(graph),
    ...active
      .filter(({ graphNode }) => !isControlled(targets.get(graphNode.id)))
      .flatMap((node) => missingInputs(node, targets.get(node.graphNode.id) ?? [])),
    ...(active.length > 1
      ? active.filter(({ graphNode }) => !sources.has(graphNode.id) && !targets.has(graphNode.id)).map(orphan)
      : []),
    ...active
      .filter(({ graphNode }) => targets.has(graphNode.id) && !isControlled(targets.get(graphNode.id)))
      .filter((node) => isResultUnused(node, sources))
      .map(unusedResult),
  ];
};

const cycleProblems = ({ nodes, edges }: ResolvedGraph): GraphProblem[] => {
  const forward = edges.filter((edge) => !isFeedback(edge, nodes));
  const { cyclic } = topologicalOrder(nodes.keys(), forward);
  if (cyclic.length === 0) return [];
  const cycle = findCycle(new Set(cyclic), forward);
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

/** Tells whether orders come, which may bring what is missing and take back what came of it. */
const isControlled = (incoming: readonly GraphEdge[] = []): boolean => incoming.some(({ isControl }) => isControl);

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
