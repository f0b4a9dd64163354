import { Worker } from 'node:worker_threads';

import type { EngineUpdate } from '../../engine/engine-update.js';
import type { EngineEnding, ThreadOrder, ThreadReport } from './engine-messages.js';
import { CANCELLED_ENDING, CONTROL, CONTROL_BYTES, failedEnding } from './engine-messages.js';

/** What a thread is given to run. */
export interface EngineOrder {
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  readonly onUpdates: (updates: readonly EngineUpdate[]) => void;
}

/** A run that occupies a thread. */
export interface EngineRun {
  /** Resolves when the thread is free again (or gone); never rejects. */
  readonly done: Promise<EngineEnding>;
  /** Asks the run to stop, and ends its thread when it hasn't done so after the grace. */
  cancel(graceMs: number): void;
}

/** How a thread is made. */
export interface ThreadOptions {
  readonly url: URL;
  /** Heap that a run may fill, in MiB; a run that needs more fails alone. */
  readonly maxHeapMb: number;
}

interface ActiveRun {
  readonly order: EngineOrder;
  readonly control: Int32Array;
  readonly resolve: (ending: EngineEnding) => void;
  isCancelled: boolean;
  /** When the thread is taken away from it. */
  endsAt: number;
  graceTimer?: NodeJS.Timeout;
}

/**
 * The heap limit of a thread, as a multiple of what a run may fill: V8 ends the whole process when one allocation goes far
 * beyond that limit, so a run is stopped well before it.
 */
const HARD_LIMIT_FACTOR = 3;

/** A worker thread that runs one graph at a time, and is used again for the next. */
export class EngineThread {
  private readonly worker: Worker;
  private run: ActiveRun | null = null;
  private isGone = false;
  private fault: Error | null = null;

  constructor(
    private readonly options: ThreadOptions,
    onGone: (thread: EngineThread) => void,
  ) {
    this.worker = new Worker(options.url, {
      name: 'engine',
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb * HARD_LIMIT_FACTOR },
    });
    this.worker.unref();
    this.worker.on('message', (report: ThreadReport) => this.take(report));
    this.worker.on('messageerror', (error) => this.fail(error));
    this.worker.on('error', (error: Error) => (this.fault = error));
    this.worker.on('exit', () => {
      this.isGone = true;
      onGone(this);
      this.settle(this.run?.isCancelled === true ? CANCELLED_ENDING : this.crashEnding());
    });
  }

  /** True when it can take a run. */
  get isIdle(): boolean {
    return this.run === null && !this.isGone;
  }

  /** Starts a run; the thread must be idle. */
  start(order: EngineOrder): EngineRun {
    const shared = new SharedArrayBuffer(CONTROL_BYTES);
    const { promise, resolve } = deferred<EngineEnding>();
    const run: ActiveRun = { order, control: new Int32Array(shared), resolve, isCancelled: false, endsAt: Infinity };
    this.run = run;
    this.worker.ref();
    this.send({
      kind: 'run',
      graph: order.graph,
      params: order.params,
      control: shared,
      maxHeapMb: this.options.maxHeapMb,
    });
    return { done: promise, cancel: (graceMs) => this.cancel(run, graceMs) };
  }

  /** Ends the thread, with whatever it does. */
  async stop(): Promise<void> {
    if (this.run) this.run.isCancelled = true;
    await this.worker.terminate();
  }

  private cancel(run: ActiveRun, graceMs: number): void {
    if (this.run !== run) return;
    if (!run.isCancelled) {
      run.isCancelled = true;
      Atomics.store(run.control, CONTROL.isCancelled, 1);
      Atomics.notify(run.control, CONTROL.pendingCount);
      this.send({ kind: 'cancel' });
    }
    const endsAt = performance.now() + graceMs;
    if (endsAt >= run.endsAt) return;
    clearTimeout(run.graceTimer);
    run.endsAt = endsAt;
    run.graceTimer = setTimeout(() => void this.worker.terminate(), graceMs);
  }

  private take(report: ThreadReport): void {
    const { run } = this;
    if (!run) return;
    try {
      if (report.updates.length > 0) run.order.onUpdates(report.updates);
    } finally {
      Atomics.sub(run.control, CONTROL.pendingCount, report.updates.length);
      Atomics.notify(run.control, CONTROL.pendingCount);
      if (report.kind === 'ended') this.settle(run.isCancelled ? CANCELLED_ENDING : report.ending);
    }
  }

  private fail(error: Error): void {
    this.fault = error;
    void this.worker.terminate();
  }

  private settle(ending: EngineEnding): void {
    const { run } = this;
    if (!run) return;
    clearTimeout(run.graceTimer);
    this.run = null;
    if (!this.isGone) this.worker.unref();
    // What filled the memory may still be reachable there: the next job gets a thread of its own.
    if (ending.error?.code === 'TOO_LARGE') this.retire();
    run.resolve(ending);
  }

  private retire(): void {
    this.isGone = true;
    void this.worker.terminate();
  }

  private crashEnding(): EngineEnding {
    const isMemory = this.fault !== null && 'code' in this.fault && this.fault.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const message = isMemory
      ? `The job needed more than its ${this.options.maxHeapMb} MiB of memory and was stopped`
      : `The thread of the job ended unexpectedly: ${this.fault?.message ?? 'it exited'}`;
    return failedEnding({ code: isMemory ? 'TOO_LARGE' : 'INTERNAL', message });
  }

  private send(order: ThreadOrder): void {
    this.worker.postMessage(order);
  }
}

const deferred = <T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
};
