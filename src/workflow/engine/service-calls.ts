import type { CallFailure, CallOrder, CallReport } from './call-messages.js';

/** A call that its owner refused or could not do. */
export class ServiceCallError extends Error {
  constructor(
    message: string,
    /** Code of the failure; null for one that has none. */
    readonly code: string | null,
  ) {
    super(message);
    this.name = 'ServiceCallError';
  }
}

type Answer = { readonly value: unknown } | { readonly error: Error };

interface OpenCall {
  readonly items: unknown[];
  answer: Answer | null;
  /** Called when there is something new. */
  wake: () => void;
}

/** A run's end of its calls: asks the owner of the run, and waits for answers by number. */
export class ServiceCalls {
  private readonly calls = new Map<number, OpenCall>();
  private lastId = 0;
  private end: Error | null = null;

  constructor(private readonly send: (report: CallReport) => void) {}

  /** @throws ServiceCallError with what the owner says */
  async value(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const { id, call } = this.begin(service, method, args);
    try {
      while (call.answer === null) await changed(call);
      return valueOf(call.answer);
    } finally {
      this.calls.delete(id);
    }
  }

  /** Reads a stream; leaving it early ends it at its source. */
  async *stream(service: string, method: string, args: readonly unknown[]): AsyncGenerator<unknown, void, void> {
    const { id, call } = this.begin(service, method, args);
    try {
      for (;;) {
        while (call.items.length > 0) {
          yield call.items.shift();
          if (call.answer === null) this.send({ kind: 'call_read', id });
        }
        if (call.answer !== null) return void valueOf(call.answer);
        await changed(call);
      }
    } finally {
      this.calls.delete(id);
      if (call.answer === null) this.send({ kind: 'call_cancel', id });
    }
  }

  /** Takes what the owner says; what nobody waits for any more is dropped. */
  take(order: CallOrder): void {
    const call = this.calls.get(order.id);
    if (!call) return;
    if (order.kind === 'call_item') call.items.push(order.item);
    else if (order.kind === 'call_done') call.answer = { value: order.value };
    else call.answer = { error: errorOf(order.failure) };
    call.wake();
  }

  /** Ends every open call, and refuses new ones. */
  close(reason: Error): void {
    this.end ??= reason;
    for (const [id, call] of this.calls) {
      if (call.answer === null) this.send({ kind: 'call_cancel', id });
      call.answer ??= { error: reason };
      call.wake();
    }
  }

  private begin(service: string, method: string, args: readonly unknown[]) {
    if (this.end) throw this.end;
    const id = ++this.lastId;
    // Refused at once when an argument can't travel.
    this.send({ kind: 'call', id, service, method, args });
    const call: OpenCall = { items: [], answer: null, wake: () => undefined };
    this.calls.set(id, call);
    return { id, call };
  }
}

const changed = (call: OpenCall): Promise<void> => new Promise((resolve) => (call.wake = resolve));

const errorOf = ({ message, code }: CallFailure): Error => new ServiceCallError(message, code);

const valueOf = (answer: Answer): unknown => {
  if ('error' in answer) throw answer.error;
  return answer.value;
};
