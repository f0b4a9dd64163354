import type { GraphProblem } from '../graph-problem.js';
import type { PlannedGraph, PlannedHandle, PlannedNode } from '../plan/planned-graph.js';
import { encloses } from '../plan/scope.js';
import { describeNode } from '../resolved-graph.js';

/** Findings about graph nodes that read whole iterations, loops among them: what leads into them from the wrong iteration. */
export const findLoopProblems = ({ nodes }: PlannedGraph): GraphProblem[] =>
  nodes.flatMap((node) => {
    const { behaviour } = node.nodeType;
    if (behaviour.kind !== 'consume') return [];
    const { feedback } = behaviour.consumption;
    return [
      ...node.handles.filter((handle) => handle.streamDepth === null).flatMap((handle) => changing(node, handle)),
      ...node.feedback.flatMap((handle) => misled(node, handle)),
      ...feedback.slice(0, 1).flatMap((name) => unclosed(node, name)),
    ];
  });

const problem = ({ graphNode }: PlannedNode, handle: string, text: string): GraphProblem => ({
  code: 'LOOP',
  severity: 'error',
  node_id: graphNode.id,
  handle,
  message: `${describeNode(graphNode)}: ${text}`,
});

const changing = (node: PlannedNode, { name, scope }: PlannedHandle): GraphProblem[] => {
  const streams = node.handles.filter(({ streamDepth }) => streamDepth !== null);
  const isHeld = streams.every((stream) => encloses(scope, stream.scope));
  const text = `property '${name}' changes inside of the iteration that this graph node reads; lead a value from outside into it.`;
  return isHeld ? [] : [problem(node, name, text)];
};

/** One value for each lap: not one from outside, not several, not what remains when the loop is over. */
const misled = (node: PlannedNode, { name, scope, edges }: PlannedHandle): GraphProblem[] => {
  const loop = [...node.join.scope, node.graphNode.id];
  const isRight = edges.length > 0 && scope.length === loop.length && encloses(loop, scope);
  const text = `property '${name}' takes exactly one value of each lap, made from this graph node's own outputs; what leads into it now is from ${scope.length > loop.length ? 'a further iteration inside of the lap: gather its items first' : 'outside of the lap'}.`;
  return isRight ? [] : [problem(node, name, text)];
};

const unclosed = (node: PlannedNode, name: string): GraphProblem[] =>
  node.feedback.some((handle) => handle.name === name)
    ? []
    : [problem(node, name, `connect the end of the loop's body to property '${name}'.`)];
