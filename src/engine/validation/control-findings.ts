import { groupBy } from '../../common/group-by.js';
import { CONTROL_OUTPUT } from '../control/control-event.js';
import type { GraphEdge } from '../graph.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { GraphProblem } from '../graph-problem.js';
import type { PlannedGraph, PlannedHandle, PlannedNode } from '../plan/planned-graph.js';
import type { ResolvedGraph } from '../resolved-graph.js';
import { describeNode } from '../resolved-graph.js';

/** Findings about control edges that lead somewhere: wrong handles, doubled ones, and sources that can't give orders. */
export const findControlProblems = (graph: ResolvedGraph): GraphProblem[] => {
  const edges = graph.edges.filter(({ isControl }) => isControl);
  const pairs = groupBy(edges, ({ source, target }) => `${source}\n${target}`);
  return [
    ...edges.flatMap(wrongHandle),
    ...edges.flatMap((edge) => idleController(graph, edge)),
    ...edges.flatMap((edge) => streamReader(graph, edge)),
    ...[...pairs.values()].flatMap(([, ...more]) => more.map(doubledEdge)),
  ];
};

/** Says where a controlled graph node reads an iteration that its orders don't come from, and where a controller's failure isn't caught. */
export const findPlanProblems = ({ nodes }: PlannedGraph): GraphProblem[] => [
  ...nodes.flatMap((node) =>
    node.handles.filter(({ isFolded }) => isFolded).map((handle) => foldedInput(node, handle)),
  ),
  ...nodes.filter(({ orders }) => orders.length > 0).flatMap((node) => uncaughtController(node, nodes)),
];

const wrongHandle = (edge: GraphEdge): GraphProblem[] =>
  edge.targetHandle === CONTROL_HANDLE
    ? []
    : [fault(edge, `Control edge ${edge.id} must use '${CONTROL_HANDLE}' as targetHandle, got '${edge.targetHandle}'`)];

/** A pure type does nothing besides giving its outputs, so an order could only be one of these. */
const idleController = ({ nodes }: ResolvedGraph, edge: GraphEdge): GraphProblem[] => {
  const source = nodes.get(edge.source);
  if (!source || !source.nodeType.isPure || Object.hasOwn(source.outputs, CONTROL_OUTPUT)) return [];
  return [
    fault(
      edge,
      `Control edge ${edge.id}: ${describeNode(source.graphNode)} can not control others, its type has no output '${CONTROL_OUTPUT}'. Connect an agent, or lead a data edge into a property.`,
    ),
  ];
};

/** Such a type reads its iterations at its own pace, in one firing: an order has no place in that. */
const streamReader = ({ nodes }: ResolvedGraph, edge: GraphEdge): GraphProblem[] => {
  const target = nodes.get(edge.target);
  if (target?.nodeType.behaviour.kind !== 'consume') return [];
  return [
    fault(
      edge,
      `Control edge ${edge.id}: ${describeNode(target.graphNode)} can not be controlled, because it reads whole iterations by itself. Control a graph node before or after it.`,
    ),
  ];
};

const doubledEdge = (edge: GraphEdge): GraphProblem =>
  fault(edge, `Control edge ${edge.id} doubles another one from ${edge.source} to ${edge.target}: remove one of them.`);

const fault = (edge: GraphEdge, message: string): GraphProblem => ({
  code: 'CONTROL_EDGE',
  severity: 'error',
  edge_id: edge.id,
  node_id: edge.target,
  message,
});

/** What it ordered before it failed can't be taken back, so nobody goes on as if it had not run. */
const uncaughtController = ({ graphNode, outputs }: PlannedNode, nodes: PlannedGraph['nodes']): GraphProblem[] => {
  const edges = outputs.flatMap((output) => output.edges);
  const isAwaited = edges.some(({ target, edge }) => {
    const reader = nodes[target];
    return reader !== undefined && (reader.isGuarded || reader.nodeType.catches === edge.targetHandle);
  });
  if (!isAwaited) return [];
  const message = `${describeNode(graphNode)} controls others: when it fails, the run fails, although a graph node after it takes failures.`;
  return [{ code: 'CONTROL_EDGE', severity: 'warning', node_id: graphNode.id, message }];
};

const foldedInput = ({ graphNode }: PlannedNode, { name }: PlannedHandle): GraphProblem => ({
  code: 'CONTROL_EDGE',
  severity: 'warning',
  node_id: graphNode.id,
  handle: name,
  message: `${describeNode(graphNode)} fires when its controller says so: of the values that come one by one to '${name}', it takes the last. Collect them into a list to have all.`,
});
