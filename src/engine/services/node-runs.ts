import type { WorkflowName } from '../inner/nesting.js';
import type { Property } from '../property.js';

/** Values by output name. */
type Outputs = Readonly<Record<string, unknown>>;

/** What a graph node may know of a node type. */
export interface NodeTypeView {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly exposeAsTool: boolean;
}

/** A graph node that waits for orders of this one, along a control edge. */
export interface ControlledNode {
  readonly id: string;
  /** Name for readers: the author's title, else the type's. */
  readonly title: string;
  readonly nodeType: NodeTypeView;
  /** Values of its properties where no edge leads. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What may be said of a graph that runs inside of a firing. */
export interface InnerRunOptions {
  /** The stored workflow that the graph belongs to: it is refused inside of itself. */
  readonly workflow?: WorkflowName;
  /** Told every value of an output as soon as it is there. */
  readonly onOutput?: (name: string, value: unknown) => void;
}

/** Work that a firing has done by other graph nodes, node types and graphs, and ends with it. */
export interface NodeRuns {
  /** The graph nodes that this one controls, in the order of the graph. */
  readonly controlled: readonly ControlledNode[];
  /**
   * Fires a controlled graph node once: `properties` count for this firing, before what its edges bring.
   *
   * @returns the firing's outputs, which also travel along the graph node's own edges
   * @throws Error when there is no such graph node, a property isn't its own, or the firing fails: the graph node then goes
   *   on, and what the failure means is left to this one
   */
  control(nodeId: string, properties: Readonly<Record<string, unknown>>): Promise<Outputs>;
  /** All node types, ordered by type string. */
  nodeTypes(): readonly NodeTypeView[];
  /**
   * Runs one node type alone with these values of its properties, as a tool.
   *
   * @returns last value per output
   * @throws Error when the type is unknown, a value doesn't fit, or it fails
   */
  runNode(type: string, properties: Readonly<Record<string, unknown>>): Promise<Outputs>;
  /**
   * Runs a graph with values for its inputs; its log lines become lines of this graph node.
   *
   * @returns every value per output name
   * @throws Error when the graph is refused or fails, or calls itself by way of others
   */
  runGraph(
    graph: unknown,
    params: Readonly<Record<string, unknown>>,
    options?: InnerRunOptions,
  ): Promise<Readonly<Record<string, readonly unknown[]>>>;
}
