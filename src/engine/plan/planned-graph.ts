import type { GraphEdge, GraphNode, SyncMode } from '../graph.js';
import type { NodeType } from '../node-type.js';
import type { OutputKind } from '../output-kind.js';
import type { Property } from '../property.js';
import type { Scope } from './scope.js';

/** An edge with its place in the plan and the iterations that what it carries descends from. */
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
  /** The iterations that a firing's value descends from; for a stream those that the whole stream descends from. */
  readonly scope: Scope;
  /** True when values arrive in a deeper scope, of which only the last one counts. */
  readonly isFolded?: boolean;
  /** Depth of the values' own scope where they come as a stream; null where they come one by one. */
  readonly streamDepth: number | null;
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
  /** Handles that what follows leads back into; they take no part in the join. */
  readonly feedback: readonly PlannedHandle[];
  readonly join: JoinPlan;
  /** True when its failures end in a graph node that takes them for values, whatever way they go. */
  readonly isGuarded: boolean;
  /** Longest time of a firing, for a stream of each of its items; null for no limit. */
  readonly timeoutMs: number | null;
  readonly outputs: readonly PlannedOutput[];
  /** The control edges that leave it, in the graph's order; filled while later graph nodes are planned. */
  readonly orders: PlannedEdge[];
}

/** A graph in the order in which it runs: every graph node stands after those that feed it. */
export interface PlannedGraph {
  readonly nodes: readonly PlannedNode[];
  readonly edges: readonly PlannedEdge[];
}
