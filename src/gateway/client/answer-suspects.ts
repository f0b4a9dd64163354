/** Connections that an answer may take with it before it counts as what breaks them. */
const MAX_CLOSES = 3;

/** Ends that say nothing about what was sent: a polite goodbye, a server that goes away, restarts or is full. */
const INNOCENT_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005, 1012, 1013]);
/** Codes of this protocol: whoever names one has understood what it got. */
const FIRST_OWN_CODE = 4000;

const NOBODY = (): void => undefined;

/**
 * Finds the answer that breaks every connection on which it is sent. Whoever was without a receipt when a connection broke is
 * suspected, and sent alone with the next one: the innocent get their receipt, the guilty one doesn't.
 */
export class AnswerSuspects {
  /** Requests whose answers are without a receipt on this connection, with who waits for it. */
  private readonly inFlight = new Map<string, () => void>();
  private readonly closes = new Map<string, number>();

  /** An answer was sent. */
  sent(requestId: string): void {
    if (!this.inFlight.has(requestId)) this.inFlight.set(requestId, NOBODY);
  }

  /** The hub has an answer, or wants it no more. */
  received(requestId: string): void {
    this.closes.delete(requestId);
    this.release(requestId);
  }

  /** The connection is gone; `closeCode` is null when it never was open. */
  lost(closeCode: number | null): void {
    const isAccusing = closeCode !== null && closeCode < FIRST_OWN_CODE && !INNOCENT_CODES.has(closeCode);
    for (const requestId of this.inFlight.keys()) {
      if (isAccusing) this.closes.set(requestId, this.closesOf(requestId) + 1);
      this.release(requestId);
    }
  }

  /** Connections that broke while an answer was without its receipt. */
  closesOf(requestId: string): number {
    return this.closes.get(requestId) ?? 0;
  }

  /** True when an answer isn't to be sent as it is any more. */
  isGuilty(requestId: string): boolean {
    return this.closesOf(requestId) >= MAX_CLOSES;
  }

  /** Waits until a sent answer has its receipt, the connection is gone, or the time is over. */
  untilReceipt(requestId: string, timeoutMs: number): Promise<void> {
    if (!this.inFlight.has(requestId)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.inFlight.set(requestId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private release(requestId: string): void {
    const waiter = this.inFlight.get(requestId);
    this.inFlight.delete(requestId);
    waiter?.();
  }
}
