import type { IntervalHistogram } from 'node:perf_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

/** Longest pause of the event loop between two readings. */
export class LoopLag {
  private histogram: IntervalHistogram | null = null;

  start(): void {
    this.histogram ??= monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.histogram.enable();
  }

  stop(): void {
    this.histogram?.disable();
    this.histogram = null;
  }

  /** Longest pause in milliseconds since the last reading. */
  takeMs(): number {
    const maxMs = (this.histogram?.max ?? 0) / 1e6;
    this.histogram?.reset();
    return Math.max(0, Math.round(maxMs - RESOLUTION_MS));
  }
}
