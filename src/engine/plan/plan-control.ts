import { groupBy } from '../../common/group-by.js';
import type { GraphEdge } from '../graph.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { ResolvedNode } from '../resolved-graph.js';
import { staticInputs } from '../resolved-graph.js';
import { spellType } from '../type-metadata.js';
import type { PlannedEdge, PlannedHandle, PlannedNode } from './planned-graph.js';
import type { Scope } from './scope.js';
import { commonScope, encloses } from './scope.js';

/** Scope of the orders on a control edge: an iteration of the controlled graph node, below the controller's firing. */
export const orderScope = ({ nodeType, join }: PlannedNode, { target }: GraphEdge): Scope => {
  const firing = nodeType.behaviour.kind === 'reduce' ? join.scope.slice(0, -1) : join.scope;
  return [...firing, iterationOf(target)];
};

/** Plans where the orders of all controllers meet: in one iteration, below what their firings have in common. */
export const planOrders = (edges: readonly PlannedEdge[]): PlannedHandle => {
  const target = edges[0]?.edge.target ?? '';
  const shared = commonScope(edges.map(({ scope }) => scope.slice(0, -1)));
  return { name: CONTROL_HANDLE, property: null, edges, scope: [...shared, iterationOf(target)], streamDepth: null };
};

/**
 * Adapts the handles of a controlled graph node: each order is a firing, so values wait until one comes. Of an iteration
 * that isn't also the orders', the last value counts.
 */
export const underOrders = (handles: readonly PlannedHandle[]): readonly PlannedHandle[] => {
  const orders = handles.find(({ name }) => name === CONTROL_HANDLE);
  if (!orders) return handles;
  return handles.map((handle) =>
    encloses(handle.scope, orders.scope)
      ? handle
      : { ...handle, scope: commonScope([handle.scope, orders.scope]), isFolded: true },
  );
};

/** What each graph node controls, by its id, as NodeTool tells it to a controller: types and values of every property. */
export const controlContexts = (
  nodes: ReadonlyMap<string, ResolvedNode>,
  edges: readonly GraphEdge[],
): ReadonlyMap<string, unknown> => {
  const bySource = groupBy(
    edges.filter(({ isControl }) => isControl),
    ({ source }) => source,
  );
  return new Map(
    [...bySource].map(([source, orders]) => {
      const targets = orders.flatMap(({ target }) => nodes.get(target) ?? []);
      return [source, Object.fromEntries(targets.map((node) => [node.graphNode.id, contextOf(node)]))];
    }),
  );
};

const contextOf = (node: ResolvedNode): unknown => {
  const { graphNode, nodeType } = node;
  const values = staticInputs(node);
  const properties = Object.entries(nodeType.properties).map(([name, { type, description, default: initial }]) => [
    name,
    { value: values[name], type: spellType(type), description, default: initial },
  ]);
  return { node_id: graphNode.id, node_type: graphNode.type, properties: Object.fromEntries(properties) };
};

const iterationOf = (target: string): string => `${target}!`;
