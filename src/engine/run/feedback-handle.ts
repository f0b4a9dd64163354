import type { StreamShape } from './stream-reader.js';
import { StreamReader } from './stream-reader.js';
import type { Token } from './token.js';
import { End, FAILED, NOTHING } from './token.js';
import type { TokenSource } from './token-queue.js';

/**
 * What a loop's body leads back. Each run of the loop sends one end around; what came before the end of the run before is
 * thrown away, so that a run reads only what its own laps gave.
 */
export class FeedbackHandle implements TokenSource {
  /** Runs that have begun, and ends that came back from them. */
  private begun = 0;
  private closed = 0;

  constructor(
    readonly name: string,
    private readonly source: TokenSource,
    private readonly shape: StreamShape,
  ) {}

  /** Begins a run; one that is skipped sends an end around too. */
  open(): StreamReader {
    this.begun += 1;
    return new StreamReader(this, this.shape);
  }

  peek(): Token {
    for (;;) {
      const token = this.source.peek();
      if (token === NOTHING || token === FAILED || !this.isStale(token)) return token;
      this.take();
    }
  }

  take(): Token {
    const token = this.source.take();
    if (token instanceof End && token.depth === this.shape.ownDepth) this.closed += 1;
    return token;
  }

  private isStale(token: Token): boolean {
    return this.closed < this.begun - 1 || (token instanceof End && token.depth < this.shape.ownDepth);
  }
}
