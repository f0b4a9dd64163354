import type { PlannedHandle } from '../plan/planned-graph.js';
import type { Token } from './token.js';
import { NOTHING, SKIPPED } from './token.js';
import type { TokenSource } from './token-queue.js';

/** An input handle while its graph node runs: where its tokens come from and the value that it holds. */
export class HandleState {
  /** The latest value, or `SKIPPED`. */
  current: Token = SKIPPED;
  /** The value for the firing where independent iterations are combined; `NOTHING` where the latest one counts. */
  combined: Token = NOTHING;
  /** True while `current` belongs to the current step of the handle's iteration. */
  isLoaded = false;

  constructor(
    readonly plan: PlannedHandle,
    readonly source: TokenSource,
    /** True when failures count as values here. */
    readonly catchesFailures = false,
  ) {}

  get depth(): number {
    return this.plan.scope.length;
  }

  /** The value for the firing. */
  get value(): Token {
    return this.combined === NOTHING ? this.current : this.combined;
  }

  load(): void {
    this.current = this.source.take();
    this.isLoaded = true;
  }
}
