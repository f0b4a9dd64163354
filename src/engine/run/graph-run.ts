import { decodeOutputs } from '../checkpoint/checkpoint-codec.js';
import type { NodeMemory } from '../checkpoint/node-memory.js';
import type { RunMemory } from '../checkpoint/run-memory.js';
import type { SuspensionRequest, WaitingNode } from '../checkpoint/suspension.js';
import type { ControlRoom } from '../control/control-room.js';
import type { EngineUpdate } from '../engine-update.js';
import { Failure } from '../failure.js';
import type { Inputs, Outputs } from '../node-type.js';
import type { PlannedEdge, PlannedGraph, PlannedNode } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';
import type { Actor } from './actor.js';
import type { RunFloor } from './actor-builder.js';
import { ActorBuilder } from './actor-builder.js';
import type { RunEnvironment } from './actor-context.js';
import type { EdgeState } from './edge-state.js';
import { errorText, failureMessage, MAX_ERROR_LENGTH, nodeUpdate } from './node-update.js';
import { RunResults } from './run-results.js';
import { isValue } from './token.js';

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
  /** What an interrupted run left, and where this one leaves its checkpoints. */
  readonly memory?: RunMemory | undefined;
  /** Takes the next actor out of those that can go on; the default is the one that waits longest. */
  readonly pick?: (queue: Actor[]) => Actor | undefined;
}

/** How a run stops: everything is over or stuck, somebody stopped it, or what is left waits for something outside. */
export type RunEnd = 'ended' | 'cancelled' | 'suspended';

/** Milliseconds of uninterrupted work after which timers and messages get their turn. */
const SLICE_MS = 8;
/** Actor turns between two looks at the clock. */
const TURNS_PER_CLOCK_CHECK = 32;

/** One execution of a planned graph: owns the actors, lets those that can work take turns, and collects results. */
export class GraphRun implements RunFloor {
  readonly results = new RunResults();
  failure: RunFailure | null = null;
  /** Graph nodes that wait for something outside. */
  readonly waiting: WaitingNode[] = [];
  private readonly actors: readonly Actor[];
  private readonly edges: readonly EdgeState[];
  private readonly queue: Actor[] = [];
  private readonly room: ControlRoom;
  private busyCount = 0;
  /** Actors that read streams by themselves at the moment. */
  private readonly reading = new Set<Actor>();
  private isDraining = false;
  /** Turns of actors so far, and the time at which the event loop must turn. */
  private turns = 0;
  private sliceEnd = performance.now() + SLICE_MS;
  private settleWith: (end: RunEnd) => void = () => {};

  constructor(
    graph: PlannedGraph,
    private readonly options: GraphRunOptions,
  ) {
    const builder = new ActorBuilder(graph, options, this.results, this);
    this.edges = builder.edges;
    this.room = builder.room;
    this.actors = graph.nodes.map((node) => builder.build(node));
    for (const actor of this.actors) this.takeOver(actor);
    for (const saved of options.memory?.saved() ?? []) this.results.restoreSaved(saved);
  }

  /** Runs to the end; a cancelled run settles at once, whatever its graph nodes still do. */
  async execute(): Promise<RunEnd> {
    const { signal } = this.options.environment;
    if (signal.aborted) return 'cancelled';
    const ended = new Promise<RunEnd>((resolve) => {
      this.settleWith = resolve;
    });
    const cancel = (): void => {
      this.room.cancel(signal.reason instanceof Error ? signal.reason : new Error('the run was cancelled'));
      this.settleWith('cancelled');
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (this.actors.every(({ isOver }) => isOver)) this.settleWith('ended');
    for (const actor of this.actors) this.schedule(actor);
    const end = await ended;
    signal.removeEventListener('abort', cancel);
    return end;
  }

  wakeNode(index: number): void {
    const actor = this.actors[index];
    if (actor) this.schedule(actor);
  }

  carried({ plan, counter }: EdgeState): void {
    this.emit({ type: 'edge_update', edge_id: plan.edge.id, status: 'message_sent', counter });
  }

  schedule(actor: Actor): void {
    if (actor.isOver) return;
    if (!actor.isQueued) {
      actor.isQueued = true;
      this.queue.push(actor);
    }
    this.wake();
  }

  setBusy(_actor: Actor, isBusy: boolean): void {
    this.busyCount += isBusy ? 1 : -1;
    this.wake();
  }

  started({ node }: Actor, inputs: Inputs): void {
    if (node.nodeType.role === 'input') return;
    this.emit(nodeUpdate(node, 'running', { properties: inputs }));
  }

  emitted({ node }: Actor, outputs: Outputs): void {
    for (const update of this.results.record(node, outputs)) this.emit(update);
  }

  finished({ node, firing, isWhole, hasFailed, memory, caughtError }: Actor): void {
    this.closeInputs(node);
    this.room.close(node, !isWhole);
    for (const { edges } of node.outputs) for (const edge of edges) this.emitDrained(edge);
    for (const edge of node.orders) this.emitDrained(edge);
    if (isWhole && memory) this.keep(node, memory);
    if (firing.count === 0 || hasFailed || node.nodeType.role === 'input') return;
    if (caughtError === null) this.emit(nodeUpdate(node, 'completed', { result: firing.lastOutputs }));
    else this.emit(nodeUpdate(node, 'error', { error: caughtError }));
  }

  failed(actor: Actor, error: unknown): void {
    const { node } = actor;
    actor.hasFailed = true;
    const text = errorText(error);
    const { id, type } = node.graphNode;
    this.failure ??= { message: failureMessage(node, text), node_id: id, node_type: type };
    this.emit(nodeUpdate(node, 'error', { error: text.slice(0, MAX_ERROR_LENGTH) }));
  }

  caught(actor: Actor, error: unknown): Failure {
    const { node } = actor;
    const text = errorText(error);
    actor.caughtError ??= text.slice(0, MAX_ERROR_LENGTH);
    const message = failureMessage(node, text);
    const content = `${message} The run goes on: a graph node after it takes failures.`;
    this.emit({
      type: 'log_update',
      node_id: node.graphNode.id,
      node_name: node.title,
      content,
      severity: 'warning',
    });
    return new Failure(message);
  }

  setReading(actor: Actor, isReading: boolean): void {
    if (isReading) this.reading.add(actor);
    else this.reading.delete(actor);
    this.wake();
  }

  suspended({ node, firing: { number: firing } }: Actor, { message, resumeAfterMs }: SuspensionRequest): void {
    const { id } = node.graphNode;
    this.waiting.push({ nodeId: id, nodeName: node.title, firing, reason: message, resumeAfterMs });
    this.emit(nodeUpdate(node, 'suspended', {}));
  }

  starved(): void {
    this.wake();
  }

  private wake(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    queueMicrotask(() => this.drain());
  }

  /** Begins a slice of work after timers and messages had their turn. */
  private drainLater(): void {
    this.isDraining = true;
    setImmediate(() => {
      this.sliceEnd = performance.now() + SLICE_MS;
      this.drain();
    });
  }

  private drain(): void {
    const pick = this.options.pick ?? takeFirst;
    while (this.workingCount < this.options.maxConcurrent) {
      if (this.options.environment.signal.aborted) return;
      const actor = pick(this.queue);
      if (!actor) break;
      actor.isQueued = false;
      actor.advance();
      // Counted over many short drains too: a chain of promises that settle at once never lets the event loop turn.
      this.turns += 1;
      if (this.turns % TURNS_PER_CLOCK_CHECK === 0 && performance.now() > this.sliceEnd) return this.drainLater();
    }
    this.isDraining = false;
    if (this.queue.length === 0 && this.workingCount === 0) this.settle();
  }

  /** Firings that take time, without those that wait for a graph node that they control. */
  private get workingCount(): number {
    const waiting = this.room.waiting();
    if (waiting.length === 0) return this.busyCount;
    const atWork = waiting.flatMap(({ index }) => this.actors[index] ?? []);
    return this.busyCount - atWork.filter((actor) => actor.isBusy && !this.reading.has(actor)).length;
  }

  /** True when somebody who reads by itself neither waits for a value nor for what comes of an order. */
  private get isReaderAtWork(): boolean {
    const waiting = this.room.waiting();
    return [...this.reading].some(({ isStarved, node }) => !isStarved && !waiting.includes(node));
  }

  /** Nothing moves: either everything is over, or bounded buffers hold each other up and one of them must grow. */
  private settle(): void {
    const isSomebodyAtWork = this.isReaderAtWork;
    // Buffers aren't widened for a reader that waits for tomorrow.
    if (this.waiting.length > 0 && !this.failure && !isSomebodyAtWork) {
      this.settleWith('suspended');
      return;
    }
    if (this.widen(isSomebodyAtWork)) return;
    if (isSomebodyAtWork) return;
    // A controller that waits for several orders at once goes on only when the last of them is refused.
    if (this.room.giveUp()) return this.drainLater();
    // Whoever reads by itself goes on by itself, unless what it reads from waits for something outside.
    if (this.reading.size > 0 && this.waiting.length === 0) return;
    const stuck = this.actors.find(({ isOver, isParked }) => !isOver && !isParked);
    if (stuck) this.failure ??= { message: `${describeNode(stuck.node.graphNode)} waits for a value that never comes` };
    this.settleWith('ended');
  }

  /** Lets the smallest full buffer grow, unless its reader is only slow. */
  private widen(isSomebodyAtWork: boolean): boolean {
    if (isSomebodyAtWork && [...this.reading].every(({ isStarved }) => !isStarved)) return false;
    const full = this.edges.filter(({ isFull, plan }) => isFull && this.actors[plan.source]?.isHeldBack);
    const smallest = full.toSorted((a, b) => a.queue.capacity - b.queue.capacity)[0];
    const writer = smallest && this.actors[smallest.plan.source];
    if (!smallest || !writer) return false;
    smallest.queue.capacity *= 2;
    this.schedule(writer);
    return true;
  }

  /** Puts a graph node that had finished before the interruption back into that state, with its results. */
  private takeOver(actor: Actor): void {
    const { node } = actor;
    const text = this.options.memory?.doneText(node);
    if (text === undefined) return;
    const tokens = decodeOutputs(text);
    this.closeInputs(node);
    this.room.close(node, false);
    actor.takeOver(tokens);
    for (const value of tokens['output'] ?? []) {
      if (isValue(value)) this.results.record(node, { output: value });
    }
  }

  private closeInputs({ handles, feedback }: PlannedNode): void {
    for (const { edges } of handles) for (const edge of edges) this.edges[edge.index]?.close();
    for (const { edges } of feedback) for (const edge of edges) this.edges[edge.index]?.close();
  }

  private keep({ graphNode, title }: PlannedNode, memory: NodeMemory): void {
    memory.finished();
    const { fault } = memory.tape;
    if (fault === null) return;
    const content = `What ${title} gave is ${FAULTS[fault]}: after an interruption it runs again.`;
    this.emit({ type: 'log_update', node_id: graphNode.id, node_name: title, content, severity: 'info' });
  }

  private emitDrained(edge: PlannedEdge): void {
    const counter = this.edges[edge.index]?.counter ?? 0;
    this.emit({ type: 'edge_update', edge_id: edge.edge.id, status: 'drained', counter });
  }

  emit(update: EngineUpdate): void {
    this.options.environment.emit(update);
  }
}

const FAULTS = { size: 'too large to be kept', kind: 'of a kind that can not be kept' } as const;

const takeFirst = (queue: Actor[]): Actor | undefined => queue.shift();
