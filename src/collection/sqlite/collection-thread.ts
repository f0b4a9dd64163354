import type { Transferable } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';

import { ProtocolError } from '../../protocol/protocol-error.js';
import type { CallName, ThreadAnswer, ThreadCall, ThreadFault } from './collection-calls.js';
import { collectionWorkerUrl } from './collection-worker-url.js';
import type { CollectionWork } from './collection-work.js';

/** Calls that may wait for the thread; at some milliseconds each, more would be seconds behind. */
const MAX_WAITING = 256;

/** What a caller may say beside the arguments. */
export interface CallOptions {
  /** Memory that is handed over instead of copied; the caller can't use it any more. */
  readonly transfer?: readonly Transferable[];
  /** A call that has not begun is taken back when this is aborted. */
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly call: ThreadCall;
  readonly options: CallOptions;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The thread that has the file of collections: SQLite works synchronously, and neither a scan nor a long write may hold up
 * the event loop. It is made at the first call, and made again after it broke.
 */
export class CollectionThread {
  private worker: Worker | undefined;
  private current: Waiting | undefined;
  private waiting: Waiting[] = [];
  private isClosed = false;

  constructor(private readonly path: string) {}

  /** @throws ProtocolError what the call refuses with, `QUEUE_FULL`, `CANCELLED`, or `UNAVAILABLE` when the thread broke */
  call<Name extends CallName>(
    name: Name,
    args: Parameters<CollectionWork[Name]>,
    options: CallOptions = {},
  ): Promise<ReturnType<CollectionWork[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(new ProtocolError('UNAVAILABLE', 'The collections are closed'));
      if (this.waiting.length >= MAX_WAITING) {
        return reject(new ProtocolError('QUEUE_FULL', `${MAX_WAITING} calls wait for the collections already`));
      }
      // The thread answers a call with what this very method returns there.
      const settle = resolve as (result: unknown) => void;
      this.waiting.push({ call: { name, args }, options, resolve: settle, reject });
      this.next();
    });
  }

  /** Finishes the call that runs, refuses those that wait, and closes the file. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { reject } of this.waiting.splice(0)) {
      reject(new ProtocolError('UNAVAILABLE', 'The collections are closed'));
    }
    const { worker } = this;
    if (!worker) return;
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage({ name: 'close', args: [] } satisfies ThreadCall);
    await gone;
  }

  private next(): void {
    if (this.current) return;
    const waiting = this.waiting.shift();
    // An idle thread keeps no process alive; one that is being closed must be waited for.
    if (!waiting && !this.isClosed) this.worker?.unref();
    if (!waiting) return;
    if (waiting.options.signal?.aborted === true) {
      waiting.reject(new ProtocolError('CANCELLED', 'Nobody waits for the answer any more'));
      return this.next();
    }
    this.current = waiting;
    const worker = (this.worker ??= this.spawn());
    worker.ref();
    worker.postMessage(waiting.call, waiting.options.transfer);
  }

  private spawn(): Worker {
    const worker = new Worker(collectionWorkerUrl(), {
      name: 'collections',
      workerData: this.path,
      env: {},
      execArgv: [],
    });
    let fault: Error | undefined;
    worker.on('message', (answer: ThreadAnswer) => this.settle(answer));
    worker.on('error', (error: Error) => (fault = error));
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
      const message = `The thread of the collections ended: ${fault?.message ?? 'it exited'}`;
      this.finish()?.reject(new ProtocolError('UNAVAILABLE', message, { cause: fault }));
      this.next();
    });
    return worker;
  }

  private settle(answer: ThreadAnswer): void {
    const call = this.finish();
    if ('fault' in answer) call?.reject(errorOf(answer.fault));
    else call?.resolve(answer.result);
    this.next();
  }

  private finish(): Waiting | undefined {
    const { current } = this;
    this.current = undefined;
    return current;
  }
}

const errorOf = ({ code, message, stack, ...options }: ThreadFault): Error => {
  if (code !== undefined) return new ProtocolError(code, message, options);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
};
