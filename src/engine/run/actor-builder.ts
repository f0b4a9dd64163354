import type { RunMemory } from '../checkpoint/run-memory.js';
import { ControlRoom } from '../control/control-room.js';
import { ControlledRuns } from '../control/controlled-runs.js';
import type { EngineUpdate } from '../engine-update.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { PlannedEdge, PlannedGraph, PlannedNode } from '../plan/planned-graph.js';
import type { ActorHost } from './actor.js';
import { Actor } from './actor.js';
import type { RunEnvironment } from './actor-context.js';
import { ActorContext } from './actor-context.js';
import type { EdgeFloor } from './edge-state.js';
import { EdgeState } from './edge-state.js';
import { FiringAttempts } from './firing-attempts.js';
import { HandleState } from './handle-state.js';
import { makeFeedback, makeHandle, makeJoin } from './make-join.js';
import { NO_RUNS } from './no-runs.js';
import type { RunResults } from './run-results.js';
import type { TokenQueue } from './token-queue.js';

/** The run that actors and edges are built for. */
export interface RunFloor extends ActorHost, EdgeFloor {
  emit(update: EngineUpdate): void;
}

/** Builds what stands between the graph nodes of a run, and then its actors, each from its place in the plan. */
export class ActorBuilder {
  readonly edges: readonly EdgeState[];
  readonly room: ControlRoom;

  constructor(
    private readonly graph: PlannedGraph,
    private readonly options: { readonly environment: RunEnvironment; readonly memory?: RunMemory | undefined },
    private readonly results: RunResults,
    private readonly floor: RunFloor,
  ) {
    this.edges = graph.edges.map((plan) => new EdgeState(plan, floor));
    this.room = new ControlRoom((edge) => this.edgeOf(edge));
  }

  build(node: PlannedNode): Actor {
    const { environment } = this.options;
    const bufferOf = (edge: PlannedEdge): TokenQueue => this.edgeOf(edge).queue;
    const memory = this.options.memory?.of(node) ?? null;
    const { outputs, controller, control } = this.room.wire(node, memory?.tape ?? null);
    const handles = node.handles.map((handle) =>
      control && handle.name === CONTROL_HANDLE
        ? new HandleState(handle, control.orders)
        : makeHandle(handle, node.nodeType.catches, bufferOf),
    );
    const feedback = node.feedback.flatMap((handle) => makeFeedback(handle, bufferOf));
    const join = makeJoin(node.join, handles);
    const save = (name: string, value: unknown): void => {
      memory?.saved(name, value);
      this.floor.emit(this.results.save(node, name, value));
    };
    const context = new ActorContext(node, environment, save, (signal) => {
      const caller = { environment, signal, graphNodeId: node.graphNode.id, title: node.title, save };
      const inner = environment.inside?.(caller) ?? NO_RUNS;
      return controller ? new ControlledRuns(this.controlledBy(node), controller, inner, signal) : inner;
    });
    const attempts = FiringAttempts.of(node, context, environment.cache);
    const parts = { node, handles, join, outputs, context, memory, control, feedback, attempts };
    return new Actor(parts, this.floor);
  }

  private controlledBy({ orders }: PlannedNode): readonly PlannedNode[] {
    return orders.flatMap(({ target }) => this.graph.nodes[target] ?? []);
  }

  private edgeOf(edge: PlannedEdge): EdgeState {
    const state = this.edges[edge.index];
    if (!state) throw new RangeError(`edge ${edge.edge.id} is not part of the plan`);
    return state;
  }
}
