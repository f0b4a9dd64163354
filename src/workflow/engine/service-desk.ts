import { ProtocolError } from '../../protocol/protocol-error.js';
import type { CallFailure, CallOrder, CallReport } from './call-messages.js';
import { STREAM_WINDOW } from './call-messages.js';
import type { ServiceOpeners } from './run-services.js';
import { SERVICE_METHODS } from './run-services.js';

type Method = (...args: readonly unknown[]) => unknown;

interface OpenCall {
  readonly id: number;
  readonly controller: AbortController;
  /** Items that were sent and not yet read. */
  unreadCount: number;
  /** Goes on with a stream that waits for its reader. */
  wake: () => void;
}

/** The owner's end of a run's calls: does what is asked, sends what comes of it, and ends all of it with the run. */
export class ServiceDesk {
  private readonly calls = new Map<number, OpenCall>();
  private isClosed = false;

  constructor(
    private readonly openers: ServiceOpeners,
    private readonly send: (order: CallOrder) => void,
  ) {}

  take(report: CallReport): void {
    const call = this.calls.get(report.id);
    if (report.kind === 'call') void this.answer(report);
    else if (report.kind === 'call_cancel') this.cancel(call);
    else if (call) {
      call.unreadCount -= 1;
      call.wake();
    }
  }

  /** Ends every call; nothing is sent any more. */
  close(): void {
    this.isClosed = true;
    for (const call of this.calls.values()) this.cancel(call);
  }

  private async answer({ id, service, method, args }: Extract<CallReport, { kind: 'call' }>): Promise<void> {
    const call: OpenCall = { id, controller: new AbortController(), unreadCount: 0, wake: () => undefined };
    this.calls.set(id, call);
    try {
      const answer = this.methodOf(service, method, call.controller.signal)(...args);
      const value = isStream(answer) ? await this.pass(call, answer) : await answer;
      this.post(call, { kind: 'call_done', id, value });
    } catch (error) {
      this.post(call, { kind: 'call_failed', id, failure: failureOf(error) });
    } finally {
      this.calls.delete(id);
    }
  }

  private async pass(call: OpenCall, items: AsyncIterable<unknown>): Promise<void> {
    for await (const item of items) {
      this.post(call, { kind: 'call_item', id: call.id, item });
      call.unreadCount += 1;
      while (call.unreadCount >= STREAM_WINDOW && !call.controller.signal.aborted) {
        await new Promise<void>((resolve) => (call.wake = resolve));
      }
      // Leaving the loop ends the stream at its source.
      if (call.controller.signal.aborted) return;
    }
  }

  private methodOf(service: string, name: string, signal: AbortSignal): Method {
    const methods: Readonly<Record<string, unknown>> = Object.hasOwn(SERVICE_METHODS, service)
      ? SERVICE_METHODS[service as keyof ServiceOpeners] // the line above has found it there
      : {};
    const open = this.openers[service as keyof ServiceOpeners];
    if (!open || !Object.hasOwn(methods, name)) throw new Error(`this run has no ${service}`);
    const opened: object = open(signal);
    // `SERVICE_METHODS` lists the names of the functions of each service.
    const method = Reflect.get(opened, name) as Method;
    return method.bind(opened);
  }

  private post(call: OpenCall, order: CallOrder): void {
    if (!this.isClosed && !call.controller.signal.aborted) this.send(order);
  }

  private cancel(call: OpenCall | undefined): void {
    call?.controller.abort(new ProtocolError('CANCELLED', 'The run has ended'));
    call?.wake();
  }
}

const isStream = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

/** What helps goes along: a graph's author reads the message alone. */
const failureOf = (error: unknown): CallFailure => {
  if (!(error instanceof ProtocolError)) {
    return { code: null, message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, hint } = error;
  return { code, message: hint === undefined ? message : `${message}. ${hint}` };
};
