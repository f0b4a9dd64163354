import type { NodeMemory } from '../checkpoint/node-memory.js';
import type { LaneOutputs } from '../control/lane-outputs.js';
import type { OrderSource } from '../control/order-source.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import type { ActorContext } from './actor-context.js';
import type { FeedbackHandle } from './feedback-handle.js';
import type { FiringAttempts } from './firing-attempts.js';
import type { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import type { Outlet } from './output-ports.js';

/** What makes a graph node fire when others say so, along control edges. */
export interface Subordination {
  readonly orders: OrderSource;
  /** Where what comes of the orders of several controllers is put into their order; null for a single one. */
  readonly lanes: LaneOutputs | null;
}

/** What a graph node works with. */
export interface ActorParts {
  readonly node: PlannedNode;
  readonly handles: readonly HandleState[];
  readonly join: Join;
  readonly outputs: Outlet;
  readonly context: ActorContext;
  /** Null where nothing is kept for a later run. */
  readonly memory: NodeMemory | null;
  /** Null for a graph node that nobody controls. */
  readonly control: Subordination | null;
  /** Handles that a loop leads back into. */
  readonly feedback: readonly FeedbackHandle[];
  /** Null where a firing is simply done. */
  readonly attempts: FiringAttempts | null;
}
