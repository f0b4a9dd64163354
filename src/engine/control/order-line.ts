import type { Outputs } from '../node-type.js';
import type { EdgeState } from '../run/edge-state.js';
import type { ControlEvent } from './control-event.js';

interface Call {
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: unknown) => void;
}

/** A control edge while a graph runs: its buffer of orders, and who waits for what came of one. */
export class OrderLine {
  private readonly calls = new Map<unknown, Call>();
  private closedBy: Error | null = null;

  constructor(readonly edge: EdgeState) {}

  /** True while somebody waits for what comes of an order. */
  get isAwaited(): boolean {
    return this.calls.size > 0;
  }

  /** Promises what comes of an order that is about to be sent. */
  call(event: ControlEvent): Promise<Outputs> {
    if (this.closedBy) return Promise.reject(this.closedBy);
    return new Promise((resolve, reject) => {
      this.calls.set(event, { resolve, reject });
    });
  }

  isCalled(event: unknown): boolean {
    return this.calls.has(event);
  }

  answer(event: unknown, outputs: Outputs): void {
    this.taken(event)?.resolve(outputs);
  }

  refuse(event: unknown, error: unknown): void {
    this.taken(event)?.reject(error);
  }

  /** Refuses the order that waits longest. */
  refuseFirst(error: Error): void {
    for (const event of this.calls.keys()) {
      this.refuse(event, error);
      return;
    }
  }

  /** Refuses every order, also those to come. */
  close(error: Error): void {
    this.closedBy ??= error;
    for (const event of this.calls.keys()) this.refuse(event, error);
  }

  private taken(event: unknown): Call | undefined {
    const call = this.calls.get(event);
    this.calls.delete(event);
    return call;
  }
}
