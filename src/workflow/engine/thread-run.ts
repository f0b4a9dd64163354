import type { Catalogue } from '../../engine/catalogue.js';
import type { RunOutcome } from '../../engine/engine.js';
import { prepareGraph, runGraph } from '../../engine/engine.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { GraphProblem } from '../../engine/graph-problem.js';
import { GraphInvalidError } from '../../engine/graph-problem.js';
import { ParametersInvalidError } from '../../engine/parameters.js';
import { UnrepresentableValueError } from '../../engine/wire-value.js';
import type { EngineEnding, ThreadOrder, ThreadReport } from './engine-messages.js';
import { CANCELLED_ENDING, CONTROL, failedEnding } from './engine-messages.js';
import type { JobFailure } from '../workflow-runner.contract.js';
import { HeapGuard } from './heap-guard.js';
import { UpdateBatch } from './update-batch.js';
import { wireOutputs, wirePreviews, wireUpdate } from './wire-update.js';

/**
 * Updates that may be on their way to the main thread: above it this thread waits. The main thread takes them in one turn
 * of its event loop, at some 20 µs each, so this is also what bounds the pause that a chatty job can cause there.
 */
const MAX_PENDING = 512;
/** The main thread may be gone for good: look again after this time. */
const WAIT_MS = 100;

/** One run of a graph inside a thread: from the order to the report of its end. */
export class ThreadRun {
  private readonly controller = new AbortController();
  private readonly control: Int32Array;
  private readonly batch = new UpdateBatch((updates) => this.post(updates));
  private failure: JobFailure | null = null;
  private readonly heap: HeapGuard;

  constructor(
    private readonly order: Extract<ThreadOrder, { kind: 'run' }>,
    private readonly catalogue: Catalogue,
    private readonly report: (report: ThreadReport) => void,
  ) {
    this.control = new Int32Array(order.control);
    this.heap = new HeapGuard(order.maxHeapMb);
  }

  /** Runs the graph and reports its end; never rejects. */
  async execute(): Promise<void> {
    const ending = await this.run();
    this.report({ kind: 'ended', updates: this.batch.take(), ending });
  }

  /** Asks the running graph nodes to stop. */
  cancel(): void {
    this.controller.abort();
  }

  private async run(): Promise<EngineEnding> {
    try {
      const graph = prepareGraph(this.order.graph, this.catalogue);
      const { params } = this.order;
      const outcome = await runGraph({
        graph,
        params,
        signal: this.controller.signal,
        emit: (update) => this.emit(update),
      });
      return this.failure ? failedEnding(this.failure) : endingOf(outcome);
    } catch (error) {
      return failedEnding(failureOf(error));
    }
  }

  private emit(update: EngineUpdate): void {
    if (Atomics.load(this.control, CONTROL.isCancelled) === 1) this.cancel();
    this.checkMemory();
    this.batch.add(wireUpdate(update));
  }

  private checkMemory(): void {
    if (this.failure || !this.heap.isOverfull()) return;
    const message = `The job needed more than its ${this.order.maxHeapMb} MiB of memory and was stopped`;
    this.failure = { code: 'TOO_LARGE', message };
    this.cancel();
  }

  private post(updates: readonly EngineUpdate[]): void {
    this.report({ kind: 'updates', updates });
    let pending = Atomics.add(this.control, CONTROL.pendingCount, updates.length) + updates.length;
    while (pending > MAX_PENDING && Atomics.load(this.control, CONTROL.isCancelled) === 0) {
      Atomics.wait(this.control, CONTROL.pendingCount, pending, WAIT_MS);
      pending = Atomics.load(this.control, CONTROL.pendingCount);
    }
  }
}

const endingOf = ({ status, outputs, preview, error }: RunOutcome): EngineEnding => {
  if (status === 'cancelled') return CANCELLED_ENDING;
  const made = { outputs: wireOutputs(outputs), preview: wirePreviews(preview) };
  return { status, ...made, error: error ? { code: 'INTERNAL', ...error } : null };
};

const failureOf = (error: unknown): JobFailure => {
  if (error instanceof GraphInvalidError) {
    return { code: 'INVALID_ARGUMENT', message: error.message, problems: error.problems.map(graphProblem) };
  }
  if (error instanceof ParametersInvalidError) {
    const problems = error.problems.map(({ name, message }) => ({ field: `params.${name}`, message }));
    return { code: 'INVALID_ARGUMENT', message: error.message, problems };
  }
  if (error instanceof UnrepresentableValueError) return { code: 'UNSUPPORTED', message: error.message };
  return { code: 'INTERNAL', message: `The engine failed: ${error instanceof Error ? error.message : String(error)}` };
};

const graphProblem = ({ node_id: nodeId, edge_id: edgeId, message }: GraphProblem) => ({
  field: nodeId !== undefined ? `graph.nodes.${nodeId}` : edgeId !== undefined ? `graph.edges.${edgeId}` : 'graph',
  message,
});
