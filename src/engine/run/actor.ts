import { assertNever } from '../../common/assert-never.js';
import type { NodeMemory } from '../checkpoint/node-memory.js';
import { SuspensionRequest } from '../checkpoint/suspension.js';
import type { OrderSource } from '../control/order-source.js';
import type { Failure } from '../failure.js';
import type { Inputs, Outputs } from '../node-type.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';
import type { ActorParts } from './actor-parts.js';
import type { Consumer } from './consumer.js';
import type { FiringOwner } from './firing.js';
import { Firing } from './firing.js';
import { firingInputs } from './firing-inputs.js';
import { Fold } from './fold.js';
import { JoinEvent } from './join.js';
import type { Settled } from './settling.js';
import { Settling } from './settling.js';
import type { End, Token } from './token.js';
import { FAILED } from './token.js';

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

const NOTHING_TO_DO = 'has nothing to do: a value that it needs does not exist';
const CAN_NOT_WAIT_FOR_CALLER =
  'it can not wait for something outside, because its controller waits for what comes of it';
const CAN_NOT_WAIT_INSIDE = 'it can not wait for something outside, because it runs inside of another graph node';
const CAN_NOT_WAIT = 'it can not wait, because this job keeps no checkpoints; set JOB_RECOVERY to resume on its node';

/**
 * A graph node at work. It takes steps while its inputs have tokens and its outputs have room; firings come one after
 * the other, so the order of results never depends on how long a firing takes.
 */
export class Actor implements FiringOwner, Settled {
  /** True while the actor stands in the run's queue. */
  isQueued = false;
  isOver = false;
  /** True when it sent everything that it had to: it didn't fail, and nothing before it did. */
  isWhole = false;
  /** True while a firing waits for something outside of the run. */
  isParked = false;
  /** True while a firing takes time. */
  isBusy = false;
  /** True when a firing failed, and the run with it. */
  hasFailed = false;
  /** Why a firing failed, where another graph node went on with that; the first one counts. */
  caughtError: string | null = null;
  readonly node: PlannedNode;
  readonly memory: NodeMemory | null;
  readonly firing: Firing;
  private readonly settling = new Settling(this);
  /** Null for a type that doesn't fold. */
  private readonly fold: Fold | null;

  constructor(
    private readonly parts: ActorParts,
    private readonly host: ActorHost,
  ) {
    this.node = parts.node;
    this.memory = parts.memory;
    this.firing = new Firing(parts, this.settling, this);
    const { behaviour } = parts.node.nodeType;
    this.fold = behaviour.kind === 'reduce' ? new Fold(behaviour.reduction, parts, this.firing, this.settling) : null;
  }

  /** True while some reader is so far behind that this actor must wait. */
  get isHeldBack(): boolean {
    // Whoever waits for this graph node may be what its readers wait for.
    return !this.isOver && this.parts.outputs.areFull && !this.parts.control?.orders.isAwaited;
  }

  /** True while it reads streams by itself and waits for what hasn't arrived. */
  get isStarved(): boolean {
    return this.firing.consumer?.isStarved ?? false;
  }

  /** Stands for a graph node that had finished in an interrupted run: sends what that one sent. */
  takeOver(tokens: Readonly<Record<string, readonly Token[]>>): void {
    this.isOver = true;
    this.parts.outputs.replay(tokens);
  }

  /** Takes steps until a token or room is missing, or something takes time. */
  advance(): void {
    const { firing } = this;
    try {
      if (firing.consumer) this.serve(firing.consumer);
      while (!this.isOver && !this.isBusy && !this.isParked && !this.isHeldBack) {
        if (firing.stream) firing.pull(firing.stream);
        else if (!this.step()) return;
      }
    } catch (error) {
      this.fail(error);
      // A failure that is caught or refused ends one step, not the graph node.
      this.schedule();
    }
  }

  /** Gives up: what comes next from upstream is thrown away, downstream learns that nothing more comes. */
  fail(error: unknown): void {
    if (this.isOver) return;
    const orders = this.parts.control?.orders;
    if (orders?.isAnswering) return this.refuse(orders, error);
    if (error instanceof SuspensionRequest) {
      if (this.memory) return this.park(error);
      this.host.failed(this, new Error(this.parts.context.isInside ? CAN_NOT_WAIT_INSIDE : CAN_NOT_WAIT));
    } else if (this.node.isGuarded) {
      return this.spoil(this.host.caught(this, error));
    } else {
      this.host.failed(this, error);
    }
    this.stop();
  }

  schedule(): void {
    this.host.schedule(this);
  }

  setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    if (this.firing.consumer) this.host.setReading(this, isBusy);
    else this.host.setBusy(this, isBusy);
  }

  starved(): void {
    this.host.starved();
  }

  started(inputs: Inputs): void {
    this.host.started(this, inputs);
  }

  emitted(outputs: Outputs): void {
    this.host.emitted(this, outputs);
  }

  /** Those that come after it go on with a failure, in place of what this step would have given. */
  passFailure(failure: Failure): void {
    if (!this.fold?.spoil(failure)) this.parts.outputs.spoil(failure);
  }

  /** Gives a failed firing back to the controller that waits for it; what it does then is its own affair. */
  private refuse(orders: OrderSource, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const reason = error instanceof SuspensionRequest ? CAN_NOT_WAIT_FOR_CALLER : text;
    this.parts.context.log(`An order of a controller failed: ${reason}`, 'warning');
    const { title, graphNode } = this.node;
    const message = `${describeNode(graphNode)} "${title}" failed: ${reason}`;
    orders.refuse(new Error(message, { cause: error }));
    this.firing.close(this.parts.outputs.noted({}));
    if (this.firing.stream) this.firing.endStream();
    else this.skip();
  }

  /** Gives the failure on in place of what this step would have given, and goes on with the next one. */
  private spoil(failure: Failure): void {
    this.firing.drop();
    this.firing.close(failure);
    this.passFailure(failure);
  }

  /** Something before it failed: whoever waits for this firing is told, else those after it go on with that. */
  private receiveFailure(failure: Failure): void {
    const orders = this.parts.control?.orders;
    if (orders?.isAnswering) this.refuse(orders, new Error(failure.message));
    else this.passFailure(failure);
  }

  private park(request: SuspensionRequest): void {
    this.isParked = true;
    this.host.suspended(this, request);
  }

  private stop(): void {
    this.isOver = true;
    this.parts.outputs.broadcast(FAILED);
    this.host.finished(this);
  }

  /** @returns false when a token is missing */
  private step(): boolean {
    const { join } = this.parts;
    const event = join.poll();
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
        if (join.failure) this.receiveFailure(join.failure);
        return true;
      case JoinEvent.end:
        this.close(join.end);
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
    const { handles, context } = this.parts;
    const { inputs, dynamicInputs } = firingInputs(this.node, handles);
    context.dynamicInputs = dynamicInputs;
    if (this.hasNothingToDo(inputs)) this.skip();
    else if (this.fold) this.fold.add(inputs);
    else this.firing.fire(inputs);
  }

  /** An input without a value pushes nothing, and a filter without an edge has nothing to filter. */
  private hasNothingToDo(inputs: Inputs): boolean {
    const { role, streamedInput } = this.node.nodeType;
    if (role === 'input') return (inputs['value'] ?? null) === null;
    return streamedInput !== null && !this.parts.handles.some(({ plan }) => plan.name === streamedInput);
  }

  private skip(): void {
    const { control, feedback, outputs } = this.parts;
    control?.orders.refuse(new Error(`${describeNode(this.node.graphNode)} ${NOTHING_TO_DO}`));
    for (const loop of feedback) loop.open();
    if (this.fold) this.fold.skip();
    else outputs.skip();
  }

  private close(end: End): void {
    const depth = this.node.join.scope.length;
    if (end.depth <= depth) this.firing.forget();
    if (this.fold && end.depth === depth) this.fold.close(end.isSkipped);
    else this.parts.outputs.broadcast(end);
  }

  private finish(): void {
    this.isOver = true;
    this.isWhole = true;
    this.host.finished(this);
  }

  /** Gives a reading firing what has arrived; when a stream broke off, it ends there. */
  private serve(consumer: Consumer): void {
    if (!consumer.hasFailed) return consumer.serve();
    void consumer.stream.return().catch(() => {});
    this.settling.giveUp();
    if (this.isBusy) this.setBusy(false);
    this.firing.consumer = null;
    this.stop();
  }
}
