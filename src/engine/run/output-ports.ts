import type { OutputTape, OutputTrack } from '../checkpoint/output-tape.js';
import type { Failure } from '../failure.js';
import type { Outputs } from '../node-type.js';
import type { PlannedOutput } from '../plan/planned-graph.js';
import type { EdgeState } from './edge-state.js';
import type { Token } from './token.js';
import { End, SKIPPED } from './token.js';

interface OutputPort {
  readonly plan: PlannedOutput;
  readonly edges: readonly EdgeState[];
  /** Where what is sent is written down; null when nobody wants it. */
  readonly track: OutputTrack | null;
}

/** Where a graph node's values go. */
export interface Outlet {
  /** True while some reader is so far behind that the writer must wait. */
  readonly areFull: boolean;
  /** Sends the values of a firing. */
  send(outputs: Outputs): void;
  /** Sends one item of a stream; what belongs to `single` outputs waits for its end. */
  sendItem(item: Outputs): void;
  /** Closes the iteration that a stream has opened. */
  endStream(): void;
  /** A step without a firing: whoever reads must know that nothing comes for it. */
  skip(): void;
  /** A step, or the rest of one, that could not be made: whoever reads gets the failure in place of a value. */
  spoil(failure: Failure): void;
  /** Sends the same mark everywhere: `SKIPPED`, `FAILED`, or the end of an iteration. */
  broadcast(token: Token): void;
  /** Sends again what was written down; it counts as carried, but nobody is told. */
  replay(tokens: Readonly<Record<string, readonly Token[]>>): void;
  /** What a checkpoint says of a firing that gave these outputs. */
  noted(outputs: Outputs): Outputs;
  /** The outputs of a firing of which a checkpoint says this. */
  recalled(outputs: Outputs): Outputs;
}

/** The outputs of a graph node while it runs: turns values by name into tokens on the edges that leave it. */
export class OutputPorts implements Outlet {
  private readonly valuePorts: readonly OutputPort[];
  /** Outputs that carry a generator's items, as opposed to its `single` ones. */
  private readonly streamed: readonly OutputPort[];
  /** Values of the `single` outputs, kept until a stream ends. */
  private singles: Record<string, unknown> = {};

  /**
   * @param depth depth of the scope in which the graph node fires
   * @param tape where what is sent is written down
   * @param isResult true when values count also where no edge takes them
   */
  constructor(
    outputs: readonly PlannedOutput[],
    edgesOf: (output: PlannedOutput) => readonly EdgeState[],
    private readonly depth: number,
    tape: OutputTape | null = null,
    isResult = false,
  ) {
    this.valuePorts = outputs.map((plan) => {
      const edges = edgesOf(plan);
      return { plan, edges, track: isResult || edges.length > 0 ? (tape?.track(plan.name) ?? null) : null };
    });
    this.streamed = this.valuePorts.filter(({ plan }) => plan.kind !== 'single');
  }

  get areFull(): boolean {
    for (const { edges } of this.valuePorts) for (const edge of edges) if (edge.isFull) return true;
    return false;
  }

  /** @throws TypeError naming an output that the graph node doesn't have */
  send(outputs: Outputs): void {
    this.check(outputs);
    for (const port of this.valuePorts) sendTo(port, outputs[port.plan.name]);
  }

  /** @throws TypeError naming an output that the graph node doesn't have */
  sendItem(item: Outputs): void {
    this.check(item);
    let hasStreamed = false;
    for (const name in item) {
      if (item[name] === undefined) continue;
      if (this.streamed.some(({ plan }) => plan.name === name)) hasStreamed = true;
      else this.singles[name] = item[name];
    }
    if (!hasStreamed) return;
    for (const port of this.streamed) sendTo(port, item[port.plan.name]);
  }

  endStream(): void {
    for (const port of this.valuePorts) {
      if (port.plan.kind === 'single') sendTo(port, this.singles[port.plan.name]);
      else mark(port, End.of(this.depth + 1, false));
    }
    this.singles = {};
  }

  skip(): void {
    for (const port of this.valuePorts)
      mark(port, port.plan.kind === 'iteration' ? End.of(this.depth + 1, true) : SKIPPED);
  }

  spoil(failure: Failure): void {
    for (const port of this.valuePorts) {
      mark(port, failure);
      if (port.plan.kind === 'iteration') mark(port, End.of(this.depth + 1, false));
    }
    this.singles = {};
  }

  broadcast(token: Token): void {
    for (const port of this.valuePorts) mark(port, token);
  }

  replay(tokens: Readonly<Record<string, readonly Token[]>>): void {
    for (const { plan, edges } of this.valuePorts) {
      for (const edge of edges) edge.restore(tokens[plan.name] ?? []);
    }
  }

  noted(outputs: Outputs): Outputs {
    return outputs;
  }

  recalled(outputs: Outputs): Outputs {
    return outputs;
  }

  protected check(outputs: Outputs): void {
    for (const name in outputs) {
      if (!this.valuePorts.some(({ plan }) => plan.name === name))
        throw new TypeError(`tried to emit to unknown output '${name}'`);
    }
  }
}

const mark = ({ edges, track }: OutputPort, token: Token): void => {
  track?.add(token);
  for (const edge of edges) edge.push(token);
};

const sendTo = ({ edges, track }: OutputPort, value: unknown): void => {
  track?.add(value === undefined ? SKIPPED : value);
  for (const edge of edges) {
    if (value === undefined) edge.push(SKIPPED);
    else edge.pushValue(value);
  }
};
