import type { QueuedUpdate } from './update-buffer.js';
import { UpdateBuffer } from './update-buffer.js';

/** Updates held back for a moment, so that a reader who asked for few of them gets the latest of many. */
export class HeldUpdates {
  private readonly buffer = new UpdateBuffer();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly holdMs: number,
    private readonly offer: (item: QueuedUpdate) => void,
  ) {}

  get isEmpty(): boolean {
    return this.buffer.size === 0;
  }

  /** Holds an update until the rate allows the next one. */
  push(item: QueuedUpdate): void {
    this.buffer.push(item);
    this.timer ??= setTimeout(() => this.flush(), this.holdMs);
  }

  /** Lets everything go now, in order. */
  flush(): void {
    this.stopTimer();
    for (let item = this.buffer.shift(); item !== null; item = this.buffer.shift()) {
      this.offer(item);
    }
  }

  clear(): void {
    this.stopTimer();
    this.buffer.clear();
  }

  private stopTimer(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }
}
