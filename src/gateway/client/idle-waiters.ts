/** Promises that resolve once a condition holds, or their time is over. */
export class IdleWaiters {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly isIdle: () => boolean) {}

  /** Resolves when the condition holds or the time is over; tells which. */
  wait(timeoutMs: number): Promise<boolean> {
    if (this.isIdle()) {
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve(this.isIdle());
      };
      const timer = setTimeout(done, timeoutMs);
      this.waiting.add(done);
    });
  }

  /** To be called whenever the condition may have begun to hold. */
  check(): void {
    if (this.waiting.size > 0 && this.isIdle()) {
      this.waiting.forEach((done) => done());
    }
  }
}
