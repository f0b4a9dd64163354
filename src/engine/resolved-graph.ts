import { admit } from './admission.js';
import type { Catalogue } from './catalogue.js';
import type { Graph, GraphEdge, GraphNode } from './graph.js';
import type { Output } from './behaviour.js';
import { opensIteration } from './behaviour.js';
import type { NodeType } from './node-type.js';
import type { OutputKind } from './output-kind.js';
import type { Property } from './property.js';
import type { TypeMetadata } from './type-metadata.js';

/** A graph node together with its type. */
export interface ResolvedNode {
  readonly graphNode: GraphNode;
  readonly nodeType: NodeType;
  /** Outputs of the type and those that the graph node declares itself. */
  readonly outputs: Readonly<Record<string, Output>>;
}

/** The part of a graph whose node types are known: what validation goes on with and what runs. */
export interface ResolvedGraph {
  readonly nodes: ReadonlyMap<string, ResolvedNode>;
  readonly edges: readonly GraphEdge[];
}

type OutputsByName = Readonly<Record<string, Output>>;

/**
 * Joins graph nodes with their types; unknown types and their edges are left out.
 *
 * @param resultsOf tells the results of a graph that a graph node runs inside; null when it has errors, or nobody asks
 */
export const resolveGraph = (
  graph: Graph,
  catalogue: Catalogue,
  resultsOf: (graph: unknown) => OutputsByName | null = () => null,
): ResolvedGraph => {
  const nodes = new Map<string, ResolvedNode>();
  for (const graphNode of graph.nodes) {
    const nodeType = catalogue.find(graphNode.type);
    if (nodeType && !nodes.has(graphNode.id)) nodes.set(graphNode.id, resolveNode(graphNode, nodeType, resultsOf));
  }
  return { nodes, edges: graph.edges };
};

/** How a graph node is called in messages. */
export const describeNode = ({ id, type }: { readonly id: string; readonly type: string }): string =>
  `Graph node ${id} (${type})`;

/**
 * The values that hold where no edge leads: the author's where they say something, else the type's defaults.
 * As in NodeTool, a stored null, empty list or empty dictionary says nothing.
 */
export const staticInputs = ({ graphNode, nodeType }: ResolvedNode): Record<string, unknown> => {
  const inputs: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(nodeType.properties)) {
    const stored = graphNode.data[name];
    const admission = isSilent(stored) ? null : admitTo(property, stored);
    inputs[name] = admission?.isAdmitted ? admission.value : property.default;
  }
  return inputs;
};

/** Tells whether a stored value leaves the default in place. */
export const isSilent = (stored: unknown): boolean => {
  if (stored === null || stored === undefined) return true;
  if (Array.isArray(stored)) return stored.length === 0;
  return typeof stored === 'object' && Object.keys(stored).length === 0;
};

/** Checks a value against a property, letting everything in where the node type sorts values out itself. */
export const admitTo = (property: Property, value: unknown) =>
  property.isUnchecked ? ({ isAdmitted: true, value } as const) : admit(value, property.type);

/** Type of the values that an input handle takes, or `undefined` for a handle that the graph node doesn't have. */
export const inputTypeOf = ({ nodeType, graphNode }: ResolvedNode, handle: string): TypeMetadata | undefined => {
  const property = nodeType.properties[handle];
  if (property) return property.type;
  return nodeType.isDynamic || Object.hasOwn(graphNode.dynamicProperties, handle) ? { type: 'any' } : undefined;
};

const resolveNode = (
  graphNode: GraphNode,
  nodeType: NodeType,
  resultsOf: (graph: unknown) => OutputsByName | null,
): ResolvedNode => {
  const inner = nodeType.innerGraph?.(graphNode.data) ?? null;
  const results = inner === null ? null : resultsOf(inner);
  return {
    graphNode,
    nodeType,
    outputs: { ...(results ?? declaredOutputs(graphNode, nodeType)), ...nodeType.outputs },
  };
};

/** Outputs that a graph node declares itself; what runs a graph inside gives one value where no stream is declared. */
const declaredOutputs = (
  { dynamicOutputs }: GraphNode,
  { behaviour, innerGraph, dynamicOutputKind }: NodeType,
): OutputsByName => {
  const kindOf = (type: TypeMetadata): OutputKind => {
    if (innerGraph) return Reflect.get(type, 'stream') === true ? 'iteration' : 'single';
    return dynamicOutputKind ?? (opensIteration(behaviour) ? 'iteration' : 'forward');
  };
  return Object.fromEntries(Object.entries(dynamicOutputs).map(([name, type]) => [name, { type, kind: kindOf(type) }]));
};
