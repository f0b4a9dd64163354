import type { Failure } from '../failure.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import type { Outputs } from '../node-type.js';
import type { CheckpointSink } from './checkpoint.js';
import { CheckpointKind } from './checkpoint.js';
import { decodeValue, encodeToken } from './checkpoint-codec.js';
import type { TapeBudget } from './output-tape.js';
import { OutputTape } from './output-tape.js';
import type { Recollection } from './restore-plan.js';
import type { Resumption } from './suspension.js';

/** What one graph node remembers of an interrupted run, and what it leaves for a later one. */
export class NodeMemory {
  readonly tape: OutputTape;
  private readonly nodeId: string;
  /** Firings of this type are remembered one by one, because doing them again would give or do something else. */
  private readonly remembersFirings: boolean;

  constructor(
    private readonly node: PlannedNode,
    private readonly past: Recollection,
    private readonly sink: CheckpointSink,
    private readonly budget: TapeBudget,
  ) {
    const { nodeType, graphNode } = node;
    this.nodeId = graphNode.id;
    this.remembersFirings = !nodeType.isPure && nodeType.behaviour.kind === 'process';
    this.tape = new OutputTape(budget);
  }

  /** What a firing gave in the interrupted run; null when it has to run. */
  recall(firing: number): Outputs | Failure | null {
    const text = this.past.steps.get(firing) ?? null;
    // Only `settled` writes this text, from the outputs of a firing or its failure.
    return text === null ? null : (decodeValue(text) as Outputs | Failure);
  }

  /** What a firing that waited goes on with, or null. */
  resumption(firing: number): Resumption | null {
    return this.past.resumptions.get(firing) ?? null;
  }

  /** Notes durably that a firing begins, where it must not happen twice; null where nothing has to be awaited. */
  begin(firing: number): Promise<void> | null {
    if (this.node.nodeType.isRetrySafe) return null;
    return this.sink.commit({ kind: CheckpointKind.begun, nodeId: this.nodeId, firing, data: null });
  }

  /** Notes what a firing gave, or the failure that another graph node goes on with. */
  settled(firing: number, outputs: Outputs | Failure): void {
    if (!this.remembersFirings) return;
    this.sink.keep({ kind: CheckpointKind.step, nodeId: this.nodeId, firing, data: this.bounded(outputs) });
  }

  /** Notes what a firing kept for the user. */
  saved(name: string, value: unknown): void {
    const data = this.bounded({ [name]: value });
    if (data !== null) this.sink.keep({ kind: CheckpointKind.saved, nodeId: this.nodeId, firing: 0, data });
  }

  /** Notes that the graph node has finished, with all that it sent. */
  finished(): void {
    const data = this.tape.read();
    if (data !== null) this.sink.keep({ kind: CheckpointKind.done, nodeId: this.nodeId, firing: 0, data });
  }

  /** Writes values as text; null when they are too large, or of a kind that JSON can't carry. */
  private bounded(values: Outputs | Failure): string | null {
    const text = encodeToken(values);
    return text !== null && text.length <= MAX_STEP_LENGTH && this.budget.take(text.length) ? text : null;
  }
}

/** Characters of one firing's outputs, or of one value kept for the user, that are kept. */
const MAX_STEP_LENGTH = 1_048_576;
