import type { PlannedHandle } from '../plan/planned-graph.js';
import type { Token } from './token.js';
import { SKIPPED } from './token.js';
import type { TokenSource } from './token-queue.js';

/** An input handle while its graph node runs: where its tokens come from and the value that it holds. */
export class HandleState {
  /** The value for the current firing, or `SKIPPED`. */
  current: Token = SKIPPED;
  /** True while `current` belongs to the current step of the handle's iteration. */
  isLoaded = false;

  constructor(
    readonly plan: PlannedHandle,
    readonly source: TokenSource,
  ) {}

  get depth(): number {
    return this.plan.scope.length;
  }

  load(): void {
    this.current = this.source.take();
    this.isLoaded = true;
  }
}
