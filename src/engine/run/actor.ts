import { assertNever } from '../../common/assert-never.js';
import type { NodeMemory } from '../checkpoint/node-memory.js';
import { SuspensionRequest } from '../checkpoint/suspension.js';
import type { LaneOutputs } from '../control/lane-outputs.js';
import type { OrderSource } from '../control/order-source.js';
import { Failure } from '../failure.js';
import type { Inputs, Outputs, ProcessResult } from '../node-type.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';
import type { ActorContext } from './actor-context.js';
import { Consumer } from './consumer.js';
import type { FeedbackHandle } from './feedback-handle.js';
import type { FiringAttempts } from './firing-attempts.js';
import { firingInputs } from './firing-inputs.js';
import type { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import { JoinEvent } from './join.js';
import type { Outlet } from './output-ports.js';
import type { End, Token } from './token.js';
import { FAILED, SKIPPED } from './token.js';

/** What an actor tells the run about itself. */
export interface ActorHost {
  /** The actor wants to go on as soon as possible. */
  schedule(actor: Actor): void;
  /** Work that isn't finished yet has begun, or has ended. */
  setBusy(actor: Actor, isBusy: boolean): void;
  /** A firing that reads its streams by itself has begun to do so, or pauses. */
  setReading(actor: Actor, isReading: boolean): void;
  /** What a reading firing waits for hasn't arrived yet. */
  starved(): void;
  started(actor: Actor, inputs: Inputs): void;
  /** A firing's values, before they travel on. */
  emitted(actor: Actor, outputs: Outputs): void;
  finished(actor: Actor): void;
  failed(actor: Actor, error: unknown): void;
  /** A firing has failed, and a graph node after it goes on with that. */
  caught(actor: Actor, error: unknown): Failure;
  /** A firing waits for something outside: until then the actor does nothing. */
  suspended(actor: Actor, request: SuspensionRequest): void;
}

/** What makes a graph node fire when others say so, along control edges. */
export interface Subordination {
  readonly orders: OrderSource;
  /** Where what comes of the orders of several controllers is put into their order; null for a single one. */
  readonly lanes: LaneOutputs | null;
}

const NOTHING_TO_DO = 'has nothing to do: a value that it needs does not exist';
const CAN_NOT_WAIT_FOR_CALLER =
  'it can not wait for something outside, because its controller waits for what comes of it';
const CAN_NOT_WAIT_INSIDE = 'it can not wait for something outside, because it runs inside of another graph node';
const CAN_NOT_WAIT = 'it can not wait, because this job keeps no checkpoints; set JOB_RECOVERY to resume on its node';

type Stream = Generator<Outputs, void, void> | AsyncGenerator<Outputs, void, void>;

/**
 * A graph node at work. It takes steps while its inputs have tokens and its outputs have room; firings come one after
 * the other, so the order of results never depends on how long a firing takes.
 */
export class Actor {
  /** True while the actor stands in the run's queue. */
  isQueued = false;
  isOver = false;
  /** True when it sent everything that it had to: it didn't fail, and nothing before it did. */
  isWhole = false;
  /** True while a firing waits for something outside of the run. */
  isParked = false;
  /** True while a firing takes time. */
  isBusy = false;
  fireCount = 0;
  /** Number of the current firing within its graph node, the same in every run. */
  firing = 0;
  lastOutputs: Outputs = {};
  private stream: Stream | null = null;
  private reduction: { readonly state: unknown; readonly inputs: Inputs } | null = null;
  /** What a type with a memory remembers of the current iteration. */
  private scanned: { readonly state: unknown } | null = null;
  /** Why the current iteration can't be folded, or null. */
  private spoilt: Failure | null = null;
  private consumer: Consumer | null = null;
  /** True from the beginning of a firing until its outputs are there. */
  private isFiring = false;
  /** True while an iteration that was taken in whole is being finished. */
  private isFolding = false;
  /** Number of the wait that is awaited now; the results of others come too late. */
  private wait = 0;
  /** Why a firing failed, where another graph node went on with that; the first one counts. */
  caughtError: string | null = null;
  private readonly depth: number;

  constructor(
    readonly node: PlannedNode,
    private readonly handles: readonly HandleState[],
    private readonly join: Join,
    private readonly outputs: Outlet,
    private readonly context: ActorContext,
    private readonly host: ActorHost,
    readonly memory: NodeMemory | null = null,
    private readonly control: Subordination | null = null,
    private readonly feedback: readonly FeedbackHandle[] = [],
    private readonly attempts: FiringAttempts | null = null,
  ) {
    this.depth = node.join.scope.length;
  }

  /** True while some reader is so far behind that this actor must wait. */
  get isHeldBack(): boolean {
    // Whoever waits for this graph node may be what its readers wait for.
    return !this.isOver && this.outputs.areFull && !this.control?.orders.isAwaited;
  }

  /** True while it reads streams by itself and waits for what hasn't arrived. */
  get isStarved(): boolean {
    return this.consumer?.isStarved ?? false;
  }

  /** Stands for a graph node that had finished in an interrupted run: sends what that one sent. */
  takeOver(tokens: Readonly<Record<string, readonly Token[]>>): void {
    this.isOver = true;
    this.outputs.replay(tokens);
  }

  /** Takes steps until a token or room is missing, or something takes time. */
  advance(): void {
    try {
      if (this.consumer) this.serve(this.consumer);
      while (!this.isOver && !this.isBusy && !this.isParked && !this.isHeldBack) {
        if (this.stream) this.pull(this.stream);
        else if (!this.step()) return;
      }
    } catch (error) {
      this.fail(error);
      // A failure that is caught or refused ends one step, not the graph node.
      this.host.schedule(this);
    }
  }

  /** Gives up: what comes next from upstream is thrown away, downstream learns that nothing more comes. */
  fail(error: unknown): void {
    if (this.isOver) return;
    if (this.control?.orders.isAnswering) {
      this.refuse(this.control.orders, error);
      return;
    }
    if (this.node.isGuarded && !(error instanceof SuspensionRequest)) return this.spoil(this.host.caught(this, error));
    if (error instanceof SuspensionRequest && this.memory) this.park(error);
    else this.host.failed(this, error instanceof SuspensionRequest ? new Error(this.cannotWait) : error);
    if (this.isParked) return;
    this.stop();
  }

  /** Gives a failed firing back to the controller that waits for it; what it does then is its own affair. */
  private refuse(orders: OrderSource, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const reason = error instanceof SuspensionRequest ? CAN_NOT_WAIT_FOR_CALLER : text;
    this.context.log(`An order of a controller failed: ${reason}`, 'warning');
    const { title, graphNode } = this.node;
    const message = `${describeNode(graphNode)} "${title}" failed: ${reason}`;
    orders.refuse(new Error(message, { cause: error }));
    if (this.isFiring) this.memory?.settled(this.firing, this.outputs.noted({}));
    this.isFiring = false;
    if (this.stream) this.endStream();
    else this.skip();
  }

  private get cannotWait(): string {
    return this.context.isInside ? CAN_NOT_WAIT_INSIDE : CAN_NOT_WAIT;
  }

  /** Gives the failure on in place of what this step would have given, and goes on with the next one. */
  private spoil(failure: Failure): void {
    this.stream = null;
    this.consumer = null;
    if (this.isFiring) this.memory?.settled(this.firing, failure);
    this.isFiring = false;
    this.passFailure(failure);
  }

  /** Something before it failed: whoever waits for this firing is told, else those after it go on with that. */
  private receiveFailure(failure: Failure): void {
    if (this.control?.orders.isAnswering) this.refuse(this.control.orders, new Error(failure.message));
    else this.passFailure(failure);
  }

  private passFailure(failure: Failure): void {
    if (this.node.nodeType.behaviour.kind !== 'reduce' || this.isFolding) {
      this.isFolding = false;
      this.outputs.spoil(failure);
      return;
    }
    this.spoilt ??= failure;
    if (this.depth === 0) this.reduce(false);
  }

  private park(request: SuspensionRequest): void {
    this.isParked = true;
    this.host.suspended(this, request);
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
      case JoinEvent.spoilt:
        if (this.join.failure) this.receiveFailure(this.join.failure);
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
    if (this.hasNothingToDo(inputs)) this.skip();
    else if (this.reduction) this.work(inputs);
    else this.begin(inputs, () => this.work(inputs));
  }

  /** Opens a firing: with what it gave in an interrupted run, or by doing it. */
  private begin(inputs: Inputs, work: () => void): void {
    const firing = this.control ? this.control.orders.firing : this.fireCount;
    this.firing = firing;
    this.fireCount += 1;
    this.isFiring = true;
    if (!this.memory) {
      this.host.started(this, inputs);
      work();
      return;
    }
    const recalled = this.memory.recall(firing);
    if (recalled) {
      if (recalled instanceof Failure) this.passFailure(recalled);
      else this.pass(this.outputs.recalled(recalled));
      return;
    }
    this.context.resumption = this.memory.resumption(firing);
    const start = (): void => {
      if (this.context.signal.aborted) return;
      this.host.started(this, inputs);
      work();
    };
    const isNoted = this.memory.begin(firing);
    if (isNoted) this.whenSettled(isNoted, start);
    else start();
  }

  private work(inputs: Inputs): void {
    const { behaviour } = this.node.nodeType;
    if (behaviour.kind === 'process') {
      this.settleFiring(inputs, () => behaviour.process(inputs, this.context));
    } else if (behaviour.kind === 'scan') {
      const { state } = (this.scanned ??= { state: behaviour.scan.start() });
      this.settleFiring(inputs, () => behaviour.scan.step(inputs, state, this.context));
    } else if (behaviour.kind === 'generate') {
      if (this.control) this.lastOutputs = {};
      this.stream = behaviour.generate(inputs, this.context);
    } else if (behaviour.kind === 'consume') {
      this.consumer = new Consumer(behaviour.consumption, inputs, this.feedback, this.context, () =>
        this.host.starved(),
      );
      this.stream = this.consumer.stream;
    } else {
      const { handle, start, add } = behaviour.reduction;
      const state = this.reduction ? this.reduction.state : start(inputs);
      this.whenSettled(add(state, inputs[handle], this.context), (next) => this.keep(next, inputs));
    }
  }

  private settleFiring(inputs: Inputs, work: () => ProcessResult | Promise<ProcessResult>): void {
    const result = this.attempts ? this.attempts.run(inputs, work) : work();
    this.whenSettled(result, (outputs) => this.forward(outputs));
  }

  /** An input without a value pushes nothing, and a filter without an edge has nothing to filter. */
  private hasNothingToDo(inputs: Inputs): boolean {
    const { role, streamedInput } = this.node.nodeType;
    if (role === 'input') return (inputs['value'] ?? null) === null;
    return streamedInput !== null && !this.handles.some(({ plan }) => plan.name === streamedInput);
  }

  private keep(state: unknown, inputs: Inputs): void {
    this.reduction = { state, inputs };
    this.control?.orders.answer({});
    if (this.depth === 0) this.reduce(false);
  }

  private skip(): void {
    this.control?.orders.refuse(new Error(`${describeNode(this.node.graphNode)} ${NOTHING_TO_DO}`));
    for (const loop of this.feedback) loop.open();
    if (this.node.nodeType.behaviour.kind !== 'reduce') this.outputs.skip();
    else if (this.depth === 0) this.reduce(false);
  }

  private close(end: End): void {
    if (end.depth <= this.depth) this.scanned = null;
    if (this.node.nodeType.behaviour.kind === 'reduce' && end.depth === this.depth) this.reduce(end.isSkipped);
    else this.outputs.broadcast(end);
  }

  private reduce(isSkipped: boolean): void {
    const { behaviour } = this.node.nodeType;
    if (behaviour.kind !== 'reduce') return;
    const { spoilt } = this;
    this.spoilt = null;
    if (isSkipped || spoilt) {
      this.reduction = null;
      this.outputs.broadcast(spoilt ?? SKIPPED);
      return;
    }
    // An iteration without items is folded too, from the graph node's own values.
    const { finish, start } = behaviour.reduction;
    const close = (state: unknown, inputs: Inputs): void => {
      this.isFolding = true;
      this.whenSettled(finish(state, inputs, this.context), (result) => this.forward(result));
    };
    const { reduction } = this;
    const { inputs } = this.node;
    this.reduction = null;
    if (reduction) close(reduction.state, reduction.inputs);
    else this.begin(inputs, () => close(start(inputs), inputs));
  }

  private pull(stream: Stream): void {
    const { attempts } = this;
    const item = attempts && !this.consumer ? attempts.limit(() => stream.next()) : stream.next();
    this.whenSettled(item, ({ done, value }) => {
      if (done) this.endStream();
      else this.forwardItem(value);
    });
  }

  private forwardItem(item: Outputs): void {
    this.lastOutputs = this.node.outputs.length === 1 ? item : { ...this.lastOutputs, ...item };
    this.outputs.sendItem(item);
    this.emit(item);
  }

  private endStream(): void {
    this.stream = null;
    this.consumer = null;
    this.isFiring = false;
    this.outputs.endStream();
    this.control?.orders.answer(this.lastOutputs);
  }

  private forward(result: ProcessResult): void {
    const outputs = result ?? {};
    this.memory?.settled(this.firing, this.outputs.noted(outputs));
    this.pass(outputs);
  }

  private pass(outputs: Outputs): void {
    this.isFiring = false;
    this.isFolding = false;
    this.lastOutputs = outputs;
    this.outputs.send(outputs);
    this.emit(outputs);
    this.control?.orders.answer(outputs);
  }

  private emit(outputs: Outputs): void {
    const lanes = this.control?.lanes;
    if (lanes) lanes.whenInTurn(() => this.host.emitted(this, outputs));
    else this.host.emitted(this, outputs);
  }

  private finish(): void {
    this.isOver = true;
    this.isWhole = true;
    this.host.finished(this);
  }

  /** Goes on at once with a plain value, or when a promise is settled. */
  private whenSettled<T>(result: T | Promise<T>, next: (value: T) => void): void {
    if (!(result instanceof Promise)) {
      next(result);
      return;
    }
    this.setBusy(true);
    const wait = (this.wait += 1);
    const settle = async (): Promise<void> => {
      try {
        const value = await result;
        this.resume(wait, () => next(value));
      } catch (error) {
        this.resume(wait, () => this.fail(error));
      }
    };
    void settle();
  }

  private resume(wait: number, action: () => void): void {
    if (wait !== this.wait) return;
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
    if (this.consumer) this.host.setReading(this, isBusy);
    else this.host.setBusy(this, isBusy);
  }

  /** Gives a reading firing what has arrived; when a stream broke off, it ends there. */
  private serve(consumer: Consumer): void {
    if (!consumer.hasFailed) return consumer.serve();
    void consumer.stream.return().catch(() => {});
    this.wait += 1;
    if (this.isBusy) this.setBusy(false);
    this.consumer = null;
    this.stop();
  }
}
