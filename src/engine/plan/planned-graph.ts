import type { GraphEdge, GraphNode, SyncMode } from '../graph.js';
import type { NodeType, OutputKind } from '../node-type.js';
import type { Property } from '../property.js';
import type { Scope } from './scope.js';

/** A data edge with its place in the plan and the iterations that its values descend from. */
export interface PlannedEdge {
  readonly index: number;
  readonly edge: GraphEdge;
  readonly source: number;
  readonly target: number;
  readonly scope: Scope;
}

/** An input handle that at least one edge leads into. */
export interface PlannedHandle {
  readonly name: string;
  /** The declared property, or `null` for a handle that the author added. */
  readonly property: Property | null;
  readonly edges: readonly PlannedEdge[];
  readonly scope: Scope;
}

/** How a graph node's connected handles are brought together into firings. */
export type JoinPlan =
  /** Every handle lies in one line of nested iterations: the deepest ones are paired item by item, the others hold. */
  | { readonly kind: 'chain'; readonly scope: Scope; readonly handles: readonly PlannedHandle[] }
  /** Independent iterations meet: combined as `syncMode` says, in an iteration of the graph node's own. */
  | {
      readonly kind: 'mix';
      readonly scope: Scope;
      readonly sharedDepth: number;
      readonly syncMode: SyncMode;
      readonly groups: readonly JoinPlan[];
    };

export interface PlannedOutput {
  readonly name: string;
  readonly kind: OutputKind;
  readonly type: string;
  /** Filled while later graph nodes are planned. */
  readonly edges: PlannedEdge[];
  readonly scope: Scope;
}

/** A graph node, ready to run. */
export interface PlannedNode {
  readonly index: number;
  readonly graphNode: GraphNode;
  readonly nodeType: NodeType;
  /** Name for readers: the author's title, else the type's. */
  readonly title: string;
  /** Property values where no edge leads. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Values of the author's own handles where no edge leads. */
  readonly dynamicInputs: Readonly<Record<string, unknown>>;
  readonly handles: readonly PlannedHandle[];
  readonly join: JoinPlan;
  readonly outputs: readonly PlannedOutput[];
}

/** A graph in the order in which it runs: every graph node stands after those that feed it. */
export interface PlannedGraph {
  readonly nodes: readonly PlannedNode[];
  readonly edges: readonly PlannedEdge[];
}
