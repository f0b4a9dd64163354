/** Whose work takes time. */
export interface Settled {
  readonly isOver: boolean;
  /** It begins to wait, or has waited. */
  setBusy(isBusy: boolean): void;
  fail(error: unknown): void;
  /** It may go on. */
  schedule(): void;
}

/** Waits for what a graph node does, one thing at a time. */
export class Settling {
  /** Number of the wait that is awaited now; the results of others come too late. */
  private wait = 0;

  constructor(private readonly owner: Settled) {}

  /** Goes on at once with a plain value, or when a promise is settled. */
  whenSettled<T>(result: T | Promise<T>, next: (value: T) => void): void {
    if (result instanceof Promise) void this.settle(result, next);
    else next(result);
  }

  /** Waits no longer for what is awaited now. */
  giveUp(): void {
    this.wait += 1;
  }

  private async settle<T>(result: Promise<T>, next: (value: T) => void): Promise<void> {
    this.owner.setBusy(true);
    const wait = (this.wait += 1);
    try {
      const value = await result;
      this.resume(wait, () => next(value));
    } catch (error) {
      this.resume(wait, () => this.owner.fail(error));
    }
  }

  private resume(wait: number, action: () => void): void {
    if (wait !== this.wait) return;
    this.owner.setBusy(false);
    if (this.owner.isOver) return;
    try {
      action();
    } catch (error) {
      this.owner.fail(error);
    }
    this.owner.schedule();
  }
}
