import type { EngineUpdate } from '../engine-update.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';

/** Characters of an error text that travel in an update. */
export const MAX_ERROR_LENGTH = 1000;

/** The text of whatever was thrown. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Says in words that a graph node failed. */
export const failureMessage = ({ graphNode, title }: PlannedNode, text: string): string =>
  `${describeNode(graphNode)} "${title}" failed: ${text}`;

type NodeUpdate = Extract<EngineUpdate, { type: 'node_update' }>;

/** Tells of a graph node's state. Written out field by field: this is the engine's most frequent object, and spreading would cost as much as a firing. */
export const nodeUpdate = (
  { graphNode, title }: PlannedNode,
  status: NodeUpdate['status'],
  { properties, result, error }: Pick<NodeUpdate, 'properties' | 'result' | 'error'>,
): NodeUpdate => {
  const { id, type } = graphNode;
  if (properties) return { type: 'node_update', node_id: id, node_name: title, node_type: type, status, properties };
  if (result) return { type: 'node_update', node_id: id, node_name: title, node_type: type, status, result };
  return {
    type: 'node_update',
    node_id: id,
    node_name: title,
    node_type: type,
    status,
    ...(error !== undefined && { error }),
  };
};
