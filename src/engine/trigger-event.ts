import { GraphInvalidError } from './graph-problem.js';
import type { Outputs } from './node-type.js';
import type { PlannedGraph, PlannedNode } from './plan/planned-graph.js';

/** What happened outside, for the graph node that waits for it. */
export interface TriggerEvent {
  readonly nodeId: string;
  /** Values by output name; names that aren't outputs are left out. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * A graph in which the trigger of an event emits its payload once, and every other trigger nothing: none of them waits.
 *
 * @throws GraphInvalidError when the graph has no such trigger
 */
export const withTriggerEvent = (graph: PlannedGraph, event: TriggerEvent): PlannedGraph => {
  if (!graph.nodes.some((node) => isTrigger(node) && node.graphNode.id === event.nodeId)) {
    const message = `The event is for the trigger ${event.nodeId}, and the graph has no trigger of that id.`;
    throw new GraphInvalidError([{ code: 'MISSING_TRIGGER', severity: 'error', message, node_id: event.nodeId }]);
  }
  return { ...graph, nodes: graph.nodes.map((node) => (isTrigger(node) ? emitting(node, event) : node)) };
};

const isTrigger = ({ nodeType }: PlannedNode): boolean => nodeType.isTrigger;

const emitting = (node: PlannedNode, { nodeId, payload }: TriggerEvent): PlannedNode => {
  const names = node.outputs.map(({ name }) => name).filter((name) => Object.hasOwn(payload, name));
  const item = Object.fromEntries(names.map((name) => [name, payload[name]]));
  const items: readonly Outputs[] = node.graphNode.id === nodeId ? [item] : [];
  const generate = function* (): Generator<Outputs, void, void> {
    yield* items;
  };
  return { ...node, nodeType: { ...node.nodeType, behaviour: { kind: 'generate', generate } } };
};
