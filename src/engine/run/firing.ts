import { Failure } from '../failure.js';
import type { Inputs, Outputs, ProcessResult } from '../node-type.js';
import type { ActorParts } from './actor-parts.js';
import { Consumer } from './consumer.js';
import type { Settling } from './settling.js';

/** What firings tell of themselves. */
export interface FiringOwner {
  /** A firing begins to work on these values. */
  started(inputs: Inputs): void;
  /** A firing's values, before they travel on. */
  emitted(outputs: Outputs): void;
  /** A firing failed in the interrupted run, and what comes after it went on with that. */
  passFailure(failure: Failure): void;
  /** What a firing that reads streams waits for hasn't arrived yet. */
  starved(): void;
}

type Stream = Generator<Outputs, void, void> | AsyncGenerator<Outputs, void, void>;

/** The firings of a graph node: each is recalled or done, and what it gives is noted and sent. */
export class Firing {
  count = 0;
  /** Number of the current firing within its graph node, the same in every run. */
  number = 0;
  lastOutputs: Outputs = {};
  /** What gives the items of the current firing, or null. */
  stream: Stream | null = null;
  /** What reads streams in the current firing, or null. */
  consumer: Consumer | null = null;
  /** True from the beginning of a firing until its outputs are there. */
  private isOpen = false;
  /** What a type with a memory remembers of the current iteration. */
  private scanned: { readonly state: unknown } | null = null;

  constructor(
    private readonly parts: ActorParts,
    private readonly settling: Settling,
    private readonly owner: FiringOwner,
  ) {}

  /** Fires with these values; for the types that don't fold. */
  fire(inputs: Inputs): void {
    this.begin(inputs, () => this.work(inputs));
  }

  /** Opens a firing: with what it gave in an interrupted run, or by doing it. */
  begin(inputs: Inputs, work: () => void): void {
    const { control, memory } = this.parts;
    this.number = control ? control.orders.firing : this.count;
    this.count += 1;
    this.isOpen = true;
    const recalled = memory?.recall(this.number) ?? null;
    if (recalled) this.repeat(recalled);
    else if (memory) this.beginNoted(inputs, work);
    else this.start(inputs, work);
  }

  /** Takes the next item of the current firing. */
  pull(stream: Stream): void {
    const { attempts } = this.parts;
    const item = attempts && !this.consumer ? attempts.limit(() => stream.next()) : stream.next();
    this.settling.whenSettled(item, ({ done, value }) => {
      if (done) this.endStream();
      else this.forwardItem(value);
    });
  }

  endStream(): void {
    const { outputs, control } = this.parts;
    this.drop();
    this.isOpen = false;
    outputs.endStream();
    control?.orders.answer(this.lastOutputs);
  }

  /** Notes and sends what a firing gave. */
  forward(result: ProcessResult): void {
    const given = result ?? {};
    this.parts.memory?.settled(this.number, this.parts.outputs.noted(given));
    this.pass(given);
  }

  /** Ends the current firing without outputs: what counts in their place is noted. */
  close(instead: Outputs | Failure): void {
    if (this.isOpen) this.parts.memory?.settled(this.number, instead);
    this.isOpen = false;
  }

  /** Forgets the streams of the current firing. */
  drop(): void {
    this.stream = null;
    this.consumer = null;
  }

  /** An iteration is over: what is remembered of one item for the next counts no more. */
  forget(): void {
    this.scanned = null;
  }

  private repeat(recalled: Outputs | Failure): void {
    if (recalled instanceof Failure) this.owner.passFailure(recalled);
    else this.pass(this.parts.outputs.recalled(recalled));
  }

  private beginNoted(inputs: Inputs, work: () => void): void {
    const { memory, context } = this.parts;
    context.resumption = memory?.resumption(this.number) ?? null;
    const start = (): void => {
      if (!context.signal.aborted) this.start(inputs, work);
    };
    const isNoted = memory?.begin(this.number);
    if (isNoted) this.settling.whenSettled(isNoted, start);
    else start();
  }

  private start(inputs: Inputs, work: () => void): void {
    this.owner.started(inputs);
    work();
  }

  private work(inputs: Inputs): void {
    const { node, context, control, feedback } = this.parts;
    const { behaviour } = node.nodeType;
    if (behaviour.kind === 'process') {
      this.attempt(inputs, () => behaviour.process(inputs, context));
    } else if (behaviour.kind === 'scan') {
      const { state } = (this.scanned ??= { state: behaviour.scan.start() });
      this.attempt(inputs, () => behaviour.scan.step(inputs, state, context));
    } else if (behaviour.kind === 'generate') {
      if (control) this.lastOutputs = {};
      this.stream = behaviour.generate(inputs, context);
    } else if (behaviour.kind === 'consume') {
      const onStarved = (): void => this.owner.starved();
      this.consumer = new Consumer(behaviour.consumption, inputs, feedback, context, onStarved);
      this.stream = this.consumer.stream;
    }
  }

  private attempt(inputs: Inputs, work: () => ProcessResult | Promise<ProcessResult>): void {
    const { attempts } = this.parts;
    const result = attempts ? attempts.run(inputs, work) : work();
    this.settling.whenSettled(result, (outputs) => this.forward(outputs));
  }

  private forwardItem(item: Outputs): void {
    const { node, outputs } = this.parts;
    this.lastOutputs = node.outputs.length === 1 ? item : { ...this.lastOutputs, ...item };
    outputs.sendItem(item);
    this.emit(item);
  }

  private pass(outputs: Outputs): void {
    this.isOpen = false;
    this.lastOutputs = outputs;
    this.parts.outputs.send(outputs);
    this.emit(outputs);
    this.parts.control?.orders.answer(outputs);
  }

  private emit(outputs: Outputs): void {
    const lanes = this.parts.control?.lanes;
    if (lanes) lanes.whenInTurn(() => this.owner.emitted(outputs));
    else this.owner.emitted(outputs);
  }
}
