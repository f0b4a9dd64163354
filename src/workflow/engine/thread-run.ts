import type { Catalogue } from '../../engine/catalogue.js';
import type { RunOutcome } from '../../engine/engine.js';
import { prepareGraph, runGraph } from '../../engine/engine.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { GraphProblem } from '../../engine/graph-problem.js';
import { GraphInvalidError } from '../../engine/graph-problem.js';
import { ParametersInvalidError } from '../../engine/parameters.js';
import { ResultCache } from '../../engine/result-cache.js';
import { UnrepresentableValueError } from '../../engine/wire-value.js';
import type { CallOrder } from './call-messages.js';
import type { CommittedOrder, EngineHalt, ThreadOrder, ThreadReport } from './engine-messages.js';
import { CANCELLED_ENDING, CONTROL, failedEnding, memoryFailure } from './engine-messages.js';
import type { JobFailure } from '../workflow-runner.contract.js';
import { CheckpointBatch } from './checkpoint-batch.js';
import { HeapGuard } from './heap-guard.js';
import { ThreadServices } from './thread-services.js';
import { UpdateBatch } from './update-batch.js';
import { wireOutputs, wirePreviews, wireUpdate } from './wire-update.js';

/**
 * Updates that may be on their way to the main thread: above it this thread waits. The main thread takes them in one turn
 * of its event loop, at some 20 µs each, so this is also what bounds the pause that a chatty job can cause there.
 */
const MAX_PENDING = 512;
/** The main thread may be gone for good: look again after this time. */
const WAIT_MS = 100;

/** Results of cacheable node types, for all runs of this thread. */
const RESULTS = new ResultCache();

/** One run of a graph inside a thread: from the order to the report of its end. */
export class ThreadRun {
  private readonly controller = new AbortController();
  private readonly control: Int32Array;
  private readonly batch = new UpdateBatch((updates) => this.post(updates));
  private readonly checkpoints: CheckpointBatch | undefined;
  private failure: JobFailure | null = null;
  private readonly heap: HeapGuard;
  private readonly world: ThreadServices;

  constructor(
    private readonly order: Extract<ThreadOrder, { kind: 'run' }>,
    private readonly catalogue: Catalogue,
    private readonly report: (report: ThreadReport) => void,
  ) {
    this.control = new Int32Array(order.control);
    this.heap = new HeapGuard(order.maxHeapMb);
    this.world = new ThreadServices(order, this.controller.signal, report);
    if (order.checkpoints) {
      this.checkpoints = new CheckpointBatch(order.checkpoints, (checkpoints, commitId) =>
        report({ kind: 'checkpoints', checkpoints, commitId }),
      );
    }
  }

  /** Runs the graph and reports its end; never rejects. */
  async execute(): Promise<void> {
    const ending = await this.run();
    this.world.close();
    // What has ended for good needs no checkpoints.
    this.checkpoints?.close(ending.status === 'suspended' || ending.status === 'cancelled');
    this.report({ kind: 'ended', updates: this.batch.take(), ending });
  }

  /** Takes the owner's answer to a call of this run. */
  answer(order: CallOrder): void {
    this.world.take(order);
  }

  /** Asks the running graph nodes to stop; what they do from now on isn't work to go on from. */
  cancel(): void {
    this.checkpoints?.close(true);
    this.controller.abort();
  }

  /** Lets a graph node go on whose checkpoint was to be stored first. */
  committed({ commitId, error }: CommittedOrder): void {
    this.checkpoints?.committed(commitId, error);
  }

  private async run(): Promise<EngineHalt> {
    try {
      const { params, workflow, trigger, world, secretNames } = this.order;
      const graph = prepareGraph(this.order.graph, this.catalogue, {
        hasProgram: (program) => world.programs[program] !== undefined,
        ...(secretNames && { hasSecret: (name: string) => secretNames.includes(name) }),
      });
      const outcome = await runGraph({
        graph,
        params,
        workflow: workflow ?? undefined,
        trigger: trigger ?? undefined,
        services: this.world.services,
        signal: this.controller.signal,
        emit: (update) => this.emit(update),
        checkpoints: this.checkpoints,
        cache: RESULTS,
      });
      return this.failure ? failedEnding(this.failure) : haltOf(outcome);
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
    this.failure = memoryFailure(this.order.maxHeapMb);
    this.cancel();
  }

  private post(updates: readonly EngineUpdate[]): void {
    const checkpoints = this.checkpoints?.take() ?? [];
    this.report({ kind: 'updates', updates, ...(checkpoints.length > 0 && { checkpoints }) });
    let pending = Atomics.add(this.control, CONTROL.pendingCount, updates.length) + updates.length;
    while (pending > MAX_PENDING && Atomics.load(this.control, CONTROL.isCancelled) === 0) {
      Atomics.wait(this.control, CONTROL.pendingCount, pending, WAIT_MS);
      pending = Atomics.load(this.control, CONTROL.pendingCount);
    }
  }
}

const haltOf = ({ status, outputs, preview, save, error, waiting }: RunOutcome): EngineHalt => {
  if (status === 'suspended') return { status, waiting };
  if (status === 'cancelled') return CANCELLED_ENDING;
  const made = { outputs: wireOutputs(outputs), preview: wirePreviews(preview), save: wirePreviews(save) };
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
