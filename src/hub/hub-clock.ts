import { Injectable } from '@nestjs/common';

/**
 * A monotonic clock in milliseconds that stands still while this process is blocked, so that the hub's own pauses are
 * never held against its peers. For liveness and leases only: deadlines of callers go by the real time.
 */
@Injectable()
export class HubClock {
  private pausedMs = 0;

  /** The present moment of this clock. */
  now(): number {
    return performance.now() - this.pausedMs;
  }

  /** Takes a pause of this process out of the reckoning. */
  forgive(pauseMs: number): void {
    this.pausedMs += pauseMs;
  }
}
