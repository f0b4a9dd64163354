import type { EngineUpdate } from '../engine-update.js';
import type { Inputs, Outputs } from '../node-type.js';
import type { PlannedEdge, PlannedGraph, PlannedNode } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';
import { Actor } from './actor.js';
import type { ActorHost } from './actor.js';
import type { RunEnvironment } from './actor-context.js';
import { ActorContext } from './actor-context.js';
import { EdgeState } from './edge-state.js';
import { makeHandle, makeJoin } from './make-join.js';
import { RunResults } from './run-results.js';

/** Why a run failed. */
export interface RunFailure {
  readonly message: string;
  readonly node_id?: string;
  readonly node_type?: string;
}

export interface GraphRunOptions {
  readonly environment: RunEnvironment;
  /** Firings that may be in progress at one time. */
  readonly maxConcurrent: number;
  /** Takes the next actor out of those that can go on; the default is the one that waits longest. */
  readonly pick?: (queue: Actor[]) => Actor | undefined;
}

/** Milliseconds of uninterrupted work after which timers and messages get their turn. */
const SLICE_MS = 8;
/** Actor turns between two looks at the clock. */
const TURNS_PER_CLOCK_CHECK = 32;

/** One execution of a planned graph: owns the actors, lets those that can work take turns, and collects results. */
export class GraphRun implements ActorHost {
  readonly results = new RunResults();
  failure: RunFailure | null = null;
  private readonly actors: Actor[] = [];
  private readonly edges: EdgeState[] = [];
  private readonly queue: Actor[] = [];
  private busyCount = 0;
  private isDraining = false;
  private settleWith: (end: 'ended' | 'cancelled') => void = () => {};

  constructor(
    graph: PlannedGraph,
    private readonly options: GraphRunOptions,
  ) {
    for (const edge of graph.edges) this.edges.push(this.makeEdge(edge));
    for (const node of graph.nodes) this.actors.push(this.makeActor(node));
  }

  /** Runs to the end; a cancelled run settles at once, whatever its graph nodes still do. */
  async execute(): Promise<'ended' | 'cancelled'> {
    const { signal } = this.options.environment;
    if (signal.aborted) return 'cancelled';
    const ended = new Promise<'ended' | 'cancelled'>((resolve) => {
      this.settleWith = resolve;
    });
    const cancel = (): void => this.settleWith('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    if (this.actors.length === 0) this.settleWith('ended');
    for (const actor of this.actors) this.schedule(actor);
    const end = await ended;
    signal.removeEventListener('abort', cancel);
    return end;
  }

  schedule(actor: Actor): void {
    if (actor.isQueued || actor.isOver) return;
    actor.isQueued = true;
    this.queue.push(actor);
    if (!this.isDraining) {
      this.isDraining = true;
      queueMicrotask(() => this.drain());
    }
  }

  setBusy(_actor: Actor, isBusy: boolean): void {
    this.busyCount += isBusy ? 1 : -1;
    if (!this.isDraining) {
      this.isDraining = true;
      queueMicrotask(() => this.drain());
    }
  }

  started({ node }: Actor, inputs: Inputs): void {
    if (node.nodeType.role === 'input') return;
    this.emit(nodeUpdate(node, 'running', { properties: inputs }));
  }

  emitted({ node }: Actor, outputs: Outputs): void {
    for (const update of this.results.record(node, outputs)) this.emit(update);
  }

  finished({ node, fireCount, lastOutputs }: Actor): void {
    for (const { edges } of node.handles) for (const edge of edges) this.edges[edge.index]?.close();
    for (const { edges } of node.outputs) for (const edge of edges) this.emitDrained(edge);
    const hasFailed = this.failure?.node_id === node.graphNode.id;
    if (fireCount === 0 || hasFailed || node.nodeType.role === 'input') return;
    this.emit(nodeUpdate(node, 'completed', { result: lastOutputs }));
  }

  failed({ node }: Actor, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const { id, type } = node.graphNode;
    const message = `${describeNode(node.graphNode)} "${node.title}" failed: ${text}`;
    this.failure ??= { message, node_id: id, node_type: type };
    this.emit(nodeUpdate(node, 'error', { error: text.slice(0, MAX_ERROR_LENGTH) }));
  }

  private drain(): void {
    const until = performance.now() + SLICE_MS;
    const pick = this.options.pick ?? takeFirst;
    let turns = 0;
    while (this.busyCount < this.options.maxConcurrent) {
      if (this.options.environment.signal.aborted) return;
      const actor = pick(this.queue);
      if (!actor) break;
      actor.isQueued = false;
      actor.advance();
      turns += 1;
      if (turns % TURNS_PER_CLOCK_CHECK === 0 && performance.now() > until) {
        setImmediate(() => this.drain());
        return;
      }
    }
    this.isDraining = false;
    if (this.queue.length === 0 && this.busyCount === 0) this.settle();
  }

  /** Nothing moves: either everything is over, or bounded buffers hold each other up and one of them must grow. */
  private settle(): void {
    const full = this.edges.filter(({ isFull, plan }) => isFull && this.actors[plan.source]?.isHeldBack);
    const smallest = full.toSorted((a, b) => a.queue.capacity - b.queue.capacity)[0];
    const writer = smallest && this.actors[smallest.plan.source];
    if (smallest && writer) {
      smallest.queue.capacity *= 2;
      this.schedule(writer);
      return;
    }
    const stuck = this.actors.find(({ isOver }) => !isOver);
    if (stuck) this.failure ??= { message: `${describeNode(stuck.node.graphNode)} waits for a value that never comes` };
    this.settleWith('ended');
  }

  private makeEdge(plan: PlannedEdge): EdgeState {
    const wake = (index: number) => () => {
      const actor = this.actors[index];
      if (actor) this.schedule(actor);
    };
    const report = ({ counter }: EdgeState): void =>
      this.emit({ type: 'edge_update', edge_id: plan.edge.id, status: 'message_sent', counter });
    return new EdgeState(plan, wake(plan.target), report, wake(plan.source));
  }

  private makeActor(node: PlannedNode): Actor {
    const edgeOf = (edge: PlannedEdge): EdgeState => {
      const state = this.edges[edge.index];
      if (!state) throw new RangeError(`edge ${edge.edge.id} is not part of the plan`);
      return state;
    };
    const handles = node.handles.map((handle) => makeHandle(handle, (edge) => edgeOf(edge).queue));
    const join = makeJoin(node.join, new Map(handles.map((handle) => [handle.plan.name, handle])));
    const context = new ActorContext(node, this.options.environment);
    return new Actor(node, handles, join, ({ edges }) => edges.map(edgeOf), context, this);
  }

  private emitDrained(edge: PlannedEdge): void {
    const counter = this.edges[edge.index]?.counter ?? 0;
    this.emit({ type: 'edge_update', edge_id: edge.edge.id, status: 'drained', counter });
  }

  private emit(update: EngineUpdate): void {
    this.options.environment.emit(update);
  }
}

/** Characters of an error text that travel in an update. */
const MAX_ERROR_LENGTH = 1000;

type NodeUpdate = Extract<EngineUpdate, { type: 'node_update' }>;

/** Written out field by field: this is the engine's most frequent object, and spreading would cost as much as a firing. */
const nodeUpdate = (
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

const takeFirst = (queue: Actor[]): Actor | undefined => queue.shift();
