import { isRecord } from '../../common/json.js';
import type { OutputTape, OutputTrack } from '../checkpoint/output-tape.js';
import type { Failure } from '../failure.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { Outputs } from '../node-type.js';
import type { PlannedOutput } from '../plan/planned-graph.js';
import type { EdgeState } from '../run/edge-state.js';
import { OutputPorts } from '../run/output-ports.js';
import type { Token } from '../run/token.js';
import { End, FAILED, SKIPPED } from '../run/token.js';
import type { ControlEvent } from './control-event.js';
import { CONTROL_OUTPUT, readControlOutput, runEvent } from './control-event.js';
import type { OrderLine } from './order-line.js';

/** A control edge that leaves a graph node. */
interface OrderPort {
  readonly target: string;
  readonly line: OrderLine;
  readonly track: OutputTrack | null;
  /** True when something was ordered in the current firing. */
  hasOrdered: boolean;
}

/** What the outputs of every graph node need. */
export interface PortOptions {
  readonly outputs: readonly PlannedOutput[];
  readonly edgesOf: (output: PlannedOutput) => readonly EdgeState[];
  readonly depth: number;
  readonly tape: OutputTape | null;
  readonly isResult: boolean;
}

/**
 * The outputs of a graph node that controls others: besides values, it sends orders. The orders of each firing are an
 * iteration below it, so a firing closes one on every control edge.
 */
export class ControllerOutputs extends OutputPorts {
  private readonly ports: readonly OrderPort[];
  /** What the current firing ordered while it ran, by graph node: part of what it did. */
  private ordered: Record<string, ControlEvent[]> = {};
  private readonly orderDepth: number;

  constructor({ outputs, edgesOf, depth, tape, isResult }: PortOptions, lines: readonly OrderLine[]) {
    super(outputs, edgesOf, depth, tape, isResult);
    this.orderDepth = lines[0]?.edge.plan.scope.length ?? depth + 1;
    this.ports = lines.map((line) => {
      const { target } = line.edge.plan.edge;
      return { target, line, track: tape?.track(trackOf(target)) ?? null, hasOrdered: false };
    });
  }

  override get areFull(): boolean {
    return super.areFull || this.ports.some(({ line }) => line.edge.isFull);
  }

  /**
   * Orders a graph node to fire once.
   *
   * @returns what came of it
   */
  call(target: string, properties: Readonly<Record<string, unknown>>): Promise<Outputs> {
    const port = this.ports.find((candidate) => candidate.target === target);
    if (!port) return Promise.reject(new Error(this.unknownTarget(target)));
    const event = runEvent(properties);
    (this.ordered[target] ??= []).push(event);
    const promise = port.line.call(event);
    order(port, event);
    return promise;
  }

  override send(outputs: Outputs): void {
    this.check(outputs);
    this.tell(outputs[CONTROL_OUTPUT]);
    super.send(outputs);
    this.endFiring();
  }

  override sendItem(item: Outputs): void {
    this.check(item);
    this.tell(item[CONTROL_OUTPUT]);
    super.sendItem(item);
  }

  override endStream(): void {
    super.endStream();
    this.endFiring();
  }

  override skip(): void {
    super.skip();
    this.endFiring(true);
  }

  override spoil(failure: Failure): void {
    super.spoil(failure);
    this.endFiring();
  }

  override broadcast(token: Token): void {
    super.broadcast(token);
    if (token === SKIPPED) this.endFiring(true);
    else for (const port of this.ports) send(port, token);
    if (token === FAILED) this.ordered = {};
  }

  override replay(tokens: Readonly<Record<string, readonly Token[]>>): void {
    super.replay(tokens);
    for (const { target, line } of this.ports) line.edge.restore(tokens[trackOf(target)] ?? []);
  }

  /** Adds to what a firing gave what it ordered meanwhile. */
  override noted(outputs: Outputs): Outputs {
    return Object.keys(this.ordered).length === 0 ? outputs : { ...outputs, [CONTROL_HANDLE]: this.ordered };
  }

  /** Orders again what a firing ordered that isn't repeated; nobody waits for what comes of it. */
  override recalled(outputs: Outputs): Outputs {
    const { [CONTROL_HANDLE]: ordered, ...given } = outputs;
    if (!isRecord(ordered)) return outputs;
    for (const port of this.ports) {
      // Only `noted` writes this list.
      for (const event of (ordered[port.target] ?? []) as readonly ControlEvent[]) order(port, event);
    }
    return given;
  }

  private tell(value: unknown): void {
    const addressed = readControlOutput(value);
    if (!addressed) return;
    const { target, event } = addressed;
    const ports = target === null ? this.ports : this.ports.filter((port) => port.target === target);
    if (target !== null && ports.length === 0) throw new TypeError(this.unknownTarget(target));
    // Each edge has an object of its own: an order is known by it.
    for (const port of ports) order(port, { ...event });
  }

  private endFiring(isSkipped = false): void {
    this.ordered = {};
    for (const port of this.ports) {
      send(port, End.of(this.orderDepth, isSkipped && !port.hasOrdered));
      port.hasOrdered = false;
    }
  }

  private unknownTarget(target: string): string {
    const known = this.ports.map((port) => port.target).join(', ') || 'none';
    return `no control edge leads to a graph node '${target}'; controlled graph nodes: ${known}`;
  }
}

const trackOf = (target: string): string => `${CONTROL_HANDLE} ${target}`;

const order = (port: OrderPort, event: ControlEvent): void => {
  port.hasOrdered = true;
  port.track?.add(event);
  port.line.edge.pushValue(event);
};

const send = ({ line, track }: OrderPort, token: Token): void => {
  track?.add(token);
  line.edge.push(token);
};
