import { Worker } from 'node:worker_threads';

import type { JobFailure } from '../workflow-runner.contract.js';
import type { CarrierEvents, EngineCarrier } from './engine-carrier.js';
import type { CarrierOrder, ThreadData, ThreadOrder, ThreadReport } from './engine-messages.js';
import { CONTROL, CONTROL_BYTES, memoryFailure } from './engine-messages.js';

/** How a thread is made. */
export interface ThreadOptions {
  readonly url: URL;
  /** Heap that a run may fill, in MiB; a run that needs more fails alone. */
  readonly maxHeapMb: number;
  /** Heap at which V8 ends the thread, in MiB. */
  readonly hardLimitMb: number;
  readonly nodePackages: readonly string[];
}

/** A worker thread that runs one graph at a time, and is used again for the next. */
export class ThreadCarrier implements EngineCarrier {
  readonly isDisposable = false;
  private readonly worker: Worker;
  /** Of the current run; see `CONTROL`. */
  private control = new Int32Array(new SharedArrayBuffer(CONTROL_BYTES));
  private fault: Error | null = null;

  constructor(
    private readonly options: ThreadOptions,
    { onReport, onEnd }: CarrierEvents,
  ) {
    this.worker = new Worker(options.url, {
      name: 'engine',
      workerData: { nodePackages: options.nodePackages } satisfies ThreadData,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.hardLimitMb },
    });
    this.worker.on('message', (report: ThreadReport) => onReport(report));
    this.worker.on('messageerror', (error) => this.fail(error));
    this.worker.on('error', (error: Error) => (this.fault = error));
    this.worker.on('exit', () => onEnd(this.failure()));
  }

  send(order: CarrierOrder): void {
    if (order.kind === 'taken') return this.makeRoom(order.count);
    if (order.kind === 'run') {
      const control = new SharedArrayBuffer(CONTROL_BYTES);
      this.control = new Int32Array(control);
      return this.post({ ...order, control });
    }
    if (order.kind === 'cancel') {
      Atomics.store(this.control, CONTROL.isCancelled, 1);
      Atomics.notify(this.control, CONTROL.pendingCount);
    }
    this.post(order);
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.worker.ref();
    else this.worker.unref();
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private post(order: ThreadOrder): void {
    this.worker.postMessage(order);
  }

  private makeRoom(count: number): void {
    Atomics.sub(this.control, CONTROL.pendingCount, count);
    Atomics.notify(this.control, CONTROL.pendingCount);
  }

  private fail(error: Error): void {
    this.fault = error;
    void this.worker.terminate();
  }

  private failure(): JobFailure {
    const { fault } = this;
    if (fault !== null && 'code' in fault && fault.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return memoryFailure(this.options.maxHeapMb);
    return { code: 'INTERNAL', message: `The thread of the job ended unexpectedly: ${fault?.message ?? 'it exited'}` };
  }
}
