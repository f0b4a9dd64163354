import { assertNever } from '../../common/assert-never.js';
import type { Inputs, Outputs, ProcessResult } from '../node-type.js';
import type { PlannedNode, PlannedOutput } from '../plan/planned-graph.js';
import type { ActorContext } from './actor-context.js';
import type { EdgeState } from './edge-state.js';
import { firingInputs } from './firing-inputs.js';
import type { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import { JoinEvent } from './join.js';
import { OutputPorts } from './output-ports.js';
import type { End } from './token.js';
import { FAILED, SKIPPED } from './token.js';

/** What an actor tells the run about itself. */
export interface ActorHost {
  /** The actor wants to go on as soon as possible. */
  schedule(actor: Actor): void;
  /** Work that isn't finished yet has begun, or has ended. */
  setBusy(actor: Actor, isBusy: boolean): void;
  started(actor: Actor, inputs: Inputs): void;
  /** A firing's values, before they travel on. */
  emitted(actor: Actor, outputs: Outputs): void;
  finished(actor: Actor): void;
  failed(actor: Actor, error: unknown): void;
}

type Stream = Generator<Outputs, void, void> | AsyncGenerator<Outputs, void, void>;

/**
 * A graph node at work. It takes steps while its inputs have tokens and its outputs have room; firings come one after
 * the other, so the order of results never depends on how long a firing takes.
 */
export class Actor {
  /** True while the actor stands in the run's queue. */
  isQueued = false;
  isOver = false;
  fireCount = 0;
  lastOutputs: Outputs = {};
  private isBusy = false;
  private stream: Stream | null = null;
  private reduction: { readonly state: unknown; readonly inputs: Inputs } | null = null;
  private readonly outputs: OutputPorts;
  private readonly depth: number;

  constructor(
    readonly node: PlannedNode,
    private readonly handles: readonly HandleState[],
    private readonly join: Join,
    edgesOf: (output: PlannedOutput) => readonly EdgeState[],
    private readonly context: ActorContext,
    private readonly host: ActorHost,
  ) {
    this.depth = node.join.scope.length;
    this.outputs = new OutputPorts(node.outputs, edgesOf, this.depth);
  }

  /** True while some reader is so far behind that this actor must wait. */
  get isHeldBack(): boolean {
    return !this.isOver && this.outputs.areFull;
  }

  /** Takes steps until a token or room is missing, or something takes time. */
  advance(): void {
    try {
      while (!this.isOver && !this.isBusy && !this.isHeldBack) {
        if (this.stream) this.pull(this.stream);
        else if (!this.step()) return;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Gives up: what comes next from upstream is thrown away, downstream learns that nothing more comes. */
  fail(error: unknown): void {
    if (this.isOver) return;
    this.host.failed(this, error);
    this.stop();
  }

  private stop(): void {
    this.isOver = true;
    this.outputs.broadcast(FAILED);
    this.host.finished(this);
  }

  /** @returns false when a token is missing */
  private step(): boolean {
    const event = this.join.poll();
    switch (event) {
      case JoinEvent.wait:
        return false;
      case JoinEvent.fire:
        this.fire();
        return true;
      case JoinEvent.skip:
        this.skip();
        return true;
      case JoinEvent.end:
        this.close(this.join.end);
        return true;
      case JoinEvent.done:
        this.finish();
        return true;
      case JoinEvent.failed:
        this.stop();
        return true;
      default:
        return assertNever(event);
    }
  }

  private fire(): void {
    const { inputs, dynamicInputs } = firingInputs(this.node, this.handles);
    this.context.dynamicInputs = dynamicInputs;
    const { behaviour } = this.node.nodeType;
    if (this.hasNothingToDo(inputs)) {
      this.skip();
      return;
    }
    if (behaviour.kind !== 'reduce' || this.reduction === null) {
      this.fireCount += 1;
      this.host.started(this, inputs);
    }
    if (behaviour.kind === 'process') {
      this.whenSettled(behaviour.process(inputs, this.context), (result) => this.forward(result));
    } else if (behaviour.kind === 'generate') {
      this.stream = behaviour.generate(inputs, this.context);
    } else {
      const { handle, start, add } = behaviour.reduction;
      const state = this.reduction ? this.reduction.state : start(inputs);
      this.whenSettled(add(state, inputs[handle]), (next) => this.keep(next, inputs));
    }
  }

  /** An input without a value pushes nothing, and a filter without an edge has nothing to filter. */
  private hasNothingToDo(inputs: Inputs): boolean {
    const { role, streamedInput } = this.node.nodeType;
    if (role === 'input') return (inputs['value'] ?? null) === null;
    return streamedInput !== null && !this.handles.some(({ plan }) => plan.name === streamedInput);
  }

  private keep(state: unknown, inputs: Inputs): void {
    this.reduction = { state, inputs };
    if (this.depth === 0) this.reduce(false);
  }

  private skip(): void {
    if (this.node.nodeType.behaviour.kind !== 'reduce') this.outputs.skip();
    else if (this.depth === 0) this.reduce(false);
  }

  private close(end: End): void {
    if (this.node.nodeType.behaviour.kind === 'reduce' && end.depth === this.depth) this.reduce(end.isSkipped);
    else this.outputs.broadcast(end);
  }

  private reduce(isSkipped: boolean): void {
    const { behaviour } = this.node.nodeType;
    if (behaviour.kind !== 'reduce') return;
    if (isSkipped) {
      this.outputs.broadcast(SKIPPED);
      return;
    }
    // An iteration without items is folded too, from the graph node's own values.
    const { inputs } = this.reduction ?? { inputs: this.node.inputs };
    if (this.reduction === null) {
      this.fireCount += 1;
      this.host.started(this, inputs);
    }
    const { state } = this.reduction ?? { state: behaviour.reduction.start(inputs) };
    this.reduction = null;
    this.whenSettled(behaviour.reduction.finish(state, inputs, this.context), (result) => this.forward(result));
  }

  private pull(stream: Stream): void {
    this.whenSettled(stream.next(), ({ done, value }) => {
      if (done) this.endStream();
      else this.forwardItem(value);
    });
  }

  private forwardItem(item: Outputs): void {
    this.lastOutputs = this.node.outputs.length === 1 ? item : { ...this.lastOutputs, ...item };
    this.outputs.sendItem(item);
    this.host.emitted(this, item);
  }

  private endStream(): void {
    this.stream = null;
    this.outputs.endStream();
  }

  private forward(result: ProcessResult): void {
    const outputs = result ?? {};
    this.lastOutputs = outputs;
    this.outputs.send(outputs);
    this.host.emitted(this, outputs);
  }

  private finish(): void {
    this.isOver = true;
    this.host.finished(this);
  }

  /** Goes on at once with a plain value, or when a promise is settled. */
  private whenSettled<T>(result: T | Promise<T>, next: (value: T) => void): void {
    if (!(result instanceof Promise)) {
      next(result);
      return;
    }
    this.setBusy(true);
    const settle = async (): Promise<void> => {
      try {
        const value = await result;
        this.resume(() => next(value));
      } catch (error) {
        this.resume(() => this.fail(error));
      }
    };
    void settle();
  }

  private resume(action: () => void): void {
    this.setBusy(false);
    if (this.isOver) return;
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
    this.host.schedule(this);
  }

  private setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.host.setBusy(this, isBusy);
  }
}
