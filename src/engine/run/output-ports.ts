import type { Outputs } from '../node-type.js';
import type { PlannedOutput } from '../plan/planned-graph.js';
import type { EdgeState } from './edge-state.js';
import type { Token } from './token.js';
import { End, SKIPPED } from './token.js';

interface OutputPort {
  readonly plan: PlannedOutput;
  readonly edges: readonly EdgeState[];
}

/** The outputs of a graph node while it runs: turns values by name into tokens on the edges that leave it. */
export class OutputPorts {
  private readonly ports: readonly OutputPort[];
  /** Outputs that carry a generator's items, as opposed to its `single` ones. */
  private readonly streamed: readonly OutputPort[];
  private readonly names: ReadonlySet<string>;
  /** Values of the `single` outputs, kept until a stream ends. */
  private singles: Record<string, unknown> = {};

  /** @param depth depth of the scope in which the graph node fires */
  constructor(
    outputs: readonly PlannedOutput[],
    edgesOf: (output: PlannedOutput) => readonly EdgeState[],
    private readonly depth: number,
  ) {
    this.ports = outputs.map((plan) => ({ plan, edges: edgesOf(plan) }));
    this.streamed = this.ports.filter(({ plan }) => plan.kind !== 'single');
    this.names = new Set(outputs.map(({ name }) => name));
  }

  /** True while some reader is so far behind that the writer must wait. */
  get areFull(): boolean {
    for (const { edges } of this.ports) for (const edge of edges) if (edge.isFull) return true;
    return false;
  }

  /**
   * Sends the values of a firing.
   *
   * @throws TypeError naming an output that the graph node doesn't have
   */
  send(outputs: Outputs): void {
    this.check(outputs);
    for (const { plan, edges } of this.ports) sendTo(edges, outputs[plan.name]);
  }

  /**
   * Sends one item of a stream; what belongs to `single` outputs waits for its end.
   *
   * @throws TypeError naming an output that the graph node doesn't have
   */
  sendItem(item: Outputs): void {
    this.check(item);
    let hasStreamed = false;
    for (const name in item) {
      if (item[name] === undefined) continue;
      if (this.streamed.some(({ plan }) => plan.name === name)) hasStreamed = true;
      else this.singles[name] = item[name];
    }
    if (!hasStreamed) return;
    for (const { plan, edges } of this.streamed) sendTo(edges, item[plan.name]);
  }

  /** Closes the iteration that a stream has opened. */
  endStream(): void {
    for (const { plan, edges } of this.ports) {
      if (plan.kind === 'single') sendTo(edges, this.singles[plan.name]);
      else for (const edge of edges) edge.push(End.of(this.depth + 1, false));
    }
    this.singles = {};
  }

  /** A step without a firing: whoever reads must know that nothing comes for it. */
  skip(): void {
    for (const { plan, edges } of this.ports) {
      const token = plan.kind === 'iteration' ? End.of(this.depth + 1, true) : SKIPPED;
      for (const edge of edges) edge.push(token);
    }
  }

  /** Sends the same mark everywhere: `SKIPPED`, `FAILED`, or the end of an iteration. */
  broadcast(token: Token): void {
    for (const { edges } of this.ports) for (const edge of edges) edge.push(token);
  }

  private check(outputs: Outputs): void {
    for (const name in outputs) {
      if (!this.names.has(name)) throw new TypeError(`tried to emit to unknown output '${name}'`);
    }
  }
}

const sendTo = (edges: readonly EdgeState[], value: unknown): void => {
  for (const edge of edges) {
    if (value === undefined) edge.push(SKIPPED);
    else edge.pushValue(value);
  }
};
